"""/results: a result and a shift as text, and their charts."""

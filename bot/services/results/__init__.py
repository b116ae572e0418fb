"""/results."""

"""/poll status and /debate status."""

"""/respond and /responses, and their review."""

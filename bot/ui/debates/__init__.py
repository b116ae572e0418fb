"""/debate."""

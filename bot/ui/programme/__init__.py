"""/programme."""

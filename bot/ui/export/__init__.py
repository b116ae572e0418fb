"""/export."""

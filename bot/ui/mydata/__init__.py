"""/mydata."""

"""/statement, /statements and /common-ground."""

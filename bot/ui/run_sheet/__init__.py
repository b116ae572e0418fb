"""/poll status: the moderators' page."""

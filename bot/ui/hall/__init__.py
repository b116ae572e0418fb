"""`/hall`: the page on the wall, and what moderators put on it."""

"""The page on the wall."""

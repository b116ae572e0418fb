"""The page on the wall: a server that only shows, without Discord and without SQL."""

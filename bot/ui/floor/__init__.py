"""The floor: who speaks, for how long, and who waits for it."""

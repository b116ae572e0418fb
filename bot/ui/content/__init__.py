"""The commands that show the pack: /proposals, /proposal, /compare, /questions, /question, /background."""

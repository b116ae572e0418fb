"""Statements: writing them, voting on them, and what they come to."""

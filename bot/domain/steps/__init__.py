"""The kinds of step, one module each; `bot.domain.step` finds them by scanning this package."""

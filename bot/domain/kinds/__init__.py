"""The kinds of item, one module each; `bot.domain.kind` finds them by scanning this package."""

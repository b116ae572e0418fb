"""The slash commands, one module a command group; `bot.ui.client` finds them by scanning this package."""

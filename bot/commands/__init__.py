"""The operator's commands. `bot.cli` lists them, and loads the one that is called for."""

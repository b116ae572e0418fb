"""`python -m bot` is `debate-bot`."""

from bot.cli import main

main(prog_name="debate-bot")

"""Fixed choices of the options of `/results`."""

from discord.app_commands import Choice
from discord.app_commands import locale_str as _

from bot.ui.common.choices import ROUNDS

SHIFT = "shift"
RESULT_ROUNDS = [*ROUNDS, Choice(name=_("Shift: from before to after the debate"), value=SHIFT)]

"""Fixed choices of the options of `/debate settings`."""

from discord.app_commands import Choice
from discord.app_commands import locale_str as _

SWITCH = [Choice(name=_("On"), value="on"), Choice(name=_("Off"), value="off")]
SMALL_GROUPS = [
    Choice(name=_("On: live counts reveal no single vote"), value="on"),
    Choice(name=_("Off: live counts show every vote at once"), value="off"),
]

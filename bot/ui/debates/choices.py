"""Fixed choices of the options of `/debate start` and `/debate settings`."""

from discord.app_commands import Choice
from discord.app_commands import locale_str as _

FORMATS = [
    Choice(name=_("Open: each result comes when its vote closes"), value="open"),
    Choice(name=_("Oxford: results before come with those after"), value="oxford"),
]
SWITCH = [Choice(name=_("On"), value="on"), Choice(name=_("Off"), value="off")]
SMALL_GROUPS = [
    Choice(name=_("On: live counts reveal no single vote"), value="on"),
    Choice(name=_("Off: live counts show every vote at once"), value="off"),
]
SPEAKERS = [
    Choice(name=_("Named: turns are stored with the speaker's name"), value="named"),
    Choice(name=_("Pseudonymous: turns are stored without names"), value="pseudonymous"),
]

"""Fixed choices of slash command options."""

from discord.app_commands import Choice
from discord.app_commands import locale_str as _

ROUNDS = [
    Choice(name=_("Main"), value="main"),
    Choice(name=_("Before the debate"), value="before"),
    Choice(name=_("After the debate"), value="after"),
]

SHIFT = "shift"
RESULT_ROUNDS = [*ROUNDS, Choice(name=_("Shift: from before to after the debate"), value=SHIFT)]

RELEASES = [
    Choice(name=_("Live: everybody sees the counts while voting goes on"), value="live"),
    Choice(name=_("Closed: the counts are posted when the poll closes"), value="closed"),
    Choice(name=_("Manual: moderators publish the counts when they decide"), value="manual"),
]

SECRECIES = [
    Choice(name=_("Pseudonymous: ballots carry a code, not a name"), value="pseudonymous"),
    Choice(name=_("Named: moderators see who chose what"), value="named"),
    Choice(name=_("Secret: nobody can look up who chose what; a vote is final"), value="secret"),
]

SWITCH = [Choice(name=_("On"), value="on"), Choice(name=_("Off"), value="off")]
SMALL_GROUPS = [
    Choice(name=_("On: no single vote shows in a live count"), value="on"),
    Choice(name=_("Off: every vote shows at once"), value="off"),
]

WHATS = [
    Choice(name=_("Tallies: votes per option"), value="tallies"),
    Choice(name=_("Ballots: each answer, under a pseudonym or the declared name"), value="ballots"),
    Choice(name=_("Responses: what people wrote"), value="responses"),
    Choice(name=_("All of it, as a ZIP"), value="all"),
]

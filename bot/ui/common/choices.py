"""Fixed choices of slash command options that several features have."""

from discord.app_commands import Choice
from discord.app_commands import locale_str as _

ROUNDS = [
    Choice(name=_("Main"), value="main"),
    Choice(name=_("Before the debate"), value="before"),
    Choice(name=_("After the debate"), value="after"),
]


RELEASES = [
    Choice(name=_("Live: everybody sees the counts while voting goes on"), value="live"),
    Choice(name=_("Closed: the counts appear when the poll closes"), value="closed"),
    Choice(name=_("Manual: a moderator decides when to publish the counts"), value="manual"),
]

SECRECIES = [
    Choice(name=_("Pseudonymous: ballots carry a code, not a name"), value="pseudonymous"),
    Choice(name=_("Named: moderators see who chose what"), value="named"),
    Choice(name=_("Secret: nobody can look up who chose what. A vote is final."), value="secret"),
]

"""Fixed choices of the options of `/export`."""

from discord.app_commands import Choice
from discord.app_commands import locale_str as _

from bot.i18n import languages

WHATS = [
    Choice(name=_("Tallies: votes per option"), value="tallies"),
    Choice(name=_("Ballots: each answer, under a pseudonym or the declared name"), value="ballots"),
    Choice(name=_("Responses: what people wrote"), value="responses"),
    Choice(name=_("All of it, as a ZIP"), value="all"),
]

AUDIENCES = [
    Choice(name=_("The team: with pseudonyms, or names where they were declared"), value="team"),
    Choice(name=_("The public: made to be published"), value="public"),
]

LANGUAGES = [Choice(name=name, value=code) for code, name in languages().items()]

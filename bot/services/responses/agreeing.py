"""Agreeing with a response, and taking that back."""

from bot.domain.people import Person
from bot.domain.polls import Secrecy
from bot.domain.refusals import BadAnswer
from bot.domain.texts import say
from bot.services.common.context import Context
from bot.services.common.debate_lookup import require_open_debate
from bot.services.common.permissions import require_role
from bot.services.responses.responses import published_in
from bot.storage import servers
from bot.storage.agreements import set_agreement


async def agree(context: Context, person: Person, response_id: int, *, agrees: bool) -> None:
    """Store whether a person agrees with a response of the open debate, under a pseudonym also where it is named."""
    async with context.database.writing(person.guild_id) as connection:
        settings = await servers.server_settings(connection, person.guild_id)
        require_role(settings.participant_role, person)
        debate = await require_open_debate(connection, person.guild_id)
        response = await published_in(connection, debate, response_id)
        if response.participant in context.pseudonyms.all_of(debate.id, person.user_id):
            raise BadAnswer(say("That response is your own. Others can agree with it."))
        participant = context.pseudonyms.participant(debate.id, person.user_id, Secrecy.PSEUDONYMOUS)
        await set_agreement(connection, response_id, participant, agrees=agrees)

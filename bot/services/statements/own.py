"""A person's own statements."""

from bot.domain.people import Person
from bot.domain.statements import Statement
from bot.library.models import Library
from bot.services.common.context import Context
from bot.services.common.debate_lookup import latest_debate
from bot.services.polls.finding import find_question
from bot.storage import statements


async def own_statements(context: Context, person: Person, question: str) -> list[Statement]:
    """Return a person's statements to a question in the newest debate, with what moderators decided on each."""
    letter = find_question(context.library, question).id
    async with context.database.reading() as connection:
        debate = await latest_debate(connection, person.guild_id)
        found = await statements.statements_by(connection, context.pseudonyms.all_of(debate.id, person.user_id))
    return [one for one in found if one.question == letter]


def words_of(library: Library, statement: Statement, language: str) -> str:
    """Return a statement as a reader gets it: one of the loaded pack's in their language, others as they were written.

    One whose words the pack's editors have changed since stays as people voted on it.
    """
    for question in library.questions:
        if statement.is_seed and question.id == statement.question:
            for seed in question.statements:
                if seed.id == statement.seed and statement.text in seed.text.root.values():
                    return seed.text.say(language)
    return statement.text

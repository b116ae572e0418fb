"""Help for somebody who has never used the bot."""

from discord import ui

from bot.domain.texts import say
from bot.ui.common.languages import Speech
from bot.ui.common.layout import page
from bot.ui.help.button_names import name_of_button


def help_page(speech: Speech, room: Speech, *, moderates: bool, administrates: bool) -> ui.LayoutView:
    """Explain the bot in the order in which a newcomer needs it; moderators see their part as well.

    Buttons are named in the reader's language and, where it is another one, in that of the `room`.
    """
    title = speech("How this works")
    start = speech("Type `/` and pick a command. Only you see the answer, so try anything.")
    sections = [f"## {title}\n{start}", *_for_all(speech, room)]
    if moderates:
        sections.append(_for_moderators(speech))
    if administrates:
        sections.append(_for_administrators(speech))
    return page(*sections)


def _section(title: str, *lines: str) -> str:
    return "\n".join([f"### {title}", *lines])


def _for_all(speech: Speech, room: Speech) -> list[str]:
    vote = name_of_button(say("Vote"), speech, room)
    own = name_of_button(say("See my ballot"), speech, room)
    why = name_of_button(say("Say why"), speech, room)
    ask = name_of_button(say("Ask to speak"), speech, room)
    return [
        _section(
            speech("Read"),
            speech("`/questions` what is being debated"),
            speech("`/proposals` the ideas on the table · `/compare` two or three of them"),
            speech("`/background` what to know first · `/programme` what comes when"),
        ),
        _section(
            speech("Vote"),
            speech("Tap an option on a ballot card, or {vote}. You are told at once that your vote counts.", vote=vote),
            speech("To rank, tap the options in your order. Nothing counts until you tap **Vote**."),
            speech("{own} shows your vote, to change it or take it back. A secret vote is final.", own=own),
            speech(
                "`/results` shows what came out. Its round **Shift** shows who changed their mind during the debate."
            ),
        ),
        _section(
            speech("Say what you think"),
            speech("`/respond` or {why} opens a form. `/responses` shows what others wrote.", why=why),
            speech("`/statements` shows statements of others, to agree or disagree with. `/statement` adds your own."),
            speech("`/common-ground` shows what most people share."),
            speech("`/speak` or {ask} puts you on the speakers’ list, while the floor is open.", ask=ask),
        ),
        _section(
            speech("Your data"),
            speech("`/mydata show`, `/mydata export` and `/mydata delete` are yours. `/about` says what is stored."),
        ),
    ]


def _for_moderators(speech: Speech) -> str:
    return _section(
        speech("For moderators"),
        speech("`/poll status` is the run sheet, with buttons to open, extend, close and publish questions"),
        speech("With a programme, one button on the run sheet leads you through the evening."),
        speech("`/poll open`, `/poll extend`, `/poll close`, `/poll publish` and `/poll cancel` give you more choice"),
        speech("`/floor open` lets people speak in turn, `/floor close` ends it · `/floor status` the speaking time"),
        speech("`/hall` the page for the big screen, and what it shows"),
        speech("`/debate status` the whole debate · `/export` the numbers as files · `/debate close` the end"),
    )


def _for_administrators(speech: Speech) -> str:
    return _section(
        speech("For administrators"),
        speech("`/debate settings` the moderators' role and how polls work · `/debate start` the start"),
    )

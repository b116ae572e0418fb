"""Help for somebody who has never used the bot, and what the bot is."""

from discord import ui

from bot.library.models import Library
from bot.ui.common.languages import Speech
from bot.ui.common.layout import Block, link_button, page, row
from bot.ui.common.text import harmless


def help_page(speech: Speech, *, moderates: bool, administrates: bool) -> ui.LayoutView:
    """Explain the bot in the order in which a newcomer needs it; moderators see their part as well."""
    title = speech("How this works")
    start = speech("Type `/` and pick a command. Only you see the answer, so try anything.")
    sections = [f"## {title}\n{start}", *_for_all(speech)]
    if moderates:
        sections.append(_for_moderators(speech))
    if administrates:
        sections.append(_for_administrators(speech))
    return page(*sections)


def _section(title: str, *lines: str) -> str:
    return "\n".join([f"### {title}", *lines])


def _for_all(speech: Speech) -> list[str]:
    return [
        _section(
            speech("Read"),
            speech("`/questions` what is being debated"),
            speech("`/proposals` the ideas on the table · `/compare` two or three of them"),
            speech("`/background` what to know first · `/programme` what comes when"),
        ),
        _section(
            speech("Vote"),
            speech("Tap an option on a ballot card, or **Vote**. You are told at once that your vote counts."),
            speech("To rank, tap the options in your order. Nothing counts until you tap **Vote**."),
            speech("**See my ballot** shows your vote, to change it or take it back. A secret vote is final."),
            speech("`/results` what came out · its round **Shift** who moved between before and after"),
        ),
        _section(
            speech("Say what you think"),
            speech("`/respond` or **Say why** opens a form. `/responses` shows what others wrote."),
            speech("`/speak` or **Ask to speak** puts you on the speakers’ list, while the floor is open."),
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
        speech("`/poll open`, `/poll extend`, `/poll close`, `/poll publish` and `/poll cancel` give you more choice"),
        speech("`/floor open` lets people speak in turn, `/floor close` ends it · `/floor status` the speaking time"),
        speech("`/debate status` the whole debate · `/export` the numbers as files · `/debate close` the end"),
    )


def _for_administrators(speech: Speech) -> str:
    return _section(
        speech("For administrators"),
        speech("`/debate settings` the moderators' role and how polls work · `/debate start` the start"),
    )


def about_page(library: Library, version: str, speech: Speech, *, contact: str = "") -> ui.LayoutView:
    """Say what the debate is, where its content comes from, what is stored of people, and where to report problems."""
    language = speech.language
    debate = library.debate
    paper = speech(
        "Content after “{title}” by {author}, {date}.",
        title=debate.paper.title.say(language),
        author=debate.paper.author.say(language),
        date=debate.paper.date,
    )
    privacy = [
        "### " + speech("What is stored about you"),
        speech("- Your votes, under a code instead of your name. The code is made from your id with a secret key."),
        speech("- In a **named** poll: your name and id with your votes. The ballot says so before you vote."),
        speech("- In a **secret** poll: that you voted and, apart from it, what. Nobody can put the two together."),
        speech("- A receipt code for each poll you voted in. It does not say how you voted."),
        speech("- Your responses. Where moderators read first, others see them once approved."),
        speech("- Which responses you agree with, under that code. Numbers are shown only from five people on."),
        speech(
            "- Whoever runs the bot holds that key and could link a known id to its ballots. Discord sees every tap."
        ),
        speech("- Nothing is sold, profiled or used for anything but this debate."),
        speech(
            "- `/mydata delete` erases your responses and withdraws your votes in open polls, except "
            "secret ones. Votes in closed polls stay in the count, but the link to you is gone."
        ),
    ]
    return page(
        f"## {debate.title.say(language)}\n{debate.summary.say(language)}\n-# {paper}",
        "\n".join(f"- {note.say(language)}" for note in debate.notes) or None,
        "\n".join(privacy),
        *_contact(contact, speech),
        f"-# debate-bot {version}",
    )


def _contact(contact: str, speech: Speech) -> list[Block | str]:
    """Say where to report a problem: a button for a link, else an address, else the moderators."""
    title = "### " + speech("Report a problem")
    if not contact:
        return [f"{title}\n" + speech("Something is wrong? Tell a moderator of this server.")]
    if contact.startswith("https://"):
        told = speech("Something is wrong? Tell whoever runs this bot.")
        return [f"{title}\n{told}", row([link_button(speech("Report a problem"), contact)])]
    return [f"{title}\n" + speech("Something is wrong? Write to {address}.", address=harmless(contact))]

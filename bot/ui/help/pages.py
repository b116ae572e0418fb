"""Help for somebody who has never used the bot, and what the bot is."""

from discord import ui

from bot.library.models import Library
from bot.ui.common.languages import Speech
from bot.ui.common.layout import Block, link_button, page, row
from bot.ui.common.text import harmless


def help_page(speech: Speech, *, moderates: bool, administrates: bool) -> ui.LayoutView:
    """Explain the bot in the order in which a newcomer needs it; moderators see their part as well."""
    title = speech("How this works")
    start = speech("Type `/` in the message box and pick a command. Answers come to you alone, so try anything.")
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
            speech("`/background` what to know first"),
        ),
        _section(
            speech("Vote"),
            speech("Tap an option on a ballot paper in the channel. You are told at once that your vote counts."),
            speech("**Put in order…** lets you rank the options; nothing is stored until you finish."),
            speech("Tap another to change it, or **My ballot** to see it and take it back. A secret vote is final."),
            speech("`/results` what came out; its round **Shift** who moved where between before and after"),
        ),
        _section(
            speech("Say what you think"),
            speech("`/respond` or **Say why** opens a form. `/responses` shows what others wrote."),
        ),
        _section(
            speech("Your data"),
            speech("`/mydata show`, `/mydata export` and `/mydata delete` are yours. `/about` says what is stored."),
        ),
    ]


def _for_moderators(speech: Speech) -> str:
    return _section(
        speech("For moderators"),
        speech("`/poll status` is the run sheet: its buttons open, extend, close and publish all questions in turn"),
        speech(
            "`/poll open`, `/poll extend`, `/poll close`, `/poll publish`, `/poll cancel` do the same with more choice"
        ),
        speech("`/debate status` the whole debate · `/export` the numbers as files · `/debate close` the end"),
    )


def _for_administrators(speech: Speech) -> str:
    return _section(
        speech("For administrators"),
        speech("`/debate settings` names the moderators' role and how polls work · `/debate start` begins"),
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
        speech("- Your votes, under a code made from your id with a secret key, not under your name or id."),
        speech("- In a poll declared **named**: your name and id with your votes. The ballot says so before you vote."),
        speech(
            "- In a poll declared **secret**: that you voted and, apart from it, what. Nobody can put the two together."
        ),
        speech("- For each poll you voted in, a receipt code that says nothing of your choice."),
        speech("- What you write in a response. Where moderators read first, others see it once they approve it."),
        speech("- Which responses you agree with, under that code. Only numbers from five people on are shown."),
        speech(
            "- Whoever runs the bot holds that key and could link a known id to its ballots. Discord sees every tap."
        ),
        speech("- Nothing is sold, profiled or used for anything but this debate."),
        speech(
            "- `/mydata delete` erases your responses and withdraws your open votes, but for secret ones. "
            "Votes in polls that are over stay in the count, with the link to you gone."
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

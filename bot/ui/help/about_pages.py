"""What the bot is: the debate, where its content comes from, what is stored of people, and where to report problems."""

from discord import ui

from bot.domain.signatures import PublicKey
from bot.library.models import Library
from bot.ui.common.languages import Speech
from bot.ui.common.layout import Block, link_button, page, row
from bot.ui.common.signing import key_words
from bot.ui.common.text import harmless, paper_day, small
from bot.ui.help.controls import ABOUT_CONTENT, STORED


def about_page(
    library: Library, version: str, speech: Speech, *, contact: str = "", key: PublicKey | None = None
) -> ui.LayoutView:
    """Say what the debate is and what is stored, both in short; buttons lead to the rest."""
    language = speech.language
    debate = library.debate
    buttons = [STORED(speech("Read what is stored"))]
    if debate.notes:
        buttons.append(ABOUT_CONTENT(speech("Read about the content")))
    stored = [
        speech("Your votes and responses, for this debate alone."),
        speech("Votes stand under a code, unless the ballot says otherwise."),
    ]
    return page(
        f"## {debate.title.say(language)}\n{debate.summary.say(language)}\n-# {_paper(library, speech)}",
        "\n".join(["### " + speech("What is stored about you"), " ".join(stored)]),
        row(buttons),
        *_contact(contact, speech),
        small([f"debate-bot {version}", *key_words(key, speech)]),
    )


def _paper(library: Library, speech: Speech) -> str:
    paper = library.debate.paper
    return speech(
        "Content after “{title}” by {author}, {date}.",
        title=paper.title.say(speech.language),
        author=paper.author.say(speech.language),
        date=paper_day(paper, speech),
    )


def content_page(library: Library, speech: Speech) -> ui.LayoutView:
    """Say what the editors did with the paper."""
    notes = "\n".join(f"- {note.say(speech.language)}" for note in library.debate.notes)
    return page("## " + speech("About the content"), notes or None, f"-# {_paper(library, speech)}")


def stored_page(speech: Speech) -> ui.LayoutView:
    """Say all that is stored about a person."""
    lines = [
        "## " + speech("What is stored about you"),
        speech("- Your votes, under a code instead of your name. The code is made from your id with a secret key."),
        speech("- In a **named** poll: your name and id with your votes. The ballot says so before you vote."),
        speech("- In a **secret** poll: that you voted and, apart from it, what. Nobody can put the two together."),
        speech("- A receipt code for each poll you voted in. It does not say how you voted."),
        speech("- Your responses. Where moderators read first, others see them once approved."),
        speech("- Which responses you agree with, under that code. Numbers are shown only from five people on."),
        speech(
            "- When you spoke, for how long and on which side. The floor’s card says whether your name stands there."
        ),
        speech(
            "- Whoever runs the bot holds that key and could link a known id to its ballots. Discord sees every tap."
        ),
        speech("- Nothing is sold, profiled or used for anything but this debate."),
        speech(
            "- `/mydata delete` erases your responses and withdraws your votes in open polls, except "
            "secret ones. Votes in closed polls stay in the count, but the link to you is gone."
        ),
    ]
    return page("\n".join(lines))


def _contact(contact: str, speech: Speech) -> list[Block | str]:
    """Say where to report a problem: a button for a link, else an address, else the moderators."""
    title = "### " + speech("Report a problem")
    if not contact:
        return [f"{title}\n" + speech("Something is wrong? Tell a moderator of this server.")]
    if contact.startswith("https://"):
        told = speech("Something is wrong? Tell whoever runs this bot.")
        return [f"{title}\n{told}", row([link_button(speech("Report a problem"), contact)])]
    return [f"{title}\n" + speech("Something is wrong? Write to {address}.", address=harmless(contact))]

"""Every button and menu, each a DynamicItem: it works after any restart, as all it needs is in its custom_id.

What a tap does stands in `bot.ui.common.taps`, which registers an action for each class here.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from re import Match
from typing import Any, Self

import discord
from discord import ui

from bot.ui.common import custom_ids
from bot.ui.common.responding import in_time

Action = Callable[[Any, discord.Interaction], Awaitable[None]]
ACTIONS: dict[type, Action] = {}

MOST_IN_OPTION = 100
"""Characters of each text of a menu's entry."""

AnyButton = ui.DynamicItem[ui.Button[Any]]
AnyMenu = ui.DynamicItem[ui.Select[Any]]


class Control:
    """What all controls share: `ids` holds the parts of the custom_id."""

    ids: Mapping[str, str]

    @classmethod
    async def from_custom_id(cls, _: discord.Interaction, item: ui.Item[Any], match: Match[str]) -> Self:
        """Make the control out of what Discord sent back."""
        control = cls(item)  # type: ignore[call-arg]  # DynamicItem's own constructor
        control.ids = match.groupdict()
        return control

    async def callback(self, interaction: discord.Interaction) -> None:
        """Act on the tap, inside the boundary."""
        await in_time(interaction, partial(ACTIONS[type(self)], self, interaction))


class VoteButton(Control, AnyButton, template=custom_ids.VOTE):
    """Votes for an option, or abstains."""


class OptionMenu(Control, AnyMenu, template=custom_ids.MENU):
    """Votes for the options picked."""


class OrderButton(Control, AnyButton, template=custom_ids.ORDER):
    """Begins to put options in order."""


class StepButton(Control, AnyButton, template=custom_ids.STEP):
    """Goes on with an order that is not stored yet."""


class FinishButton(Control, AnyButton, template=custom_ids.FINISH):
    """Votes for an order."""


class OwnBallotButton(Control, AnyButton, template=custom_ids.OWN_BALLOT):
    """Shows what I voted."""


class WithdrawButton(Control, AnyButton, template=custom_ids.WITHDRAW):
    """Withdraws what I voted."""


class RepostButton(Control, AnyButton, template=custom_ids.REPOST):
    """Posts a ballot paper again, at the end of the channel."""


class RunOpenButton(Control, AnyButton, template=custom_ids.RUN_OPEN):
    """Opens a question from the run sheet."""


class RunExtendButton(Control, AnyButton, template=custom_ids.RUN_EXTEND):
    """Gives a poll more time from the run sheet."""


class RunCloseButton(Control, AnyButton, template=custom_ids.RUN_CLOSE):
    """Closes a poll from the run sheet."""


class RunPublishButton(Control, AnyButton, template=custom_ids.RUN_PUBLISH):
    """Publishes a result from the run sheet."""


class RunSetAsideButton(Control, AnyButton, template=custom_ids.RUN_SET_ASIDE):
    """Asks whether a result that an earlier debate has left is to be set aside."""


class SetAsideButton(Control, AnyButton, template=custom_ids.SET_ASIDE):
    """Sets it aside."""


class RunRepostButton(Control, AnyButton, template=custom_ids.RUN_REPOST):
    """Posts a ballot paper again from the run sheet."""


class RunShiftButton(Control, AnyButton, template=custom_ids.RUN_SHIFT):
    """Shows the room a question's shift from the run sheet."""


class RunSheetButton(Control, AnyButton, template=custom_ids.RUN_SHEET):
    """Brings the run sheet up to date."""


class RespondButton(Control, AnyButton, template=custom_ids.RESPOND):
    """Opens the form for a response."""


class ResponsesButton(Control, AnyButton, template=custom_ids.RESPONSES):
    """Turns a page of responses."""


class QueueButton(Control, AnyButton, template=custom_ids.QUEUE):
    """Shows a response that waits for review."""


class ReviewButton(Control, AnyButton, template=custom_ids.REVIEW):
    """Approves or declines a response, or takes that back."""


class TakeDownMenu(Control, AnyMenu, template=custom_ids.TAKE_DOWN):
    """Shows a moderator one response, to take it down."""


class FullResponseMenu(Control, AnyMenu, template=custom_ids.FULL_RESPONSE):
    """Shows one response in full."""


class ProposalMenu(Control, AnyMenu, template=custom_ids.OPEN_PROPOSAL):
    """Opens a proposal."""


class ProposalsButton(Control, AnyButton, template=custom_ids.BACK_TO_PROPOSALS):
    """Goes back to the list of proposals."""


class TopicMenu(Control, AnyMenu, template=custom_ids.OPEN_TOPIC):
    """Opens a page of background."""


class RelatedProposalMenu(Control, AnyMenu, template=custom_ids.READ_PROPOSAL):
    """Opens a proposal beside what is being read."""


class RelatedTopicMenu(Control, AnyMenu, template=custom_ids.READ_TOPIC):
    """Opens a page of background beside what is being read."""


class QuestionMenu(Control, AnyMenu, template=custom_ids.OPEN_QUESTION):
    """Opens a question."""


ALL = (
    VoteButton,
    OptionMenu,
    OrderButton,
    StepButton,
    FinishButton,
    OwnBallotButton,
    WithdrawButton,
    RepostButton,
    RunOpenButton,
    RunExtendButton,
    RunCloseButton,
    RunPublishButton,
    RunSetAsideButton,
    SetAsideButton,
    RunRepostButton,
    RunShiftButton,
    RunSheetButton,
    RespondButton,
    ResponsesButton,
    QueueButton,
    ReviewButton,
    TakeDownMenu,
    FullResponseMenu,
    ProposalMenu,
    ProposalsButton,
    TopicMenu,
    RelatedProposalMenu,
    RelatedTopicMenu,
    QuestionMenu,
)


def button(
    kind: type[AnyButton],
    custom_id: str,
    label: str,
    style: discord.ButtonStyle = discord.ButtonStyle.secondary,
    emoji: str | None = None,
) -> AnyButton:
    """Make a button of a class of this module."""
    return kind(ui.Button(custom_id=custom_id, label=label, style=style, emoji=emoji))


def menu(
    kind: type[AnyMenu],
    custom_id: str,
    placeholder: str,
    options: Sequence[discord.SelectOption],
    most: int = 1,
) -> AnyMenu:
    """Make a menu of a class of this module."""
    select: ui.Select[Any] = ui.Select(
        custom_id=custom_id, placeholder=placeholder[:150], options=list(options), min_values=1, max_values=most
    )
    return kind(select)


def option(value: str, label: str, description: str | None = None) -> discord.SelectOption:
    """Make an entry of a menu."""
    return discord.SelectOption(value=value, label=_cut(label), description=_cut(description) if description else None)


def _cut(text: str) -> str:
    return text if len(text) <= MOST_IN_OPTION else f"{text[: MOST_IN_OPTION - 1]}…"

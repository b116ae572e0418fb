"""What buttons and menus carry. Ids only: everything else is looked up, and nothing here is trusted.

Each pattern is one DynamicItem's template; a test shows that no custom_id matches two of them.
"""

import re
from collections.abc import Sequence

from bot.domain.kind import Answer, Option

KEY = "[a-z0-9-]{1,40}"
NUMBER = "[0-9]{1,18}"
"""What every database holds; `\\d` would take the digits of every script, and any number of them."""

ABSTAIN = "-"

VOTE = rf"vote:(?P<poll>{NUMBER}):(?P<item>{KEY}):(?P<option>{KEY})"
MENU = rf"menu:(?P<poll>{NUMBER}):(?P<item>{KEY})"
ORDER = rf"order:(?P<poll>{NUMBER}):(?P<item>{KEY})"
COUNTED = "[0-9]{1,10}|abstain|none"
STEP = rf"step:(?P<poll>{NUMBER}):(?P<item>{KEY}):(?P<how>[a-z]+):(?P<order>[0-9]{{0,10}}):(?P<counted>{COUNTED})"
FINISH = rf"finish:(?P<poll>{NUMBER}):(?P<item>{KEY}):(?P<order>[0-9]{{1,10}}):(?P<counted>{COUNTED})"
OWN_BALLOT = rf"own:(?P<poll>{NUMBER})"
WITHDRAW = rf"withdraw:(?P<poll>{NUMBER})"
REPOST = rf"repost:(?P<poll>{NUMBER})"
RUN_OPEN = rf"run-open:(?P<debate>{NUMBER}):(?P<question>[a-z]):(?P<round>main|before|after)"
RUN_EXTEND = rf"run-extend:(?P<poll>{NUMBER}):(?P<deadline>{NUMBER})"
RUN_CLOSE = rf"run-close:(?P<poll>{NUMBER})"
RUN_PUBLISH = rf"run-publish:(?P<poll>{NUMBER})"
RUN_SET_ASIDE = rf"run-set-aside:(?P<poll>{NUMBER})"
SET_ASIDE = rf"set-aside:(?P<poll>{NUMBER})"
RUN_REPOST = rf"run-repost:(?P<poll>{NUMBER})"
RUN_SHIFT = rf"run-shift:(?P<debate>{NUMBER}):(?P<question>[a-z])"
RUN_SHEET = r"run-sheet"
RESPOND = r"respond:(?P<question>[a-z])"
RESPONSES = rf"responses:(?P<question>[a-z]):(?P<page>{NUMBER}):(?P<step>[a-z]+)"
QUEUE = rf"queue:(?P<status>pending|declined):(?P<place>{NUMBER}):(?P<step>[a-z]+)"
STATUS = "pending|published|declined"
REVIEW = rf"review:(?P<response>{NUMBER}):(?P<was>{STATUS}):(?P<to>{STATUS}):(?P<place>{NUMBER}):(?P<shown>{NUMBER})"
TAKE_DOWN = rf"take-down:(?P<question>[a-z]):(?P<page>{NUMBER})"
FULL_RESPONSE = rf"full:(?P<question>[a-z]):(?P<page>{NUMBER})"
OPEN_PROPOSAL = rf"proposal:(?P<cluster>{KEY}):(?P<part>{NUMBER})"
BACK_TO_PROPOSALS = rf"proposals:(?P<cluster>{KEY})"
OPEN_TOPIC = rf"topic:(?P<part>{NUMBER})"
PART = rf"(?::(?P<part>{NUMBER}))?"
OPEN_QUESTION = rf"question{PART}"
READ_PROPOSAL = rf"read-proposal{PART}"
READ_TOPIC = rf"read-topic{PART}"
ORDER_FORM = rf"places:(?P<poll>{NUMBER}):(?P<item>{KEY})"
RESPONSE_FORM = r"answer:(?P<question>[a-z])"

CONTROLS = (
    *(VOTE, MENU, ORDER, STEP, FINISH, OWN_BALLOT, WITHDRAW, REPOST),
    *(RUN_OPEN, RUN_EXTEND, RUN_CLOSE, RUN_PUBLISH, RUN_SET_ASIDE, SET_ASIDE, RUN_REPOST, RUN_SHIFT, RUN_SHEET),
    *(RESPOND, RESPONSES, QUEUE, REVIEW, TAKE_DOWN, FULL_RESPONSE),
    *(OPEN_PROPOSAL, BACK_TO_PROPOSALS, OPEN_TOPIC, OPEN_QUESTION, READ_PROPOSAL, READ_TOPIC),
)
FORMS = (ORDER_FORM, RESPONSE_FORM)

ALL_CLUSTERS = "-"
NOBODY = "?"
NEW = "new"
"""The step of a button that opens the responses beside what is being read, instead of turning a page in place."""


def name_of(custom_id: str) -> str:
    """Name a control or form for the log, by what it does and its poll alone: the rest may be somebody's choice."""
    for pattern in (*CONTROLS, *FORMS):
        if match := re.fullmatch(pattern, custom_id):
            name, poll = custom_id.partition(":")[0], match.groupdict().get("poll")
            return f"{name} (poll {poll})" if poll else name
    return "an unknown control"


def vote(poll_id: int, item_key: str, option_id: str) -> str:
    """The button of an option, or with ABSTAIN as option of abstaining."""
    return f"vote:{poll_id}:{item_key}:{option_id}"


def picks(option_id: str) -> tuple[str, ...]:
    """The options that such a button stands for."""
    return () if option_id == ABSTAIN else (option_id,)


def menu(poll_id: int, item_key: str) -> str:
    """The menu of an item's options."""
    return f"menu:{poll_id}:{item_key}"


def order(poll_id: int, item_key: str) -> str:
    """Begin to put an item's options in order."""
    return f"order:{poll_id}:{item_key}"


def step(poll_id: int, item_key: str, how: str, order: str, counted: str) -> str:
    """Go on with an order so far, a digit an option; `how` tells apart two buttons that lead to the same order.

    `counted` is the answer that counted when the page was opened, as `counted_answer` writes it.
    """
    return f"step:{poll_id}:{item_key}:{how}:{order}:{counted}"


def digits(options: Sequence[Option], picks: Sequence[str]) -> str:
    """Write picks as their places on the paper, which has ten at most: a poll's options never change."""
    places = {option.id: str(place) for place, option in enumerate(options)}
    return "".join(places[pick] for pick in picks)


def picks_of(options: Sequence[Option], order: str) -> tuple[str, ...]:
    """Read such digits back; a digit that stands for nothing becomes an id that no option has."""
    return tuple(options[int(digit)].id if int(digit) < len(options) else NOBODY for digit in order)


def counted_answer(options: Sequence[Option], answer: Answer | None) -> str:
    """Write an answer that counts, or that none does."""
    return "none" if answer is None else digits(options, answer) or "abstain"


def answer_counted(options: Sequence[Option], written: str) -> Answer | None:
    """Read it back."""
    return None if written == "none" else picks_of(options, "" if written == "abstain" else written)


def finish(poll_id: int, item_key: str, order: str, counted: str) -> str:
    """Vote for an order, in place of the answer that counted when the page was opened."""
    return f"finish:{poll_id}:{item_key}:{order}:{counted}"


def own_ballot(poll_id: int) -> str:
    """Show me what I voted."""
    return f"own:{poll_id}"


def withdraw(poll_id: int) -> str:
    """Withdraw what I voted."""
    return f"withdraw:{poll_id}"


def casts(custom_id: str) -> bool:
    """Whether a control casts a vote."""
    return custom_id.startswith(("vote:", "menu:", "finish:", "places:"))


def repost(poll_id: int) -> str:
    """Post the ballot paper again."""
    return f"repost:{poll_id}"


def run_open(debate_id: int, question: str, round_: str) -> str:
    """Open a question in a round of the debate that the run sheet shows."""
    return f"run-open:{debate_id}:{question}:{round_}"


def run_extend(poll_id: int, deadline: int) -> str:
    """Give a poll more time, counted from the deadline that the run sheet shows; 0 is none."""
    return f"run-extend:{poll_id}:{deadline}"


def run_close(poll_id: int) -> str:
    """Close a poll."""
    return f"run-close:{poll_id}"


def run_publish(poll_id: int) -> str:
    """Publish a poll's result."""
    return f"run-publish:{poll_id}"


def run_set_aside(poll_id: int) -> str:
    """Ask whether a result that an earlier debate has left is to be set aside."""
    return f"run-set-aside:{poll_id}"


def set_aside(poll_id: int) -> str:
    """Set it aside."""
    return f"set-aside:{poll_id}"


def run_repost(poll_id: int) -> str:
    """Post a ballot paper again where the run sheet is."""
    return f"run-repost:{poll_id}"


def run_shift(debate_id: int, question: str) -> str:
    """Show the room how the answers to a question of that debate have shifted."""
    return f"run-shift:{debate_id}:{question}"


def respond(question: str) -> str:
    """Open the form for a response."""
    return f"respond:{question}"


def responses(question: str, page: int, step: str) -> str:
    """Turn to a page of responses; `step` tells apart two buttons that lead to the same page."""
    return f"responses:{question}:{page}:{step}"


def queue(status: str, place: int, step: str) -> str:
    """Show a place among the responses of a status; `step` tells apart two buttons that lead to the same place."""
    return f"queue:{status}:{place}:{step}"


def review(response_id: int, was: str, to: str, place: int, shown: int) -> str:
    """Change the status of a response that was shown at that second since 1970, and go on at that place."""
    return f"review:{response_id}:{was}:{to}:{place}:{shown}"


def take_down(question: str, page: int) -> str:
    """Pick one of a page's responses to take it down."""
    return f"take-down:{question}:{page}"


def full_response(question: str, page: int) -> str:
    """Read one of a page's responses in full."""
    return f"full:{question}:{page}"


def open_proposal(cluster: str, part: int) -> str:
    """Open a proposal out of a list, which is of one cluster or of ALL_CLUSTERS; long lists have several menus."""
    return f"proposal:{cluster}:{part}"


def back_to_proposals(cluster: str) -> str:
    """Go back to the list."""
    return f"proposals:{cluster}"


def open_topic(part: int) -> str:
    """Open a page of background."""
    return f"topic:{part}"


def open_question(part: int) -> str:
    """Open a question out of a list; the first menu is called as it was when there was no other."""
    return f"question:{part}" if part else "question"


def read_proposal(part: int) -> str:
    """Open a proposal beside what is being read."""
    return f"read-proposal:{part}" if part else "read-proposal"


def read_topic(part: int) -> str:
    """Open a page of background beside what is being read."""
    return f"read-topic:{part}" if part else "read-topic"


def order_form(poll_id: int, item_key: str) -> str:
    """The form in which options are put in order."""
    return f"places:{poll_id}:{item_key}"


def response_form(question: str) -> str:
    """The form in which a response is written."""
    return f"answer:{question}"

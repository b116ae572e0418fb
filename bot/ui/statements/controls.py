"""The controls of statements; what they do is in the modules of handlers."""

from bot.ui.common.controls import AnyButton, button, form, menu
from bot.ui.common.languages import Speech

VOTE_ON = button("statements:{question:letter}")
"""Opens the private card on which a person votes."""
STANCE = button(
    "stance:{set:int}:{statement:int}:{stance:agree|disagree|pass}:{more:int}[:{place:int}]", casts_vote=True
)
"""Votes, and brings the next statement; `more` counts those of this sitting.

A vote that is changed from one's list has its page as `place`, counted from 1, and brings that page again."""
SURE = button("stance-sure:{set:int}:{statement:int}:{stance:agree|disagree|pass}", casts_vote=True)
"""Votes in secret, once the person has been asked."""
GO_ON = button("next-statement:{set:int}")
TOWARDS_VOTE = (VOTE_ON, STANCE, SURE, GO_ON)
"""A vote and the steps to one, as on ballots."""
MY_STANCES = button("my-stances:{set:int}:{page:int}")
CHANGE = menu("stance-again:{set:int}:{page:int}")
"""Shows a statement again, to vote on it anew."""

ADD = button("add-statement:{question:letter}")
STATEMENT_FORM = form("statement:{question:letter}")
ANYWAY = button("same-statement:{question:letter}", reads_message=True)
"""Stores what the person wrote, after a statement that says the same was shown."""

GROUND = button("common-ground:{question:letter}")

NEW = "new"
SHEET = button("statement-sheet:{step:word}")
"""Shows moderators where statements can be opened and closed; the step `new` opens it in a message of its own."""
OPEN_SET = menu("open-statements:{debate:int}[:{_part:int}]")
"""Opens what is picked: a question and a round, as `b:main`. What one menu cannot hold is in further parts."""
ASK_TO_CLOSE = button("close-statements:{set:int}")
CLOSE_NOW = button("close-statements-now:{set:int}:{shown:int}")

APPROVE = button("approve-statement:{statement:int}:{was:pending|shown|declined|merged}:{place:int}:{shown:int}")
DECLINE = menu("decline-statement:{statement:int}:{was:pending|shown|declined|merged}:{place:int}")
MERGE = menu("merge-statement:{statement:int}:{was:pending|shown|declined|merged}:{place:int}")
UNDO = button("undo-statement:{statement:int}:{was:pending|shown|declined|merged}:{place:int}:{shown:int}")

ALL = "all"
SHOWN = button("shown-statements:{question:letter|all}:{page:int}:{step:word}")
"""Lists for moderators what people can vote on; the step `new` opens the list in a message of its own."""
PICK_SHOWN = menu("shown-statement:{_question:letter|all}:{_page:int}")
TAKE_DOWN = menu("take-down-statement:{statement:int}")
PUT_BACK = button("put-statement-back:{statement:int}:{shown:int}")


def see_shown(question: str, step: str, speech: Speech) -> AnyButton:
    """Return the button that lists for moderators what people can vote on, of one question or of all."""
    return SHOWN(speech("See shown statements"), question=question, page=0, step=step)


def add_yours(question: str, speech: Speech) -> AnyButton:
    """Return the button that opens the form."""
    return ADD(speech("Add yours"), question=question)

"""The controls of ballot cards and private ballots; what they do is in the modules whose names end with `handlers`."""

from bot.ui.common.controls import button, form, menu

ABSTAIN = "-"
"""In place of an option's id: the button to abstain."""

# On the card, which everybody sees.
BALLOT = button("ballot:{poll:int}")
VOTE = button("vote:{poll:int}:{item:key}:{option:key}", casts_vote=True)
OWN_BALLOT = button("own:{poll:int}")
LIVE_COUNT = button("live:{question:letter}:{round:main|before|after}")
REPOST = button("repost:{poll:int}")
CANCEL = button("cancel-poll:{poll:int}:{stage:open|closed|public}")
"""Cancels a poll that is still at the stage that the page shows."""
REOPEN = button("reopen:{poll:int}:{closed:int}")
"""Takes back the closing that the page shows, by its time."""
KEEP = button("keep")
"""Answers a page that asks whether to do something: nothing is done."""

# In the private ballot. `answer` is the whole answer that the tap means, a letter an option (`answer_letters.py`), so
# that a page never depends on another one. `how` tells apart two buttons that lead to the same page.
PICK = button("pick:{poll:int}:{item:key}:{answer:letters|-}", casts_vote=True)
PICKS = menu("picks:{poll:int}:{item:key}", casts_vote=True)
DRAFT = button("draft:{poll:int}:{item:key}:{_how:word}:{answer:letters|-}")
ASK = button("ask:{poll:int}:{item:key}:{answer:letters|-}")
TURN = button("turn:{poll:int}:{_how:word}:{item:key}")
ANSWERS = button("answers:{poll:int}")
ORDER_IN_FORM = button("in-form:{poll:int}:{item:key}")
ORDER_FORM = form("places:{poll:int}:{item:key}", casts_vote=True)
WITHDRAW = button("withdraw:{poll:int}")

# On ballot papers and pages that earlier versions have sent.
MENU = menu("menu:{poll:int}:{item:key}", casts_vote=True)
ORDER = button("order:{poll:int}:{item:key}")
STEP = button("step:{poll:int}:{item:key}:{_how:word}:{order:digits?}:{_counted:digits|abstain|none}")
FINISH = button("finish:{poll:int}:{item:key}:{order:digits}:{_counted:digits|abstain|none}", casts_vote=True)

TOWARDS_VOTE = (VOTE, MENU, BALLOT, PICK, PICKS, DRAFT, ASK, TURN, ANSWERS)
"""A vote and the steps to one: in a rush they go before all else, and need nothing of the message that they are on."""

OF_VOTERS = (*TOWARDS_VOTE, OWN_BALLOT, ORDER_IN_FORM, ORDER_FORM, WITHDRAW, ORDER, STEP, FINISH)
"""Controls whose handlers need nothing but the database: a process that only takes votes answers them."""

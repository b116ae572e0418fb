"""The controls for reading; what they do is in `handlers.py`. A list of more than 25 has several menus."""

from bot.ui.common.controls import button, menu

ALL_CLUSTERS = "-"
"""In place of a cluster's id: the list of all clusters."""

PROPOSAL = menu("proposal:{cluster:key}:{_part:int}")
"""Opens a proposal in place of the list, which is of one cluster or of ALL_CLUSTERS."""
PROPOSALS = button("proposals:{cluster:key}")
TOPIC = menu("topic:{_part:int}")
QUESTION = menu("question[:{_part:int}]")
QUESTIONS = button("questions")
"""Opens the list of questions in a message of its own."""
ARGUMENTS = button("arguments:{question:letter}")
QUESTION_PAGE = button("question-page:{question:letter}")
"""Shows a question in place of what else is read about it; on a public message, to the one who taps."""

READ_PROPOSAL = menu("read-proposal[:{_part:int}]")
READ_TOPIC = menu("read-topic[:{_part:int}]")
"""These two open a message of their own."""

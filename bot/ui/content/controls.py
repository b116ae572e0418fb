"""The controls with which one reads; what they do is in `handlers.py`. Lists of more than 25 have several menus."""

from bot.ui.common.controls import button, menu

ALL_CLUSTERS = "-"
"""Stands for a cluster's id where a list has them all."""

PROPOSAL = menu("proposal:{cluster:key}:{_part:int}")
"""Opens a proposal in place of the list, which is of one cluster or of ALL_CLUSTERS."""
PROPOSALS = button("proposals:{cluster:key}")
TOPIC = menu("topic:{_part:int}")
QUESTION = menu("question[:{_part:int}]")

READ_PROPOSAL = menu("read-proposal[:{_part:int}]")
READ_TOPIC = menu("read-topic[:{_part:int}]")
"""These two open something beside what is being read."""

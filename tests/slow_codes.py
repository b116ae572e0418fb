"""Pseudonyms whose codes take as long as a test says."""

import threading

from bot.domain.pseudonyms import Pseudonyms


class SlowCodes(Pseudonyms):
    """Takes its time with codes, as those of a million voters do."""

    def __init__(self, key):
        super().__init__(key)
        self.begun, self.may_end = threading.Event(), threading.Event()

    def code(self, poll_id, participant):
        self.begun.set()
        assert self.may_end.wait(20)
        return super().code(poll_id, participant)

"""What is counted and measured while the bot runs, in Prometheus's terms.

Labels have a few fixed values; none identifies people, polls or servers.
"""

from prometheus_client import Counter, Gauge, Histogram

VOTES = Counter("debate_bot_votes", "Votes stored, changes and withdrawals included")
COMMIT_SIZE = Histogram(
    "debate_bot_commit_votes", "Votes that shared a commit", buckets=(1, 2, 4, 8, 16, 32, 64, 128, 256, 512)
)
ACKNOWLEDGEMENT = Histogram(
    "debate_bot_acknowledgement_seconds",
    "Time from the arrival of an interaction until Discord has its first answer, which it wants within 3 s",
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 1.5, 2, 3, 5),
)
BOARD_EDITS = Counter(
    "debate_bot_board_edits", "Edits of ballot papers: done, gone (no message to edit), failed", ["outcome"]
)
ERRORS = Counter(
    "debate_bot_errors",
    "Failures: bug (logged with a reference), late (after Discord gave up, or not begun as it would), unanswered, "
    "board, event (sent by Discord, cannot be read), hall, endpoint (a request that was refused)",
    ["kind"],
)
OPEN_POLLS = Gauge("debate_bot_open_polls", "Polls that are open")

for _outcome in ("done", "gone", "failed"):
    BOARD_EDITS.labels(_outcome)  # a rate needs the zero that comes before the first
for _kind in ("bug", "late", "unanswered", "board", "event", "hall", "endpoint"):
    ERRORS.labels(_kind)


def committed(votes: int, stored: int) -> None:
    """Count the votes of one commit, and those of them that changed what is stored."""
    VOTES.inc(stored)
    COMMIT_SIZE.observe(votes)

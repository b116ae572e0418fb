"""When people voted: one time for each of them."""

from functools import partial

from bot.storage.arrivals import arrivals_of
from bot.storage.ballot_changes import Change, write_changes

YES, NO = ("yes",), ("no",)


async def test_each_person_counts_once_from_the_earliest_answer_that_they_ended_with(database, open_poll, clock):
    poll, other = await open_poll("a"), await open_poll("b")
    start = clock.now()
    votes = [("ann", 0, YES), ("bob", 0, YES), ("bob", 1, NO), ("ann", 1, YES), ("ann", 0, NO)]
    for who, item, answer in votes:
        clock.advance(60)
        vote = Change(poll.id, who, clock.now(), poll.items[item].id, answer)
        elsewhere = Change(other.id, "eve", clock.now(), other.items[item].id, answer)
        async with database.writing() as connection:
            await connection.run_sync(partial(write_changes, changes=[vote, elsewhere]))
    async with database.reading() as connection:
        times = sorted([time async for time in arrivals_of(connection, poll.id)])
    assert [(time - start).total_seconds() / 60 for time in times] == [2, 4]

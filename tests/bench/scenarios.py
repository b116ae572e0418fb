"""What is measured in a process of its own; prints its figures as JSON. See `process.alone`."""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Iterator
from fractions import Fraction
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time, thread_time
from typing import Any

import process

Figures = dict[str, float]

TICK = 0.001


async def votes(url: str, how_many: str) -> Figures:
    """Cast votes in open polls, then close them: bytes a vote, and bytes that stay."""
    from hall import close_poll, context_on, open_poll, vote  # noqa: PLC0415  a scenario imports what it measures

    total, at_once, rooms = int(how_many), 256, range(1, 11)
    async with context_on(url) as context:
        polls = [await open_poll(context, room) for room in rooms]
        warm = total // 20

        async def tap(start: int, end: int) -> None:
            for number in range(start, end, at_once):
                await vote(context, polls[number % len(polls)], number)

        await asyncio.gather(*(tap(start, warm) for start in range(at_once)))
        empty = process.resident()
        await asyncio.gather(*(tap(warm + start, warm + total) for start in range(at_once)))
        full = process.resident()
        for room in rooms:
            await close_poll(context, room)
        return {"a_vote": (full - empty) / total, "left": (process.resident() - empty) / total}


async def recount(url: str) -> Figures:
    """Count a closed poll from its ballots."""
    from hall import context_on  # noqa: PLC0415  as above

    from bot.services.polls.recount import recount  # noqa: PLC0415  as above
    from bot.storage.polls import poll_by_id  # noqa: PLC0415  as above

    async with context_on(url) as context, context.database.reading() as connection:
        poll = await poll_by_id(connection, 1)
        assert poll
        before, started = process.resident(), perf_counter()
        tally = await recount(connection, poll)
        took = perf_counter() - started
        return {"took": took, "more": process.peak() - before, "ballots": sum(item.ballots for item in tally.items)}


async def end(url: str, how: str, question: str) -> Figures:
    """Close or cancel the first poll while people vote in the second, one after the other."""
    from hall import cancel_poll, close_poll, context_on, vote  # noqa: PLC0415  as above

    from bot.app import _tune_for_many_votes  # noqa: PLC0415  as above

    async with context_on(url) as context:
        _tune_for_many_votes()
        _, other = sorted(context.open_polls.polls(), key=lambda poll: poll.id)
        for number in range(100):
            await vote(context, other, number)
        before, started, longest = process.resident(), perf_counter(), 0.0
        ending = close_poll(context) if how == "close" else cancel_poll(context, question)
        done = asyncio.get_running_loop().create_task(ending)
        while not done.done():
            number, tapped = number + 1, perf_counter()
            await vote(context, other, number)
            longest = max(longest, perf_counter() - tapped)
        await done
        return {"took": perf_counter() - started, "longest": longest, "more": process.peak() - before}


async def export(url: str, what: str, format_name: str, audience: str = "team") -> Figures:
    """Export a debate as the operator does."""
    from hall import context_on  # noqa: PLC0415  as above

    from bot.exports import all_formats  # noqa: PLC0415  as above
    from bot.services.common.debate_lookup import all_debates  # noqa: PLC0415  as above
    from bot.services.export import dataset  # noqa: PLC0415  as above
    from bot.services.export.export import ExportFolder, export_for_operator  # noqa: PLC0415  as above

    with TemporaryDirectory() as folder:
        async with context_on(url) as context:
            (debate,) = await all_debates(context)
            all_formats()
            before, started, worked = process.resident(), perf_counter(), process_time()
            place, whom = ExportFolder(Path(folder)), dataset.Audience(audience)
            exported = await export_for_operator(context, debate, dataset.What(what), format_name, place, audience=whom)
            took, cpu = perf_counter() - started, process_time() - worked
            size = sum(file.stat().st_size for file in exported.files)
            return {"took": took, "cpu": cpu, "more": process.peak() - before, "size": size}


async def pause(url: str, ballots: str, people: str, task: str, *what: str) -> Figures:
    """Do something large with a poll that has many ballots: the longest time between two ticks of the loop."""
    from hall import close_poll, context_on, fill, open_made_up  # noqa: PLC0415  as above

    import bot.ui.client  # noqa: F401, PLC0415  what the bot has imported once it runs
    from bot.app import _tune_for_many_votes  # noqa: PLC0415  as above
    from bot.exports import all_formats  # noqa: PLC0415  as above
    from bot.i18n import speech_in  # noqa: PLC0415  as above

    all_formats()
    speech_in("en").percent(Fraction(1))  # reads the language's figures, once in a process
    shape = (["ranking"] * 4, 10) if ballots == "rankings" else (["rating"] * 3, 5)
    async with context_on(url) as context:
        poll = await open_made_up(context, *shape)
        await fill(context, poll, int(people) * len(poll.items))
        if task != "close":
            await close_poll(context)
        _tune_for_many_votes()
        longest = {"pause": 0.0, "work": 0.0}

        async def tick() -> None:
            while True:
                begun, worked = perf_counter(), thread_time()
                await asyncio.sleep(TICK)
                longest["pause"] = max(longest["pause"], perf_counter() - begun - TICK)
                longest["work"] = max(longest["work"], thread_time() - worked)

        ticking = asyncio.create_task(tick())
        await asyncio.sleep(10 * TICK)
        longest["pause"] = longest["work"] = 0.0
        started = perf_counter()
        if task == "close":
            await close_poll(context)
        elif task == "draw":
            await _draw_first(context)
        else:
            await _export(context, *what)
        took = perf_counter() - started
        ticking.cancel()
        return {"took": took, **longest}


async def charts(url: str, how_many: str) -> Figures:
    """Draw charts of a poll while one person after the other votes in another, and let as many vote without."""
    from hall import close_poll, context_on, fill, open_made_up, open_poll, vote  # noqa: PLC0415  as above

    from bot.app import _tune_for_many_votes  # noqa: PLC0415  as above

    async with context_on(url) as context:
        poll = await open_made_up(context, ["rating"] * 3, 5)
        await fill(context, poll, 1_000 * len(poll.items))
        await close_poll(context)
        other = await open_poll(context, guild_id=2)
        _tune_for_many_votes()

        async def longest_vote(numbers: Iterator[int], done: Callable[[int], bool]) -> float:
            longest = 0.0
            for number in numbers:
                tapped = perf_counter()
                await vote(context, other, number)
                longest = max(longest, perf_counter() - tapped)
                if done(number):
                    break
            return longest

        async def draw() -> None:
            for _ in range(int(how_many)):
                await _draw_first(context)

        voters = count()
        await longest_vote(voters, lambda number: number == 100)  # the first ones open connections
        started, drawing = perf_counter(), asyncio.create_task(draw())
        beside = await longest_vote(voters, lambda _: drawing.done())
        await drawing
        took, votes_beside = perf_counter() - started, next(voters)
        without = await longest_vote(voters, lambda number: number >= 2 * votes_beside)
        return {"took": took, "beside": beside, "without": without}


async def _draw_first(context: Any) -> None:
    from bot.charts.palette import Theme  # noqa: PLC0415  as above
    from bot.exports.charts import draw_chart, item_chart  # noqa: PLC0415  as above
    from bot.i18n import ENGLISH  # noqa: PLC0415  as above
    from bot.services.polls.recount import recount  # noqa: PLC0415  as above
    from bot.storage.polls import poll_by_id  # noqa: PLC0415  as above

    async with context.database.reading() as connection:
        poll = await poll_by_id(connection, 1)
        assert poll
        tally = await recount(connection, poll)
    assert await draw_chart(item_chart(tally.poll, tally.items[0], ENGLISH), Theme.LIGHT)


async def _export(context: Any, what: str, format_name: str) -> None:
    from bot.services.common.debate_lookup import all_debates  # noqa: PLC0415  as above
    from bot.services.export import dataset  # noqa: PLC0415  as above
    from bot.services.export.export import ExportFolder, export_for_operator  # noqa: PLC0415  as above

    (debate,) = await all_debates(context)
    with TemporaryDirectory() as folder:
        place = ExportFolder(Path(folder))
        await export_for_operator(context, debate, dataset.What(what), format_name, place)


async def stating(url: str) -> Figures:
    """Take a set of statements up, show cards, cast votes, and close it: its groups are described then."""
    from statistics import median  # noqa: PLC0415  as above

    from hall import context_on, person  # noqa: PLC0415  as above

    from bot.domain.statements import Stance  # noqa: PLC0415  as above
    from bot.services.statements import sets, voting  # noqa: PLC0415  as above

    async with context_on(url) as context:
        started = perf_counter()
        await context.open_sets.find(1)
        taken_up, cards = perf_counter() - started, list[float]()
        for number in range(200):
            one = person(number)
            for _ in range(5):
                began = perf_counter()
                card = await voting.next_card(context, one, 1)
                cards.append(perf_counter() - began)
                assert card.statement
                await voting.vote(context, one, 1, card.statement.id, Stance.AGREE)

        async def tap(start: int) -> None:
            for number in range(20):
                await voting.vote(context, person(1000 + start), 1, 1 + (start + number) % 1000, Stance.PASS)

        began = perf_counter()
        await asyncio.gather(*map(tap, range(256)))
        rate = 256 * 20 / (perf_counter() - began)
        before, began = process.resident(), perf_counter()
        closed = await sets.close_set(context, person(0, is_administrator=True), 1)
        took = perf_counter() - began
        assert closed.groups
        assert len(closed.groups["groups"]) == 2
        more = process.peak() - before
        return {"card": median(cards), "rate": rate, "taken_up": taken_up, "took": took, "more": more}


async def reading(url: str, through: str, statements: str) -> Figures:
    """Read one after the other, each in a transaction of its own: reads a second, and CPU time of one in µs."""
    from sqlalchemy import event, text  # noqa: PLC0415  as above
    from sqlalchemy.ext.asyncio import create_async_engine  # noqa: PLC0415  as above

    from bot.storage import sqlite  # noqa: PLC0415  as above
    from bot.storage.urls import parse_url  # noqa: PLC0415  as above

    parsed = parse_url(url)
    engine = sqlite.reader(parsed) if through == "bot" else create_async_engine(parsed)
    if through != "bot":
        event.listen(engine.sync_engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    query, total = text("SELECT * FROM meta"), 3_000

    async def read() -> None:
        async with engine.connect() as connection:
            for _ in range(int(statements)):
                (await connection.execute(query)).all()

    for _ in range(total // 10):
        await read()
    started, used = perf_counter(), process_time()
    for _ in range(total):
        await read()
    took, spent = perf_counter() - started, process_time() - used
    await engine.dispose()
    return {"rate": total / took, "cpu": 1e6 * spent / total}


async def watching(url: str, pages: str) -> Figures:
    """Cast votes while pages on the wall are open in another process: votes a second, and the bot's CPU for one."""
    from hall import context_on, open_poll, person, vote  # noqa: PLC0415  as above

    from bot.domain.hall import Held, Scene  # noqa: PLC0415  as above
    from bot.hall.halls import Halls  # noqa: PLC0415  as above
    from bot.hall.server import served  # noqa: PLC0415  as above
    from bot.i18n import speech_in  # noqa: PLC0415  as above
    from bot.services.hall import addresses, screen  # noqa: PLC0415  as above
    from bot.ui.polls.board import BEAT  # noqa: PLC0415  as above

    in_flight, long, total, left = 256, 5.0, 0, 0
    async with context_on(url) as context:
        poll = await open_poll(context)
        halls = Halls(context, lambda _: speech_in("en"), address="")
        hall = await addresses.find_hall(context, person(0, is_administrator=True))
        await screen.choose(context, person(0, is_administrator=True), poll.debate_id, Held(Scene.VOTE, poll.id))
        await halls.reload()
        async with served("127.0.0.1", 0, halls) as port:
            address, beating = f"http://127.0.0.1:{port}/{hall.token}", asyncio.create_task(_beat(halls, BEAT))
            script = str(Path(__file__).with_name("watchers.py"))
            pipe = asyncio.subprocess.PIPE
            browsers = await asyncio.create_subprocess_exec(sys.executable, script, address, pages, stdout=pipe)
            assert browsers.stdout
            await browsers.stdout.readline()

            async def tap(start: int, end: float) -> None:
                nonlocal total
                number = start
                while perf_counter() < end:
                    await vote(context, poll, number)
                    number, total = number + in_flight, total + 1

            began, spent = perf_counter(), process_time()
            await asyncio.gather(*(tap(start, began + long) for start in range(in_flight)))
            took, spent = perf_counter() - began, process_time() - spent
            beating.cancel()
            await addresses.close(context, person(0, is_administrator=True))
            await halls.reload()
            left = int(await browsers.stdout.readline())
            await browsers.wait()
    return {"rate": total / took, "cpu": 1e6 * spent / total, "frames": left / max(1, int(pages))}


async def _beat(halls: Any, beat: float) -> None:
    while True:
        await asyncio.sleep(beat)
        await halls.beat()


async def bare() -> Figures:
    """Come as far as to log in, as a bot that does nothing."""
    import discord  # noqa: PLC0415  as above

    async with discord.Client(intents=discord.Intents(guilds=True)):
        return {}


async def bot(url: str) -> Figures:
    """Come as far as to log in, as the bot does, and register its commands, with its open polls taken up again."""
    from bot.garbage import kept  # noqa: PLC0415  as above

    with kept():
        from hall import context_on  # noqa: PLC0415  as above

        from bot.ui.client import DebateClient  # noqa: PLC0415  as above

        async with context_on(url) as context, DebateClient(context) as client:
            await client.register()
            started = perf_counter()
            await context.open_polls.load()
            return {"taken_up": perf_counter() - started, "polls": len(context.open_polls.polls())}


SCENARIOS: dict[str, Callable[..., Awaitable[Any]]] = {
    scenario.__name__: scenario
    for scenario in (votes, recount, end, export, pause, charts, stating, reading, watching, bare, bot)
}

if __name__ == "__main__":
    print(json.dumps(asyncio.run(SCENARIOS[sys.argv[1]](*sys.argv[2:]))))  # noqa: T201  read by `process.alone`

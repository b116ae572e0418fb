"""Building the rehearsal: the bot as ever, on a database of its own, in a Discord of its own."""

import asyncio
import tempfile
from pathlib import Path

from pydantic import SecretStr

from bot import on_wall
from bot.app import CannotDo, now, opened
from bot.library.models import Library
from bot.resources import how_to_add
from bot.services.common.debate_lookup import all_debates
from bot.services.polls import opening
from bot.settings import Settings
from bot.shutdown import stop_on_signals
from bot.ui.client import AS_FAST_AS_THEY_LIKE, DebateClient

REHEARSED_FIRST = "d"


async def rehearse(
    settings: Settings,
    *,
    voters: int | None,
    port: int,
    database: Path | None,
    empty: bool,
    pace: int | None = None,
    in_stage_channel: bool = False,
) -> None:
    """Run the bot in a Discord of its own until SIGINT or SIGTERM, and begin a debate there unless it is to be `empty`.

    With a `pace`, an evening led by its programme is rehearsed, so many times as fast. Raises CannotDo where the extra
    is missing, or the pack has no programme.
    """
    try:
        from bot.rehearsal import clock, evening, stage  # noqa: PLC0415  an optional extra, needed by this alone
    except ModuleNotFoundError as error:
        raise CannotDo(
            f"The rehearsal needs {error.name}, which is not installed: {how_to_add('rehearsal')}"
        ) from error
    except RuntimeError as error:  # its private seams have moved
        raise CannotDo(str(error)) from error
    with tempfile.TemporaryDirectory(prefix="debate-bot-") as folder:
        file = database or Path(folder) / "rehearsal.db"
        keys = {"pseudonym_key_file": file.with_suffix(".key"), "signing_key_file": file.with_suffix(".signing.key")}
        url = SecretStr(f"sqlite:///{file.absolute()}")
        own = {"database_url": url, **keys, "shard_count": 1, "shard_ids": None}
        time = clock.Clock(pace or 1)
        # Its clock stands still while a vote is under way, so no vote can wait for others there.
        async with opened(settings.model_copy(update=own), time if pace else now, secret_window=0) as context:
            if pace and not context.library.programme:
                raise CannotDo("The pack has no programme to rehearse. Leave --pace out, or write a programme.yaml.")
            await opening.forget_messages(context)
            stop = asyncio.Event()
            stop_on_signals(stop.set)
            # A debate that was kept goes on where it ended.
            goes_on = bool(await all_debates(context))
            question = None if empty or goes_on or pace else _first_question(context.library)
            led = evening.Evening(time, in_stage_channel, goes_on or empty) if pace else None
            if voters is None:
                voters = evening.USUAL_VOTERS if pace else 0
            client = DebateClient(context, most_taps=AS_FAST_AS_THEY_LIKE)
            shown = settings if settings.hall_port else settings.model_copy(update={"hall_port": 0})  # any that is free
            try:
                async with on_wall.shown(shown, client) as wall:
                    await stage.rehearse(
                        client,
                        title=context.library.debate.title.english,
                        port=port,
                        voters=voters,
                        announce=_announce,
                        stop=stop,
                        question=question,
                        evening=led,
                        wall=wall,
                    )
            except stage.StageError as error:
                raise CannotDo(str(error)) from error


def _first_question(library: Library) -> str:
    """The question that a rehearsal begins with: one that is answered with a single tap, where the pack has it."""
    ids = [question.id for question in library.questions]
    return REHEARSED_FIRST if REHEARSED_FIRST in ids else ids[0]


def _announce(line: str = "") -> None:
    """Print a line at once, also where the output is no terminal."""
    print(line, flush=True)  # noqa: T201  this is the command's output

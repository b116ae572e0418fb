"""A bot in a process of its own, for `test_stopping.py` to end in the middle of something.

Argument: the database file. It says `open` when a poll is. On `vote` from stdin Amina votes, on `extend` Marta gives
more time, and it says `at it` once the bot is. After the end it says what the bot answered and what the ballot paper
shows. What the bot logs it says as well.
"""

import asyncio
import logging
import sys
from pathlib import Path

from bot import app
from bot.rehearsal.stage import Stage, on_stage
from bot.settings import Settings
from bot.shutdown import run_until_signal
from bot.ui.client import DebateClient
from bot.ui.common import responding


async def main(file: Path) -> None:
    settings = Settings(database_url=f"sqlite:///{file}", pseudonym_key_file=file.with_suffix(".key"))
    async with app.opened(settings) as context, on_stage(DebateClient(context), title="A debate") as stage:
        await run_until_signal(hold(stage))
    for entry in stage.env.backend.http_requests:
        if entry.path.endswith("/callback"):
            tell(f"answered {entry.json['data']}")
    for message in stage.channel.history():
        tell(f"shown {[part.to_dict() for part in message.components]}")


async def hold(stage: Stage) -> None:
    async with stage.turn:
        marta, amina = stage.people["Marta"], stage.people["Amina"]
        await marta.slash(stage.channel, "debate start")
        paper = (await marta.slash(stage.channel, "poll open", question="d", minutes=5)).response
        tell("open")
        if await asyncio.to_thread(sys.stdin.readline) == "vote\n":
            private = (await amina.click(paper, custom_id="ballot:1")).response
            doing = asyncio.create_task(amina.click(private, custom_id="pick:1:talent:a"))
        else:
            doing = asyncio.create_task(marta.slash(stage.channel, "poll extend", minutes=5))
        while not responding._in_flight:  # noqa: ASYNC110  simcord tells nobody that it has handed something over
            await asyncio.sleep(0)
        tell("at it")
        await doing


def tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    logging.basicConfig(level=logging.WARNING, stream=sys.stdout, format="%(message)s")
    logging.getLogger("bot.shutdown").setLevel(logging.INFO)
    asyncio.run(main(Path(sys.argv[1])))

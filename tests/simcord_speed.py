"""How long simcord waits for the bot, and how often it looks: ten times faster tests, and nothing else."""

import orjson
from discord import app_commands
from simcord import Env

from bot.ui.common import languages

SETTLING = 60.0
"""Seconds of real time that the bot may take for one thing: a busy machine must fail no test."""

AGES = 2 * SETTLING
"""Seconds on simcord's clock. It waits for what ends within `SETTLING`, so a bot that hangs has to hang for longer."""

# More often costs a tenth more of the processor than it saves in waiting, as each look goes through all tasks.
_SLOW, _FAST = 0.05, 0.004


def settle_fast() -> None:
    """Lower the pause between two looks, which is a default of a private function.

    Raises:
        RuntimeError: the function has changed; pin simcord again, or drop this.
    """
    defaults = Env._settle_internal.__kwdefaults__
    if (defaults or {}).get("idle") not in {_SLOW, _FAST}:
        raise RuntimeError(f"tests need simcord 3.2.1 exactly: Env._settle_internal has the defaults {defaults}")
    defaults["idle"] = _FAST


def translate_commands_once() -> None:
    """Keep what a command is told to Discord as: each room tells all, in all languages, twice."""
    told: dict[tuple[object, ...], bytes] = {}

    def remember(kind: type[app_commands.Command] | type[app_commands.Group]) -> None:
        translate = kind.get_translated_payload

        async def translated(command, tree, translator):
            # Some tests have another catalogue, for which they replace `speech_in`.
            key = kind, translator, languages.speech_in, orjson.dumps(command.to_dict(tree))
            if key not in told:
                told[key] = orjson.dumps(await translate(command, tree, translator))
            return orjson.loads(told[key])

        kind.get_translated_payload = translated

    remember(app_commands.Command)
    remember(app_commands.Group)

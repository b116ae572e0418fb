"""Makes simcord look more often whether the bot has finished: ten times faster tests, and nothing else."""

from simcord import Env

_SLOW, _FAST = 0.05, 0.001


def settle_fast() -> None:
    """Lower the pause between two looks, which is a default of a private function.

    Raises:
        RuntimeError: the function has changed; pin simcord again, or drop this.
    """
    defaults = Env._settle_internal.__kwdefaults__
    if (defaults or {}).get("idle") not in {_SLOW, _FAST}:
        raise RuntimeError(f"tests need simcord 3.2.1 exactly: Env._settle_internal has the defaults {defaults}")
    defaults["idle"] = _FAST

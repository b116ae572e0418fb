"""One option out of several: the plain vote."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict

from bot.domain.kind import ABSTAIN, Answer, Entry, Example, Kind, Option, Profile, Taps
from bot.domain.refusals import BadAnswer
from bot.domain.texts import Text, say


class Settings(BaseModel):
    """A single choice has nothing to set."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Single(Kind):
    """Choose exactly one."""

    name = "single"
    settings_model = Settings
    examples = (
        Example(
            options=(
                Option("hub", "A central hub"),
                Option("network", "A network"),
                Option("mix", "Both", editors=True),
            ),
            answers=(("hub",), ("mix",)),
        ),
    )

    def hint(self, options: Sequence[Option], settings: Mapping[str, Any]) -> Text:  # noqa: ARG002  the same for all
        return say("Choose one.")

    def entry(self, options: Sequence[Option], settings: Mapping[str, Any]) -> Entry:  # noqa: ARG002  the same for all
        return Taps()

    def check(self, options: Sequence[Option], settings: Mapping[str, Any], picks: Sequence[str]) -> Answer:  # noqa: ARG002
        if not picks:
            return ABSTAIN
        if len(picks) > 1:
            raise BadAnswer(say("Choose one option only."))
        if picks[0] not in {option.id for option in options}:
            raise BadAnswer(say("That option is not on this ballot paper. Use the buttons of the newest ballot paper."))
        return (picks[0],)

    def votes(self, options: Sequence[Option], profile: Profile) -> dict[str, int]:
        return {option.id: profile.get((option.id,), 0) for option in options}

    def stances(self, options: Sequence[Option], settings: Mapping[str, Any]) -> Mapping[str, int]:  # noqa: ARG002  none here
        """Take the options `agree` and `disagree` at their word, where both are there."""
        sides = {"agree": 1, "disagree": -1}
        ids = [option.id for option in options]
        return {option: sides.get(option, 0) for option in ids} if sides.keys() <= set(ids) else {}


KIND = Single()

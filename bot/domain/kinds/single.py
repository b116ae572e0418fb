"""One option out of several: the plain vote."""

from collections.abc import Mapping, Sequence

from pydantic import BaseModel, ConfigDict

from bot.domain.kind import ABSTAIN, Answer, Example, Option, Profile, Rules, Taps
from bot.domain.refusals import BadAnswer
from bot.domain.texts import say


class Settings(BaseModel):
    """A single choice has nothing to set."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Single(Rules):
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

    hint = say("Choose one.")
    entry = Taps()

    def check(self, picks: Sequence[str]) -> Answer:
        if not picks:
            return ABSTAIN
        if len(picks) > 1:
            raise BadAnswer(say("Choose one option only."))
        if picks[0] not in self.by_id:
            raise BadAnswer(say("That option is not on this ballot. Vote on the newest ballot card."))
        return (picks[0],)

    def votes(self, profile: Profile) -> dict[str, int]:
        return {option: profile.get((option,), 0) for option in self.by_id}

    @property
    def stances(self) -> Mapping[str, int]:
        """Take the options `agree` and `disagree` at their word if the item has both."""
        sides = {"agree": 1, "disagree": -1}
        return {option: sides.get(option, 0) for option in self.by_id} if sides.keys() <= self.by_id.keys() else {}


KIND = Single

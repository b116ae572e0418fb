"""Several options: approval voting, in which every approved option gets one vote."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from bot.domain.kind import ABSTAIN, Answer, Entry, Example, Menu, Option, Profile, Rules
from bot.domain.refusals import BadAnswer
from bot.domain.texts import Text, say, say_many


class Settings(BaseModel):
    """`alone` is an option that excludes all others, such as "none of these"; `most` is how many may be chosen."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    alone: str | None = None
    most: Annotated[int, Field(ge=2)] | None = None

    @field_validator("alone")
    @classmethod
    def _is_an_option(cls, value: str | None, info: ValidationInfo) -> str | None:
        if value is not None and value not in (info.context or {}).get("options", ()):
            raise ValueError(f"{value!r} is not the id of an option of this item")
        return value

    @field_validator("most")
    @classmethod
    def _is_a_limit(cls, value: int | None, info: ValidationInfo) -> int | None:
        options = (info.context or {}).get("options")
        if value is not None and options is not None and value >= len(options):
            raise ValueError(f"{value} is no limit: the item has {len(options)} options")
        return value


class Approval(Rules):
    """Choose every option you approve of."""

    name = "approval"
    settings_model = Settings
    examples = (
        Example(
            options=(
                Option("water", "Water"),
                Option("energy", "Energy"),
                Option("none-of-these", "None of these", editors=True),
            ),
            settings={"alone": "none-of-these"},
            answers=(("water",), ("water", "energy"), ("none-of-these",)),
        ),
        Example(
            options=(Option("red", "Red"), Option("green", "Green"), Option("blue", "Blue")),
            settings={"most": 2},
            answers=(("green",), ("red", "blue")),
        ),
    )

    @property
    def hint(self) -> Text:
        most = self.settings.get("most")
        if most is None:
            return say("Choose all that apply.")
        return say_many("Choose {count}.", "Choose up to {count}.", count=most)

    @property
    def entry(self) -> Entry:
        return Menu(1, self.settings.get("most") or len(self.options))

    def check(self, picks: Sequence[str]) -> Answer:
        if not picks:
            return ABSTAIN
        picked = set(picks)
        answer = tuple(option for option in self.by_id if option in picked)
        if len(answer) < len(picked):
            raise BadAnswer(say("That option is not on this ballot. Vote on the newest ballot card."))
        most = self.settings.get("most")
        if most is not None and len(picked) > most:
            raise BadAnswer(
                say_many(
                    "Choose {count} option only. Nothing was changed.",
                    "Choose {count} options at most. Nothing was changed.",
                    count=most,
                )
            )
        alone = self.settings.get("alone")
        if alone in picked and len(picked) > 1:
            label = self.by_id[alone].label
            raise BadAnswer(say("Choose “{option}” alone, or leave it out. Nothing was changed.", option=label))
        return answer

    def votes(self, profile: Profile) -> dict[str, int]:
        counts = dict.fromkeys(self.by_id, 0)
        for answer, ballots in profile.items():
            for option in answer:
                counts[option] += ballots
        return counts


KIND = Approval

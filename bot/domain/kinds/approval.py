"""Any number of options: approval voting, in which every approved option gets one vote."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationInfo, field_validator

from bot.domain.kind import ABSTAIN, Answer, Entry, Menu, Option, Profile
from bot.domain.refusals import BadAnswer
from bot.domain.texts import Text, say


class Settings(BaseModel):
    """`alone` names an option that goes with no other, such as "none of these"."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    alone: str | None = None

    @field_validator("alone")
    @classmethod
    def _is_an_option(cls, value: str | None, info: ValidationInfo) -> str | None:
        if value is not None and value not in (info.context or {}).get("options", ()):
            raise ValueError(f"{value!r} is not the id of an option of this item")
        return value


class Approval:
    """Choose every option you approve of."""

    name = "approval"
    settings_model = Settings

    def hint(self, options: Sequence[Option], settings: Mapping[str, Any]) -> Text:  # noqa: ARG002  the same for all
        return say("Choose all that you approve of.")

    def entry(self, options: Sequence[Option], settings: Mapping[str, Any]) -> Entry:  # noqa: ARG002  no limit to obey
        return Menu(1, len(options))

    def check(self, options: Sequence[Option], settings: Mapping[str, Any], picks: Sequence[str]) -> Answer:
        if not picks:
            return ABSTAIN
        picked = set(picks)
        if not picked <= {option.id for option in options}:
            raise BadAnswer(say("That option is not on this ballot paper. Use the menu of the newest ballot paper."))
        alone = settings.get("alone")
        if alone in picked and len(picked) > 1:
            label = next(option.label for option in options if option.id == alone)
            raise BadAnswer(say("Choose “{option}” alone or leave it out. Nothing was changed.", option=label))
        return tuple(option.id for option in options if option.id in picked)

    def votes(self, options: Sequence[Option], profile: Profile) -> dict[str, int]:
        counts = dict.fromkeys((option.id for option in options), 0)
        for answer, ballots in profile.items():
            for option in answer:
                counts[option] += ballots
        return counts


KIND = Approval()

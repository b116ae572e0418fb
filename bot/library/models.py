"""The shape of a pack. Every model is frozen and refuses unknown keys."""

from datetime import date
from typing import Annotated, Any, Literal
from urllib.parse import quote, urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationInfo,
    field_validator,
    model_validator,
)

from bot.domain.answers import ABSTAINED
from bot.domain.kind import MOST_OPTIONS, Option, all_kinds
from bot.domain.licences import Licence, known_licence
from bot.domain.polls import DebateFormat
from bot.domain.quorum import Quorum, parse_quorum
from bot.domain.statements import LONGEST
from bot.domain.step import Step
from bot.library.languages import AtMost, Translated
from bot.library.reading import Problem

MISSING = frozenset({"na", "nan", "none", "null"})
"""What pandas, R, DuckDB or a spreadsheet read as a missing value, in small letters."""


def _is_no_missing_value(name: str) -> str:
    if name in MISSING:
        raise ValueError(f"is read as a missing value by programs for data; call it {name}-of-these, for example")
    return name


Id = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$"),
    AfterValidator(_is_no_missing_value),
]
QuestionId = Annotated[str, StringConstraints(pattern=r"^[a-z]$")]


Label = Annotated[Translated, AtMost(80)]  # a button's label; about 34 characters stay visible on a phone
Colour = Annotated[str, StringConstraints(pattern=r"^#[0-9a-fA-F]{6}$")]
Title = Annotated[Translated, AtMost(256)]  # an embed's title
Line = Annotated[Translated, AtMost(300)]
Claim = Annotated[Translated, AtMost(LONGEST)]
Paragraph = Annotated[Translated, AtMost(1000)]

NOT_IN_LINKS = frozenset('<>"\\^`{|}')


def _plain_link(url: str) -> str:
    """Refuse links that would be cut short where they are shown, or that hide where they lead."""
    for char in url:
        if char in NOT_IN_LINKS or not char.isprintable():
            raise ValueError(f"is a link with {char!r} in it; write it as {quote(char, safe='')}, or take it out")
    if "@" in urlsplit(url).netloc:
        raise ValueError("is a link with a user's name in it; give the address alone")
    return url


def _day(written: str) -> str:
    """Refuse a day that no calendar has."""
    date.fromisoformat(written)
    return written


Link = Annotated[
    str,
    StringConstraints(pattern=r"^https://[^\s/]+\.[^\s]+$", max_length=400),
    AfterValidator(_plain_link),
]


class Model(BaseModel):
    """Frozen; an unknown key is a mistake, not a comment."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Source(Model):
    """A link and its label."""

    label: Label
    url: Link


class Passage(Model):
    """One or two sentences that can be traced: the section of the policy paper, and the links that it gives there."""

    text: Paragraph
    section: Line
    links: tuple[Source, ...] = ()


def _with_passages(given: object) -> object:
    """Accept packs from before statements were what participants write: they call passages statements."""
    if isinstance(given, dict) and "statements" in given and "passages" not in given:
        return {"passages" if key == "statements" else key: value for key, value in given.items()}
    return given


Side = Literal["for", "against", "context"]


class Argument(Passage):
    """A passage on a question; without a `side`, all arguments of the question are one list."""

    side: Side | None = None


class SideNames(Model):
    """What the groups of arguments are called, where the question is none that one is for or against."""

    for_: Label | None = Field(None, alias="for")
    against: Label | None = None
    context: Label | None = None


class Paper(Model):
    """The policy paper that the pack is made from."""

    title: Title
    author: Line
    date: Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}$"), AfterValidator(_day)]


class Debate(Model):
    """`debate.yaml`: the debate's own page."""

    id: Id
    title: Title
    summary: Paragraph
    paper: Paper
    format: DebateFormat = DebateFormat.OPEN
    passages: tuple[Passage, ...] = ()
    colour: Colour | None = None
    """The accent of the page on the wall, such as `"#0f6db5"`; where it is too dark to stand out, it is lightened."""
    notes: tuple[Paragraph, ...] = ()
    data_licence: Annotated[Licence | None, BeforeValidator(known_licence)] = None
    """The licence of exported data, by its SPDX identifier; None until whoever runs the debate has chosen."""

    _earlier_key = model_validator(mode="before")(_with_passages)


class Topic(Model):
    """One page of background."""

    id: Id
    title: Label
    group: Label
    summary: Paragraph
    passages: Annotated[tuple[Passage, ...], Field(min_length=1)]

    _earlier_key = model_validator(mode="before")(_with_passages)


class Background(Model):
    """`background.yaml`."""

    topics: Annotated[tuple[Topic, ...], Field(min_length=1)]


class Cluster(Model):
    """A family of proposals."""

    id: Id
    title: Label
    vision: Paragraph
    rationale: Paragraph
    section: Line
    links: tuple[Source, ...] = ()


class Clusters(Model):
    """`clusters.yaml`."""

    clusters: Annotated[tuple[Cluster, ...], Field(min_length=1)]


class Proposal(Model):
    """`proposals/*.yaml`: one proposal or project. `where` and `when` are left out if the policy paper does not say."""

    id: Id
    title: Label
    cluster: Id
    type: Literal["proposal", "project"]
    who: Line
    where: Line | None = None
    when: Line | None = None
    summary: Paragraph
    points: Annotated[tuple[Line, ...], Field(min_length=1, max_length=6)]
    section: Line
    link: Link
    links: tuple[Source, ...] = ()


class ItemOption(Model):
    """A choice on the ballot paper; `editors: true` if the policy paper does not name it."""

    id: Id
    label: Label
    detail: Line | None = None
    editors: bool = False


class Item(Model):
    """One thing to decide. Abstaining is always offered and is not listed."""

    id: Id
    kind: str
    title: Line
    options: Annotated[tuple[ItemOption, ...], Field(min_length=2, max_length=MOST_OPTIONS)]
    settings: Annotated[dict[str, Any], Field(validate_default=True)] = {}
    why: Line | None = None

    @field_validator("kind")
    @classmethod
    def _known_kind(cls, kind: str) -> str:
        if kind not in all_kinds():
            raise ValueError(f"there is no kind {kind!r}; the kinds are {', '.join(sorted(all_kinds()))}")
        return kind

    @field_validator("options")
    @classmethod
    def _no_abstention(cls, options: tuple[ItemOption, ...]) -> tuple[ItemOption, ...]:
        if any(option.id == ABSTAINED for option in options):
            raise ValueError("leave the option 'abstain' out; the bot adds it to every item")
        return options

    @field_validator("options")
    @classmethod
    def _as_many_as_the_kind_takes(
        cls, options: tuple[ItemOption, ...], info: ValidationInfo
    ) -> tuple[ItemOption, ...]:
        if "kind" in info.data:
            least, most = all_kinds()[info.data["kind"]].sizes
            if not least <= len(options) <= most:
                raise ValueError(f"has {len(options)} entries; a {info.data['kind']} has {least} to {most}")
        return options

    @field_validator("settings")
    @classmethod
    def _settings_of_the_kind(cls, settings: dict[str, Any], info: ValidationInfo) -> dict[str, Any]:
        if "kind" in info.data and "options" in info.data:
            options = {"options": [option.id for option in info.data["options"]]}
            all_kinds()[info.data["kind"]].settings_model.model_validate(settings, context=options)
        return settings

    def choices(self, language: str) -> tuple[Option, ...]:
        """Return the options as the domain knows them."""
        return tuple(
            Option(
                option.id,
                option.label.say(language),
                option.editors,
                option.detail.say(language) if option.detail else "",
            )
            for option in self.options
        )


class Related(Model):
    """Further reading for a question."""

    proposals: tuple[Id, ...] = ()
    topics: tuple[Id, ...] = ()


def _quorum(given: object) -> object:
    """Parse a quorum, which YAML reads as a number (`20`) or a text (`10%`)."""
    return given if given is None else parse_quorum(str(given))


class SeedStatement(Model):
    """A statement to begin with, for people to agree or disagree with.

    The section is that of the policy paper in which the view stands or, with `editors: true`, what it is about.
    """

    id: Id
    text: Claim
    section: Line
    editors: bool = False


class Question(Model):
    """`questions/*.yaml`: `title` is from the policy paper; everything else is in the editors' words."""

    id: QuestionId
    title: Title
    section: Line
    asks: Paragraph
    decides: Line | None = None
    """In one sentence what people vote on, for the ballot card."""
    arguments: Annotated[tuple[Argument, ...], Field(min_length=1)]
    sides: SideNames = SideNames()
    related: Related = Related()
    ballot: Annotated[tuple[Item, ...], Field(min_length=1, max_length=4)]
    prompts: tuple[Line, ...] = ()
    statements: tuple[SeedStatement, ...] = ()
    quorum: Annotated[Quorum | None, BeforeValidator(_quorum)] = None


class Library(Model):
    """A whole pack, every cross-reference checked."""

    debate: Debate
    topics: tuple[Topic, ...]
    clusters: tuple[Cluster, ...]
    proposals: tuple[Proposal, ...]
    questions: tuple[Question, ...]
    programme: tuple[Step, ...] = ()
    """The steps of an evening; none if the pack has no programme."""
    programme_is_editors: bool = False
    """Whether it is the editors' own, and not from the paper."""
    files: dict[str, str] = {}
    """The file of each proposal and question, by folder and id, such as `questions/a`."""
    stale: tuple[Problem, ...] = ()
    """Translations of texts that the pack no longer has: for its editors to see to, while the bot runs in English."""

    def file_of(self, entry: Proposal | Question) -> str:
        """Return the file of a proposal or question."""
        name = f"{'questions' if isinstance(entry, Question) else 'proposals'}/{entry.id}"
        return self.files.get(name, f"{name}.yaml")

"""What is said about the results of statements, the same on every page and in the report."""

from fractions import Fraction

from bot.domain.common_ground import FEWEST_VOTERS, Interval
from bot.domain.opinion_groups import FEWEST_PEOPLE, FEWEST_STATEMENTS, OpinionGroups, Told, Unknown
from bot.domain.polls import Round
from bot.domain.statements import DeclineReason, Stance
from bot.domain.texts import Text, say, say_many

AGREED = say("Agreed by most")
DIVIDED = say("Most divided")
PASSED_OVER = say("Passed over")

STANCES = {Stance.AGREE: say("Agree"), Stance.DISAGREE: say("Disagree"), Stance.PASS: say("Pass")}

ROUNDS = {
    Round.MAIN: say("Statements"),
    Round.BEFORE: say("Statements before the debate"),
    Round.AFTER: say("Statements after the debate"),
}

REASONS = {
    DeclineReason.OFF_TOPIC: say("It is about something else"),
    DeclineReason.NAMES_A_PERSON: say("It names a person"),
    DeclineReason.SEVERAL_CLAIMS: say("It says several things at once"),
    DeclineReason.REPEATS_ANOTHER: say("It repeats another statement"),
    DeclineReason.INSULTING: say("It is insulting"),
}

DELETED = say("A statement that its author has deleted")
TOO_FEW_VOTERS = say("Too few have voted to tell what the room shares.")

UNKNOWN = {
    Unknown.TOO_FEW: say(
        "Opinion groups: too few to tell. It takes {people} people and {statements} statements.",
        people=FEWEST_PEOPLE,
        statements=FEWEST_STATEMENTS,
    ),
    Unknown.NAMED: say("Opinion groups are never worked out from votes with names."),
    Unknown.SECRET: say("There are no opinion groups: nobody knows which secret votes are of the same person."),
    Unknown.NOT_INSTALLED: say(
        "Opinion groups could not be worked out: whoever runs the bot has not installed what it takes."
    ),
}


def waiting(count: int) -> Text:
    """Say how many statements have too few voters for a result."""
    return say_many(
        "{count} statement has fewer than {voters} voters, and no result yet.",
        "{count} statements have fewer than {voters} voters, and no result yet.",
        count=count,
        voters=FEWEST_VOTERS,
    )


def declined(count: int) -> Text:
    """Say how many statements moderators have declined."""
    return say_many("Moderators declined {count} statement.", "Moderators declined {count} statements.", count=count)


def groups_line(told: Told) -> Text:
    """Say how many opinion groups there are, or why that cannot be told."""
    if isinstance(told, Unknown):
        return UNKNOWN[told]
    if told.number == 1:
        return say("People do not fall into groups of opinion.")
    return say_many(
        "People fall into {count} group of opinion.", "People fall into {count} groups of opinion.", count=told.number
    )


def has_groups(told: Told | None) -> bool:
    """Whether several groups can be told apart."""
    return isinstance(told, OpinionGroups) and told.number > 1


def bounds(interval: Interval) -> tuple[Fraction, Fraction]:
    """Return an interval as shares that are written as percentages."""
    return Fraction(interval.low).limit_denominator(1000), Fraction(interval.high).limit_denominator(1000)

"""Names of things, and what is said of them after a colon."""

from bot.domain.polls import Release, Secrecy
from bot.ui.common.languages import Speech


def labelled(label: str, said: str, speech: Speech) -> str:
    """Write what is said of something after its name; in French a space goes before the colon."""
    return speech("{label}: {said}", label=label, said=said)


def labelled_in_bold(label: str, said: str, speech: Speech) -> str:
    """Write the same with the name in bold."""
    return speech("**{label}:** {said}", label=label, said=said)


def release_name(release: Release, speech: Speech) -> str:
    """Name a setting for results."""
    return {
        Release.LIVE: speech("live"),
        Release.CLOSED: speech("closed"),
        Release.MANUAL: speech("manual"),
    }[release]


def secrecy_name(secrecy: Secrecy, speech: Speech) -> str:
    """Name a setting for ballots."""
    return {
        Secrecy.PSEUDONYMOUS: speech("pseudonymous"),
        Secrecy.NAMED: speech("named"),
        Secrecy.SECRET: speech("secret"),
    }[secrecy]

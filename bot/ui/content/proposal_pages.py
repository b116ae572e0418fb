"""The proposals: a list by cluster, one in full, several side by side."""

from collections.abc import Sequence
from functools import partial

from discord import ui

from bot.library.languages import Translated
from bot.library.models import Cluster, Library, Proposal
from bot.ui.common.controls import AnyButton, AnyMenu, option
from bot.ui.common.languages import Speech
from bot.ui.common.layout import Block, first_that_fits, link_button, page, parts, row
from bot.ui.common.text import clipped, link
from bot.ui.content.controls import ALL_CLUSTERS, PROPOSAL, PROPOSALS


def proposal_list(library: Library, cluster_id: str, speech: Speech) -> ui.LayoutView:
    """Show the proposals of one cluster, or of all with ALL_CLUSTERS, with a menu that opens one."""
    language = speech.language
    clusters = [cluster for cluster in library.clusters if cluster_id in {ALL_CLUSTERS, cluster.id}]
    title, how = speech("Proposals"), speech("Pick one from the menu to read it.")
    blocks: list[Block | str] = [f"## {title}\n-# {how}"]
    for cluster in clusters:
        names = [_line(proposal, speech) for proposal in _of(library, cluster)]
        why = [] if len(clusters) > 1 else [cluster.rationale.say(language), *_links(cluster, language)]
        text = "\n".join([f"### {cluster.title.say(language)}", cluster.vision.say(language), *why, *names])
        blocks += [ui.Separator(), text]
    shown = [proposal for cluster in clusters for proposal in _of(library, cluster)]
    blocks += [row([menu]) for menu in _menus(shown, cluster_id, speech)]
    if cluster_id != ALL_CLUSTERS:
        blocks.append(row([_back(ALL_CLUSTERS, speech("All clusters"))]))
    return page(*blocks)


def _of(library: Library, cluster: Cluster) -> list[Proposal]:
    return [proposal for proposal in library.proposals if proposal.cluster == cluster.id]


def _links(cluster: Cluster, language: str) -> list[str]:
    return [f"-# {link(source, language)}" for source in cluster.links]


def _line(proposal: Proposal, speech: Speech) -> str:
    where = f" · {proposal.where.say(speech.language)}" if proposal.where else ""
    return f"- **{proposal.title.say(speech.language)}**{where}"


def _menus(proposals: Sequence[Proposal], cluster_id: str, speech: Speech) -> list[AnyMenu]:
    return [
        PROPOSAL(
            speech("Read a proposal…"),
            [
                option(proposal.id, proposal.title.say(speech.language), proposal.who.say(speech.language))
                for proposal in part
            ],
            cluster=cluster_id,
            part=number,
        )
        for number, part in enumerate(parts(proposals))
    ]


def _back(cluster_id: str, label: str) -> AnyButton:
    return PROPOSALS(label, emoji="↩️", cluster=cluster_id)


def proposal_page(library: Library, proposal: Proposal, speech: Speech, *, back_to: str | None = None) -> ui.LayoutView:
    """Show a proposal in full; `back_to` is the list that it was opened from."""
    language = speech.language
    cluster = next(cluster for cluster in library.clusters if cluster.id == proposal.cluster)
    kind = speech("Project") if proposal.type == "project" else speech("Proposal")
    facts = [proposal.who, proposal.where, proposal.when]
    head = [
        f"## {proposal.title.say(language)}",
        f"{kind} · {cluster.title.say(language)}",
        f"-# {' · '.join(fact.say(language) for fact in facts if fact)}",
        "",
        proposal.summary.say(language),
        *(f"- {point.say(language)}" for point in proposal.points),
    ]
    trace = [
        *(f"-# {link(source, language)}" for source in proposal.links),
        "-# " + speech("Paper, section {section}", section=proposal.section.say(language)),
    ]
    controls: list[Block] = [link_button(speech("Read the source"), proposal.link)]
    if back_to is not None:
        controls.insert(0, _back(back_to, speech("Back to the list")))
    return page("\n".join(head), "\n".join(trace), row(controls))


ROOM = ((3600, 80), (3000, 80), (2400, 40), (1500, 20))
"""For what is compared, and for each name beside it, in characters; a comparison takes the first that fits."""


def comparison(library: Library, proposals: Sequence[Proposal], speech: Speech) -> ui.LayoutView:
    """Put proposals side by side, point by point, at such length as one message takes."""
    return first_that_fits(partial(_comparison, library, proposals, speech, room, letters) for room, letters in ROOM)


def _comparison(
    library: Library, proposals: Sequence[Proposal], speech: Speech, room: int, letters: int
) -> ui.LayoutView:
    language = speech.language
    clusters = {cluster.id: cluster for cluster in library.clusters}
    kinds = {"project": speech("Project"), "proposal": speech("Proposal")}
    points = [
        (speech("Type"), [kinds[proposal.type] for proposal in proposals]),
        (speech("Who"), [proposal.who.say(language) for proposal in proposals]),
        (speech("Where"), [_or_unsaid(proposal.where, speech) for proposal in proposals]),
        (speech("When"), [_or_unsaid(proposal.when, speech) for proposal in proposals]),
        (speech("Cluster"), [clusters[proposal.cluster].title.say(language) for proposal in proposals]),
        (speech("In short"), [proposal.summary.say(language) for proposal in proposals]),
        (speech("Key points"), [_points(proposal, language) for proposal in proposals]),
    ]
    names = [proposal.title.say(language) for proposal in proposals]
    blocks: list[Block | str] = [f"## {' · '.join(names)}"]
    budget = room // len(proposals)
    unsaid = speech("the paper does not say")
    for title, texts in points:
        if set(texts) == {unsaid}:
            continue
        most = budget // 3 if title in {points[-1][0], points[-2][0]} else budget // 8
        lines = [
            f"**{clipped(name, letters)}:** {clipped(text, most)}" for name, text in zip(names, texts, strict=True)
        ]
        blocks.append("\n".join([f"### {title}", *lines]))
    blocks.append(row([link_button(name[:80], proposal.link) for name, proposal in zip(names, proposals, strict=True)]))
    return page(*blocks)


def _or_unsaid(text: Translated | None, speech: Speech) -> str:
    return text.say(speech.language) if text else speech("the paper does not say")


def _points(proposal: Proposal, language: str) -> str:
    return "; ".join(point.say(language) for point in proposal.points)

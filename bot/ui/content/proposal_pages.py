"""The proposals: a list by cluster, one in full, several where they differ."""

from collections.abc import Sequence
from functools import partial

from discord import ui

from bot.library.languages import Translated
from bot.library.models import Cluster, Library, Proposal
from bot.ui.common.controls import AnyButton, AnyMenu, option
from bot.ui.common.labels import labelled_in_bold
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
    return PROPOSALS(label, cluster=cluster_id)


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
    """Show where proposals differ, one after the other, at such length as one message takes."""
    return first_that_fits(partial(_comparison, library, proposals, speech, room, letters) for room, letters in ROOM)


def _comparison(
    library: Library, proposals: Sequence[Proposal], speech: Speech, room: int, letters: int
) -> ui.LayoutView:
    names = [proposal.title.say(speech.language) for proposal in proposals]
    facts = [_facts(library, proposal, speech) for proposal in proposals]
    alike = [fact for fact in facts[0] if all(fact in others for others in facts)]
    budget = room // len(proposals)
    head = f"## {' · '.join(clipped(name, letters) for name in names)}"
    if said := [fact for fact in alike if fact[1] != _unsaid(speech)]:
        head += "\n-# " + speech("The same: {facts}", facts=_in_a_line(said, budget // 8, speech))
    blocks: list[Block | str] = [head]
    for name, proposal, own in zip(names, proposals, facts, strict=True):
        differing = [fact for fact in own if fact not in alike]
        lines = [f"### {clipped(name, letters)}"]
        lines += [f"-# {_in_a_line(differing, budget // 8, speech)}"] if differing else []
        lines += [clipped(proposal.summary.say(speech.language), budget // 3), *_points(proposal, budget // 3, speech)]
        blocks.append("\n".join(lines))
    blocks.append(row([link_button(name[:80], proposal.link) for name, proposal in zip(names, proposals, strict=True)]))
    return page(*blocks)


def _facts(library: Library, proposal: Proposal, speech: Speech) -> list[tuple[str, str]]:
    """Return the facts of a proposal by what they are about; what the paper leaves out is said, as it differs too."""
    clusters = {cluster.id: cluster.title for cluster in library.clusters}
    told: list[tuple[str, Translated | None]] = [
        (speech("Who"), proposal.who),
        (speech("Where"), proposal.where),
        (speech("When"), proposal.when),
        (speech("Cluster"), clusters[proposal.cluster]),
    ]
    kind = speech("Project") if proposal.type == "project" else speech("Proposal")
    return [
        (speech("Type"), kind),
        *((about, fact.say(speech.language) if fact else _unsaid(speech)) for about, fact in told),
    ]


def _unsaid(speech: Speech) -> str:
    return speech("the paper does not say")


def _in_a_line(facts: Sequence[tuple[str, str]], most: int, speech: Speech) -> str:
    return " · ".join(labelled_in_bold(about, clipped(fact, most), speech) for about, fact in facts)


def _points(proposal: Proposal, room: int, speech: Speech) -> list[str]:
    most = room // len(proposal.points)
    return [f"- {clipped(point.say(speech.language), most)}" for point in proposal.points]

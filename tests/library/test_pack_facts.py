"""The pack "CERN for AI" says what the paper says; the paper's figures, links and names stand here as literals."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import BaseModel

from bot.domain.near_duplicates import THRESHOLD, similarity
from bot.library.loader import load
from bot.library.translating import texts_of, untranslated

LIBRARY = load(Path(__file__).parents[2] / "content" / "cern-for-ai")
TRANSLATED = sorted(file.stem for file in Path(__file__).parents[2].glob("content/cern-for-ai/languages/*.po"))

# Every link of the paper, by the part of the pack that states the fact it supports.
LINKS = {
    "debate": [
        "https://www.nytimes.com/2017/07/29/opinion/sunday/artificial-intelligence-is-stuck-heres-how-to-move-it-forward.html",
        "https://digital-strategy.ec.europa.eu/en/policies/ai-factories",
        "https://ec.europa.eu/commission/presscorner/detail/en/SPEECH_25_471",
        "https://www.gcsp.ch/events/cern-ai-models-international-technical-cooperation-ai-geneva-security-debate",
    ],
    "mission": ["https://home.cern/about/who-we-are/our-mission"],
    "governance": [
        "https://home.cern/about/who-we-are/our-governance",
        "https://home.cern/about/who-we-are/our-governance/member-states",
    ],
    "cost-sharing": ["https://cds.cern.ch/record/2888205/files/English.pdf#page=18"],
    "european-integration": ["https://www.tandfonline.com/doi/abs/10.1080/00963402.1970.11457764"],
    "civilian-and-open": [
        "https://en.wikipedia.org/wiki/Brookhaven_National_Laboratory",
        "https://en.wikipedia.org/wiki/Atomic_Energy_Research_Establishment",
        "https://council.web.cern.ch/en/content/convention-establishment-european-organization-nuclear-research#2",
        "https://tile.loc.gov/storage-services/service/ll/llmlp/61035888_Volume-III/61035888_Volume-III.pdf#page=120",
    ],
    "dual-use": [
        "https://cds.cern.ch/record/2835057/files/CERN-OPEN-2022-013.pdf",
        "https://www.degruyterbrill.com/document/doi/10.7208/chicago/9780226820378-005/html?lang=en&srsltid=AfmBOoqPMluNJMhiD7lzih9AphTH5WmITG-cjkKeyMDQk4_-_zHQiGv5",
    ],
    "claire": ["https://cairne.eu/wp-content/uploads/2019/10/CLAIRE-vision.pdf"],
    "bigscience": ["https://bigscience.huggingface.co/"],
    "chief-scientific-advisers": [
        "https://op.europa.eu/en/publication-detail/-/publication/d6d8ed54-32a8-11ef-a61b-01aa75ed71a1/language-en"
    ],
    "niti-aayog": ["https://indiaai.gov.in/documents/pdf/NationalStrategy-for-AI-Discussion-Paper.pdf#page=61"],
    "icain": ["https://icain.ch/index.html"],
    "forum-for-cooperation-on-ai": ["https://www.brookings.edu/wp-content/uploads/2022/11/FCAI-October-2022.pdf"],
    "gary-marcus": ["https://garymarcus.substack.com/p/a-cern-for-ai-and-the-global-governance"],
    "tony-blair-institute": [
        "https://institute.global/insights/politics-and-governance/new-national-purpose-ai-promises-world-leading-future-of-britain"
    ],
    "centre-for-future-generations": ["https://cfg.eu/cern-for-ai-eu-report/"],
    "agi": [
        "https://www.simoninstitute.ch/blog/post/what-is-artificial-general-intelligence-agi-an-explainer-for-policymakers/"
    ],
    "hausenloy": ["https://arxiv.org/pdf/2310.09217"],
    "sastry": ["https://arxiv.org/pdf/2402.08797"],
    "brundage": [
        "https://milesbrundage.substack.com/p/my-recent-lecture-at-berkeley-and",
        "https://www.rand.org/pubs/research_reports/RRA2849-1.html",
        "https://www-cdn.anthropic.com/872c653b2d0501d6ab44cf87f43e1dc4853e4d37.pdf",
        "https://www.bloomberg.com/news/articles/2024-07-11/openai-sets-levels-to-track-progress-toward-superintelligent-ai",
    ],
}

# The paper's figures and names, by the part of the pack that they belong to, spelled as in the paper.
FACTS = {
    "debate": [
        "Gary Marcus",
        "2017",
        "Yoshua Bengio",
        "Switzerland’s Strategy for Digital Foreign Policy",
        "United Nations Conference on Trade and Development (UNCTAD)",
        "€20 billion",
        "July 10, 2025",
        "Geneva Centre for Security Policy",
        "14 proposals and 3 existing projects",
    ],
    "mission": ["Large Hadron Collider", "Higgs boson", "2012", "2013"],
    "governance": ["25 member states", "2’500 staff", "12’000 scientific users", "one vote", "two people"],
    "cost-sharing": ["1.4 billion CHF", "World War II"],
    "european-integration": ["1954", "China, Russia and the United States"],
    "commercial-interest": ["DeepMind"],
    "ai-gigafactories": ["€20 billion", "over $7 billion/year", "more than ten times larger", "Paris AI Summit"],
    "us-tech-giants": ["Google", "Microsoft"],
    "eurohpc": ["European High Performance Computing Joint Undertaking"],
    "nairr": ["US National AI Research Resource", "more than ten times larger"],
    "airr": ["UK AI Research Resource", "more than ten times larger"],
    "gary-marcus": ["International Agency for AI", "2023"],
    "centre-for-future-generations": ["“CERN for Trustworthy AI”"],
    "sastry": ["“CERN for Frontier AI”", "one option"],
    "brundage": ["5-4-5 plan", "RAND security level 5", "Anthropic’s AI Safety Level 4", "level 5 AGI"],
}

TITLES = {
    "a": "What types of AI research are insufficiently provided by markets?",
    "b": "Should Europe’s AI Gigafactories be compared to US tech giants or to national AI research resources?",
    "c": "How to handle the trade-off between open-source and misuse risks?",
    "d": "Do we need a single centralized hub vs. a decentralized network?",
    "e": (
        "How does “CERN for AI” compare to other models for international technical cooperation on AI "
        "and/or European competitiveness in AI?"
    ),
}

PROPOSALS = {
    "CLAIRE": ("CERN for AI Academics", "EU"),
    "BigScience": ("CERN for AI Academics", "France"),
    "Group of Chief Scientific Advisers": ("CERN for AI Academics", "EU"),
    "NITI Aayog": ("CERN for AI for Good", "India"),
    "International Computation & AI Network": ("CERN for AI for Good", "Switzerland (CH)"),
    "Forum for Cooperation on AI": ("CERN for AI for Good", "US"),
    "Gary Marcus": ("CERN for AI Safety", None),
    "Tony Blair Institute": ("CERN for AI Safety", "UK"),
    "Centre for Future Generations": ("CERN for AI Safety", "EU"),
    "Hausenloy et al.": ("CERN for AGI", None),
    "Sastry et al.": ("CERN for AGI", None),
    "Brundage": ("CERN for AGI", None),
}

# Every option of every ballot paper, as question/item/option.
FROM_THE_PAPER = {
    "a/areas/ai-for-good",
    "a/areas/neurosymbolic-ai",
    "a/areas/safety-and-security",
    "a/focus/one",
    "a/focus/several",
    "a/priority/ai-for-good",
    "a/priority/neurosymbolic-ai",
    "a/priority/safety-and-security",
    "b/comparison/us-tech-giants",
    "b/comparison/national-resources",
    "b/goal/academic-science",
    "b/goal/geopolitical-parity",
    "c/tools/tiered-openness",
    "c/tools/remote-access",
    "c/tools/licence-based-release",
    "c/tools/research-restrictions",
    "d/talent/central-hub",
    "d/talent/talent-network",
    "d/computing-power/one-site",
    "d/computing-power/several-sites",
    "d/governance/centralised",
    "d/governance/decentralised",
    "d/governance/member-states",
    "e/goal/cooperation",
    "e/goal/competitiveness",
    "e/goal/public-research",
    "e/goal/ai-for-good",
    "e/goal/ai-safety",
    "e/goal/joint-agi",
}
FROM_THE_EDITORS = {
    "a/areas/none-of-these",
    "a/focus/none-of-these",
    "b/comparison/both",
    "b/comparison/neither",
    "b/goal/both",
    "c/tools/none-of-these",
    "c/balance/strongly-disagree",
    "c/balance/disagree",
    "c/balance/neither",
    "c/balance/agree",
    "c/balance/strongly-agree",
    "d/talent/mix",
    "d/computing-power/mix",
    "d/governance/mix",
    "e/fit/strongly-disagree",
    "e/fit/disagree",
    "e/fit/neither",
    "e/fit/agree",
    "e/fit/strongly-agree",
    "e/mix/mostly-public",
    "e/mix/balanced",
    "e/mix/mostly-private",
}

SECTIONS = {
    "Introduction",
    "1 How CERN works",
    "1a Governance structure",
    "1b Motivations for CERN",
    "1c CERN vs. AI research",
    "2 “CERN for AI” proposals",
    "2a CERN for AI Academics",
    "2b CERN for AI for Good",
    "2c CERN for AI Safety",
    "2d CERN for AGI",
    *(f"Open questions, {letter}" for letter in "abcde"),
}


def parts():
    """Return the debate's page, topics, clusters and proposals by id."""
    return {"debate": LIBRARY.debate} | {
        part.id: part for part in (*LIBRARY.topics, *LIBRARY.clusters, *LIBRARY.proposals)
    }


def leaves(value: object, key: str = "") -> Iterator[tuple[str, str]]:
    """Yield every text below a model or plain value, with the key that holds it."""
    if isinstance(value, BaseModel):
        value = value.model_dump()
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from leaves(inner, key if name == "en" else name)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from leaves(inner, key)
    elif isinstance(value, str):
        yield key, value


def links(value: object) -> list[str]:
    return [text for key, text in leaves(value) if key in {"url", "link"}]


def options():
    return {
        f"{question.id}/{item.id}/{option.id}": option
        for question in LIBRARY.questions
        for item in question.ballot
        for option in item.options
    }


def test_ids_name_one_part_each():
    """The tables here find their part by id, so no topic, cluster or proposal may share one."""
    assert len(parts()) == 1 + len(LIBRARY.topics) + len(LIBRARY.clusters) + len(LIBRARY.proposals)


@pytest.mark.parametrize("part", LINKS)
def test_every_link_stands_at_its_fact(part):
    """A link of the paper is given, character for character, where its fact is told."""
    assert set(LINKS[part]) <= set(links(parts()[part]))


def test_no_link_is_invented():
    """The pack gives the paper's 31 links and no others."""
    paper = {link for group in LINKS.values() for link in group}
    assert len(paper) == 31
    assert set(links(LIBRARY)) == paper


@pytest.mark.parametrize(("part", "fact"), [(part, fact) for part, facts in FACTS.items() for fact in facts])
def test_figures_and_names_stand_where_they_belong(part, fact):
    """A figure or a name is spelled as in the paper, on the page that it belongs to."""
    assert any(fact in text for key, text in leaves(parts()[part]) if key not in {"url", "link", "id"})


def test_paper_is_named():
    """Title, author and date are the paper's own."""
    paper = LIBRARY.debate.paper
    assert paper.title.english == "CERN for AI: One analogy, many visions"
    assert paper.author.english == "Kevin Kohler"
    assert paper.date == "2025-07-08"


def test_question_titles_are_quoted():
    """The five questions stand word for word as in the paper."""
    assert {question.id: question.title.english for question in LIBRARY.questions} == TITLES


def test_twelve_proposals_stand_in_their_clusters():
    """Each proposal carries the paper's name, cluster and place; where the paper names no place, it says so."""
    clusters = {cluster.id: cluster.title.english for cluster in LIBRARY.clusters}
    told = {p.title.english: (clusters[p.cluster], p.where and p.where.english) for p in LIBRARY.proposals}
    assert told == PROPOSALS
    assert len(LIBRARY.proposals) == 12


def test_two_entries_are_projects():
    """Only what the paper calls a project is one."""
    assert {p.id for p in LIBRARY.proposals if p.type == "project"} == {"bigscience", "icain"}


def test_years_of_proposals_come_from_the_paper():
    """The paper dates one proposal only."""
    assert {p.id: p.when.english for p in LIBRARY.proposals if p.when} == {"gary-marcus": "2023"}


def test_question_d_asks_three_things():
    """Talent, computing power and governance are decided one by one."""
    (question,) = (question for question in LIBRARY.questions if question.id == "d")
    assert [item.id for item in question.ballot] == ["talent", "computing-power", "governance"]


def test_editors_options_are_marked():
    """Exactly the options that the paper does not name are marked as the editors' own."""
    marked = {name for name, option in options().items() if option.editors}
    assert marked == FROM_THE_EDITORS
    assert set(options()) - marked == FROM_THE_PAPER


def test_options_fit_on_a_phone():
    """A label stays visible on a button; its explanation, which the steps of a scale can do without, is short."""
    steps = {
        f"{question.id}/{item.id}"
        for question in LIBRARY.questions
        for item in question.ballot
        if item.kind == "rating"
    }
    for name, option in options().items():
        assert len(option.label.english) <= 34, name
        assert option.detail or name.rpartition("/")[0] in steps, name
        assert not option.detail or len(option.detail.english) <= 120, name


def test_the_questions_use_every_kind():
    """Each kind is used where it suits; question b begins with a plain choice."""
    kinds = {question.id: [item.kind for item in question.ballot] for question in LIBRARY.questions}
    assert kinds == {
        "a": ["approval", "single", "ranking"],
        "b": ["single", "single"],
        "c": ["approval", "rating"],
        "d": ["single", "single", "single"],
        "e": ["ranking", "rating", "single"],
    }


def test_ballot_papers_fit_in_a_message():
    """A single choice leaves room for Abstain in its row, and a paper stays short."""
    for question in LIBRARY.questions:
        assert sum(len(item.options) for item in question.ballot) <= 16
        for item in question.ballot:
            assert len(item.title.english) <= 100
            assert item.kind != "single" or len(item.options) <= 4
            assert "abstain" not in {option.id for option in item.options}


def test_every_statement_names_a_section_of_the_paper():
    """Whoever doubts a statement is sent to a section that exists."""
    assert {text for key, text in leaves(LIBRARY) if key == "section"} == SECTIONS


def test_sentences_are_short():
    """A reader on a phone gets one thought a sentence: 22 words at most."""
    sentences = [sentence for _, text in texts_of(LIBRARY) for sentence in re.split(r"(?<=[.?!]) ", text.english)]
    assert [sentence for sentence in sentences if len(sentence.split()) > 22] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_translated_sentences_are_hardly_longer(language):
    """Other languages take more words to say the same; 28 are room enough."""
    sentences = [sentence for _, text in texts_of(LIBRARY) for sentence in re.split(r"(?<=[.?!]) ", text.say(language))]
    assert [sentence for sentence in sentences if len(sentence.split(" ")) > 28] == []


def test_every_text_is_translated():
    assert TRANSLATED
    assert untranslated(LIBRARY).items() >= dict.fromkeys(TRANSLATED, 0).items()
    assert LIBRARY.stale == ()


@pytest.mark.parametrize("language", TRANSLATED)
def test_translations_have_the_figures_of_the_english(language):
    """Years, amounts and levels are the same, whatever separates their thousands and decimals."""
    for place, text in texts_of(LIBRARY):
        assert figures(text.say(language)) == figures(text.english), place


def figures(text: str) -> list[str]:
    return sorted(re.findall(r"\d+", re.sub(r"(?<=\d)[.,’\u00a0\u202f](?=\d)", "", text)))


def test_the_paper_keeps_its_title_and_names_stay():
    """Whoever looks for what is quoted finds it under its own title."""
    for language in TRANSLATED:
        assert LIBRARY.debate.paper.title.say(language) == "CERN for AI: One analogy, many visions"
        assert [proposal.title.say(language) for proposal in LIBRARY.proposals] == [
            proposal.title.english for proposal in LIBRARY.proposals
        ]


@pytest.mark.parametrize("question", LIBRARY.questions, ids=lambda question: question.id)
def test_every_question_has_statements_to_begin_with(question):
    """The first person who comes has something to vote on, in the editors' words and one thought each."""
    texts = [seed.text.english for seed in question.statements]
    assert len(texts) >= 6
    assert all(text.count(".") == 1 and text.endswith(".") for text in texts)
    said = {
        sentence for key, text in leaves(LIBRARY) if key != "statements" for sentence in re.split(r"(?<=\.) ", text)
    }
    near = [(text, other) for text in texts for other in said if other != text and similarity(text, other) > THRESHOLD]
    assert near == []

"""What we say of provisions in our own words, by which they are found as well.

Questions are asked in plain words, and provisions are written in others. Licence facts, summaries
of rules and digests say what a provision comes to, as people ask for it; where its text is held,
they are embedded beside it, and lead to the provision that they are pinned to.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from kb.corpus import Corpus
from kb.licences import Fact


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence or two of ours about a provision."""

    provision: str  # the path below the instrument: "sec_1/b/i"
    topic: str  # what it is about: "output training"
    says: str


def statements(corpus: Corpus, version: str) -> list[Statement]:
    """What the corpus says of the provisions of a version, each once."""
    return list(dict.fromkeys(_all(corpus, version)))


def _all(corpus: Corpus, version: str) -> Iterator[Statement]:
    instrument = version.partition("@")[0]
    facts = corpus.licences.get(instrument)
    if facts is not None and facts.version == version:
        for name in type(facts).model_fields:
            fact = getattr(facts, name)
            if isinstance(fact, Fact):
                for at in fact.at:
                    yield Statement(at, name.replace("_", " "), _line(fact.says))
        for breach in facts.breaks_osd:
            for at in breach.at:
                yield Statement(at, "open source", _line(breach.because))
    framework = corpus.frameworks.get(instrument)
    entry = corpus.instruments.get(instrument)
    if framework is not None and entry and entry.version_id(entry.versions[0]) == version:
        for rule in framework.rules:
            for provision in rule.provisions:
                if provision.partition("/")[0] == instrument:
                    yield Statement(provision.partition("/")[2], rule.title, _line(rule.summary))
    digests = corpus.digests(version)
    for digest in digests.provisions if digests else ():
        yield Statement(digest.id, digest.heading, _line(digest.says))


def _line(text: str) -> str:
    return " ".join(text.split())

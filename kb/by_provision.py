"""An answer as it is read: what is said directly, then what each article or section says, together.

The sentences of an answer come best first, whatever provision they are of. People read them by
provision: the article that answers best first, with all that is quoted of it and what amends it.
"""

from dataclasses import dataclass

from kb.model import Answer, AnswerSentence, Citation, unit_of
from kb.store.reader import Store


@dataclass(frozen=True, slots=True)
class Group:
    """Sentences on one article, annex or section; the first group is what is said directly."""

    heading: str  # empty for the first
    sentences: tuple[AnswerSentence, ...]


def by_provision(answer: Answer, store: Store) -> list[Group]:
    """The sentences to show, by the article or section that they rest on, best first."""
    citations = {c.n: c for c in answer.citations}
    sentences = answer.beside_table
    direct = next((n for n, s in enumerate(sentences) if not s.own_words), len(sentences))
    found: dict[tuple[str, str], list[AnswerSentence]] = {}
    headings: dict[tuple[str, str], str] = {}
    for sentence in sentences[direct:]:
        last = citations[sentence.citations[-1]]
        key = (last.instrument.id, unit_of(last.provision.id))
        found.setdefault(key, []).append(sentence)
        headings.setdefault(key, _heading(last, store))
    groups = [Group(headings[key], tuple(its)) for key, its in found.items()]
    return [Group("", tuple(sentences[:direct])), *groups] if direct else groups


def _heading(citation: Citation, store: Store) -> str:
    """The text, and the heading of the article or section."""
    provision = citation.provision
    unit = store.provision(provision.version, unit_of(provision.id)) or provision
    return f"{citation.instrument.short}, {unit.path[-1] if unit.path else unit.pinpoint}"

"""The check that every answer goes through before anyone sees it.

A citation is re-read from the store: its quote must stand there letter for letter, at its offsets.
A sentence must rest on citations that exist. What fails is a defect of ours, never shown.
"""

from kb.errors import UnverifiedQuote
from kb.model import Answer, Citation, TextKind
from kb.store.reader import Store


def verified(answer: Answer, store: Store) -> Answer:
    """The answer itself, if each sentence rests on citations that the store confirms.

    Raises UnverifiedQuote naming the first that does not.
    """
    numbers = {c.n for c in answer.citations}
    if len(numbers) != len(answer.citations):
        raise UnverifiedQuote("Two citations of one answer have the same number.")
    for citation in answer.citations:
        verified_citation(citation, store)
    cited = {c.n: c for c in answer.citations}
    for sentence in answer.answer:
        if not sentence.citations or not numbers.issuperset(sentence.citations):
            raise UnverifiedQuote(f"No citation stands behind: {sentence.sentence!r}")
        quotes = [cited[n] for n in sentence.citations]
        if not sentence.own_words and all(c.provision.text_kind == TextKind.TEXT for c in quotes):
            _verify_words(sentence.sentence, quotes)
    return answer


def verified_citation(citation: Citation, store: Store) -> Citation:
    """The citation itself, if the store holds its quote letter for letter.

    Raises UnverifiedQuote.
    """
    stored = store.provision(citation.provision.version, citation.provision.id)
    where = f"{citation.provision.version}, {citation.provision.pinpoint}"
    if stored is None or citation.version.id != stored.version:
        raise UnverifiedQuote(f"{where} is not in the knowledge base.")
    quote = citation.quote
    if not quote.strip() or stored.text[citation.start : citation.end] != quote:
        raise UnverifiedQuote(f"{where} does not hold the words that were quoted: {quote!r}")
    return citation


def _verify_words(sentence: str, quotes: list[Citation]) -> None:
    """A sentence made of quotations holds nothing else."""
    rest = sentence
    for citation in quotes:
        before, found, after = rest.partition(citation.quote)
        if not found or before.strip():
            raise UnverifiedQuote(f"Words that no citation holds stand in: {sentence!r}")
        rest = after
    if rest.strip():
        raise UnverifiedQuote(f"Words that no citation holds stand in: {sentence!r}")

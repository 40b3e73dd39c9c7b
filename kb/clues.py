"""What speaks for a sentence of a provision as part of an answer, as numbers.

Sentences are ordered by a weighed sum of these; the weights, `sentence` in `weights.json`, are
fitted on the key facts of the tuning questions, as those of `kb.signals` are on what they need.
"""

from dataclasses import dataclass, fields


@dataclass(slots=True)
class Clues:
    """Of one sentence, for one question."""

    near: float = 0.0  # cosine of its passage and the question, or the nearest part of it
    mapped: float = 0.0  # the same as learnt from questions of the law
    asked: float = 0.0  # cosine of the nearest question that its very provision answers
    shared: float = 0.0  # its part of the question's words, by rarity; of the best sentence's
    first: float = 0.0  # whether its article or section was found first,
    place: float = 0.0  # one over the place at which it was,
    score: float = 0.0  # and by how much its score is below the first one's
    fit: float = 0.0  # what the cross-encoder gave its article or section, in tens
    read: float = 0.0  # whether it stands in the passage that it gave this for
    named: float = 0.0  # the very provision that is asked for by its number
    own: float = 0.0  # our own words
    digest: float = 0.0
    binding: float = 0.0
    bears: float = 0.0  # a date, a time limit or an amount, where one is asked for
    unless: float = 0.0  # an exception, where one is asked for
    list: float = 0.0  # a list shown whole
    opening: float = 0.0  # the first sentence of its provision
    length: float = 0.0  # the logarithm of its words


NAMES = tuple(f.name for f in fields(Clues))

"""Passages: what is embedded and retrieved.

A passage is one provision under its heading path; small siblings go together, a large provision is
taken apart along its subdivisions, and, where it has none, between its sentences. None is longer
than the model reads. Headings alone make no passage: they are in the paths of what they head.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kb.embedding import Embedder
from kb.model import Passage, Provision, ProvisionKind, TextKind, heading_path
from kb.sentences import sentence_spans
from kb.statements import Statement

LARGEST = 180  # tokens of text; finer passages were measured to be found better than full ones
SMALL = 24  # siblings below this are joined into runs
LEAD_IN_WORDS = 40  # of the sentence that a list hangs on, repeated before each item
HEADING_PATH_TOKENS = 60  # at most; the middle of a longer path is left out

ALONE = {ProvisionKind.ARTICLE, ProvisionKind.RECITAL, ProvisionKind.ANNEX, ProvisionKind.CHAPTER}


@dataclass(frozen=True, slots=True)
class _Piece:
    """A span of one provision's text, of known token count; `provision` may be a child of it."""

    start: int
    end: int
    tokens: int
    child: Provision | None


class PassageMaker:
    """Splits one version's provisions into passages, by the token counts of one model."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def passages(self, provisions: Sequence[Provision]) -> list[Passage]:
        """The passages of a version, in the order of its text."""
        children: dict[str | None, list[Provision]] = {}
        ids = {p.id for p in provisions}
        for p in provisions:
            children.setdefault(p.parent if p.parent in ids else None, []).append(p)
        made: list[Passage] = []
        for top in children.get(None, []):
            made += self._of(top, children, "")
        return made

    def said(
        self, provisions: Sequence[Provision], statements: Iterable[Statement]
    ) -> list[Passage]:
        """Passages of what we say of provisions that are held as text."""
        held = {p.id: p for p in provisions if p.text_kind == TextKind.TEXT}
        made: list[Passage] = []
        for statement in statements:
            provision = held.get(f"{provisions[0].instrument}/{statement.provision}")
            if provision is not None:
                whole = len(provision.text)
                made.append(
                    Passage(provision.id, provision.version, 0, whole, self._path(provision),
                            "", f"{statement.topic}: {statement.says}")
                )  # fmt: skip
        return made

    def asked(
        self, provisions: Sequence[Provision], questions: Mapping[str, Sequence[str]]
    ) -> list[Passage]:
        """Passages of the questions that provisions answer, given by paths below the instrument.

        A text that is not taken apart as finely has them under what holds the provision; one of
        which only digests are held, where the provision is a digest of it.
        """
        held = {p.id.partition("/")[2]: p for p in provisions}
        whole = any(p.text_kind == TextKind.TEXT for p in provisions)
        made: list[Passage] = []
        for path, of_one in questions.items():
            while whole and path not in held and "/" in path:
                path = path.rpartition("/")[0]
            if p := held.get(path):
                made += (
                    Passage(p.id, p.version, 0, len(p.text), self._path(p), "", asked=question)
                    for question in of_one
                )
        return made

    def _of(
        self, provision: Provision, children: dict[str | None, list[Provision]], lead_in: str
    ) -> Iterator[Passage]:
        path = self._path(provision)
        below = [c for c in children.get(provision.id, []) if _within(c, provision)]
        apart = [c for c in children.get(provision.id, []) if not _within(c, provision)]
        room = self._room(path, lead_in)
        whole = self._count(provision.text)
        grouping = any(c.kind in ALONE or c.kind == ProvisionKind.SECTION for c in below)
        if not grouping and whole <= min(room, LARGEST) and (whole <= LARGEST or not below):
            if _says_something(provision.text, provision):
                yield Passage(
                    provision.id, provision.version, 0, len(provision.text), path, lead_in
                )
        elif not below:
            yield from self._split(provision, 0, len(provision.text), path, lead_in, room)
        else:
            yield from self._runs(provision, below, children, path, lead_in, room, grouping)
        for child in apart:
            yield from self._of(child, children, "")

    def _runs(
        self,
        provision: Provision,
        below: Sequence[Provision],
        children: dict[str | None, list[Provision]],
        path: str,
        lead_in: str,
        room: int,
        grouping: bool,
    ) -> Iterator[Passage]:
        """Own text and subdivisions in order, small neighbours joined."""
        hangs_on = _lead_in(provision, below[0])
        run: list[_Piece] = []

        def flush() -> Iterator[Passage]:
            if not run:
                return
            start, end = run[0].start, run[-1].end
            only = run[0].child if len(run) == 1 else None
            run.clear()
            if only is not None:
                yield from self._of(only, children, hangs_on)
            elif _says_something(provision.text[start:end], provision):
                yield from self._split(provision, start, end, path, lead_in, room)

        for piece in self._pieces(provision, below):
            if grouping:
                run.append(piece)
                yield from flush()
                continue
            joined = sum(p.tokens for p in run) + piece.tokens
            small = piece.tokens < SMALL or (run and run[-1].tokens < SMALL)
            if run and not (small and joined <= min(room, LARGEST)):
                yield from flush()
            run.append(piece)
        yield from flush()

    def _pieces(self, provision: Provision, below: Sequence[Provision]) -> Iterator[_Piece]:
        at = provision.start
        spans: list[tuple[int, int, Provision | None]] = []
        for child in below:
            spans.append((at, child.start, None))
            spans.append((child.start, child.end, child))
            at = child.end
        spans.append((at, provision.end, None))
        for absolute_start, absolute_end, below_it in spans:
            start, end = absolute_start - provision.start, absolute_end - provision.start
            start, end = _trim(provision.text, start, end)
            if start < end:
                yield _Piece(start, end, self._count(provision.text[start:end]), below_it)

    def _split(
        self, provision: Provision, start: int, end: int, path: str, lead_in: str, room: int
    ) -> Iterator[Passage]:
        """A span as passages of whole sentences; a sentence longer than the model, of words."""
        start, end = _trim(provision.text, start, end)
        at, stop, used = start, start, 0
        for s, e in self._units(provision.text, start, end, room):
            tokens = self._count(provision.text[s:e])
            if stop > at and used + tokens > min(room, LARGEST):
                yield Passage(provision.id, provision.version, at, stop, path, lead_in)
                at, used = s, 0
            stop, used = e, used + tokens
        if stop > at:
            yield Passage(provision.id, provision.version, at, stop, path, lead_in)

    def _units(self, text: str, start: int, end: int, room: int) -> Iterable[tuple[int, int]]:
        for s, e in sentence_spans(text[start:end]):
            s, e = s + start, e + start
            if self._count(text[s:e]) <= room:
                yield s, e
            else:
                yield from self._word_runs(text, s, e, room)

    def _word_runs(self, text: str, start: int, end: int, room: int) -> Iterator[tuple[int, int]]:
        """Cuts at spaces so that no run has more than `room` tokens (a token is >= 1 character)."""
        while start < end:
            stop = min(end, start + room)  # surely fits; grow while it still does
            while stop < end:
                further = text.find(" ", stop + 1)
                further = end if further < 0 or further > end else further
                if self._count(text[start:further]) > room:
                    break
                stop = further
            yield _trim(text, start, stop)
            start = stop

    def _path(self, provision: Provision) -> str:
        """The heading path on one line, the middle of a long one left out."""
        path = list(provision.path)
        while len(path) > 2 and self._count(heading_path(path)) > HEADING_PATH_TOKENS:
            del path[len(path) // 2]
        return " ".join(heading_path(path).split(" ")[:HEADING_PATH_TOKENS])

    def _room(self, path: str, lead_in: str) -> int:
        """Tokens left for text once the model has read what stands before it."""
        return max(32, self._embedder.max_tokens - self._count(f"{path}: {lead_in}") - 2)

    def _count(self, text: str) -> int:
        """Tokens without the two special ones."""
        return self._embedder.count_tokens([text])[0] - 2


def _within(child: Provision, parent: Provision) -> bool:
    """Whether the child's text is a span of the parent's (a digest's never is)."""
    return (
        child.text_kind == parent.text_kind
        and parent.start <= child.start
        and child.end <= parent.end
        and parent.text[child.start - parent.start : child.end - parent.start] == child.text
    )


def _lead_in(provision: Provision, first: Provision) -> str:
    """The words that a list hangs on ("Providers shall:"), shortened."""
    own = provision.text[: first.start - provision.start].strip().rsplit("\n", 1)[-1]
    if not own.endswith((":", "—", ",", "or", "and")):
        return ""
    words = own.split(" ")
    return " ".join(words if len(words) <= LEAD_IN_WORDS else ["…", *words[-LEAD_IN_WORDS:]])


def _says_something(text: str, provision: Provision) -> bool:
    """Whether a span says more than the provision's own number and heading."""
    rest = " ".join(text.split()).casefold()
    for known in (provision.pinpoint, provision.heading):
        rest = rest.replace(known.casefold(), "", 1) if known else rest
    return sum(c.isalpha() for c in rest) >= 12


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without white space at its ends."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end

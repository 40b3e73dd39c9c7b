"""The knowledge base as one object: what the command line, the app and other programs use."""

import difflib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path

from kb import licence_question, release_question, writer
from kb.answer import Answerer
from kb.application import not_yet
from kb.assess import Assessor
from kb.assessment import Assessment
from kb.composing import joined
from kb.corpus import Corpus
from kb.embedding import Embedder, load_embedder
from kb.errors import UnknownInstrument, UnknownProvision, UsageError
from kb.follow_up import standing_alone
from kb.home import Home, default_home, language_model
from kb.model import Answer, Instrument, Provision, SearchResult, Shown, Version
from kb.plain_words import Vocabulary
from kb.question import Question, read_question
from kb.release import Release
from kb.rerank import load_reranker
from kb.retrieve import Retriever
from kb.store.reader import Store

LICENCE_SENTENCES = 7  # of an answer from licence facts and the sections found, together


@dataclass(frozen=True, slots=True)
class Held:
    """An instrument's versions with what is held of each: provisions, digests, passages."""

    instrument: Instrument
    versions: tuple[tuple[Version, int, int, int], ...]


class KnowledgeBase:
    """One generation of the knowledge base, opened for questions."""

    def __init__(self, store: Store, home: Home, corpus: Corpus | None = None) -> None:
        self.store = store
        self.home = home
        self.corpus = corpus or Corpus()
        self._retriever: Retriever | None = None
        self._answerer: Answerer | None = None
        self._models: dict[str, writer.ChatModel] = {}

    @classmethod
    def open(cls, home: str | Path | Home | None = None) -> "KnowledgeBase":
        """The current generation in a folder (default: see `kb.home`).

        Raises MissingStore, CorruptStore or IncompatibleStore.
        """
        place = home if isinstance(home, Home) else default_home(home)
        return cls(Store.open(place), place)

    def warm(self, embedder: Embedder | None = None) -> "KnowledgeBase":
        """Load the model, so that the next question need not wait for it."""
        if self._retriever is None:
            model = embedder or load_embedder(self.home)
            self._retriever = Retriever(
                self.store,
                model,
                self.corpus.elsewhere,
                vocabulary=Vocabulary(self.corpus.plain_words),
                families=self.corpus.families,
                reranker=load_reranker(self.home),
            )
            self._answerer = Answerer(
                self._retriever, self.corpus.unstated_kinds.unstated, self.corpus.applications
            )
        return self

    @property
    def retriever(self) -> Retriever:
        self.warm()
        assert self._retriever is not None
        return self._retriever

    def search(
        self, query: str, k: int = 10, as_of: date | None = None, instruments: Iterable[str] = ()
    ) -> SearchResult:
        """At most k provisions that fit a query, best first.

        Raises UsageError for an unfit query or k, UnknownInstrument.
        """
        if not 1 <= k <= 200:
            raise UsageError(f"k is {k}; it must be from 1 to 200.")
        question = read_question(query)
        wanted = self._instruments(instruments)
        day = as_of or date.today()
        result = self.retriever.search(question, k, day, wanted)
        notes = self.not_yet((h.provision for h in result.hits), day)
        return replace(result, notes=(*result.notes, *notes))

    def ask(
        self,
        question: str,
        as_of: date | None = None,
        instruments: Iterable[str] = (),
        release: Release | None = None,
        earlier: Sequence[str] = (),
        each: Callable[[str], None] = lambda _: None,
    ) -> Answer:
        """A cited answer, each quote checked against the store, or an honest abstention.

        A question about a release (one that is given, known or described in it) is answered from
        its assessment, one about what a licence grants from the licence facts, any other from the
        provisions found. `earlier` questions of the same conversation, the oldest first, make a
        follow-up understood. `each` is given the sentences of a language model as they are kept,
        where one is configured. Raises UsageError for an unfit question, UnknownInstrument.
        """
        day = as_of or date.today()
        asked = read_question(question).text
        alone = standing_alone(asked, earlier, self.retriever.names)
        answer = self._answer(read_question(alone), day, self._instruments(instruments), release)
        answer = self._written(answer, each)
        notes = self.not_yet((c.provision for c in answer.citations), day)
        understood = [f"Understood as: {alone}"] if alone != asked else []
        for said, ids in self.retriever.names.mentioned(alone).taken:
            texts = " or ".join(self.retriever.names.of(id).short for id in ids)
            understood.append(f"'{said}' is taken to mean {texts}.")
        return replace(answer, question=asked, notes=(*understood, *answer.notes, *notes))

    def _answer(
        self, asked: Question, day: date, wanted: tuple[str, ...], release: Release | None
    ) -> Answer:
        mentions = self.retriever.names.mentioned(asked.text)
        if release is not None or not wanted:
            said = release_question.answer(asked.text, mentions, day, self, self.assessor, release)
            if said is not None:
                return said
        assert self._answerer is not None
        said = licence_question.answer(asked.text, mentions, day, self, wanted)
        if said is not None and said.table is not None:
            return said
        if said is not None:
            # Facts answer what every licence is asked; a question may ask more of its sections.
            more = self._answerer.ask(asked, day, wanted or mentions.held)
            if more.abstained and self._answerer.is_hopeless(asked):
                return more
            return joined(said, more, LICENCE_SENTENCES)
        return self._answerer.ask(asked, day, wanted)

    def _written(self, answer: Answer, each: Callable[[str], None]) -> Answer:
        """The answer as a language model puts it, if the configuration names one."""
        setting = language_model()
        if setting is None:
            return answer
        try:
            model = self._models.setdefault(setting.model + setting.url, writer.load(setting))
        except (ImportError, ValueError) as e:
            note = f"The language model {setting.model} can't be used: {str(e).split(chr(10))[0]}"
            return replace(answer, notes=(*answer.notes, note))
        return writer.write(answer, setting, model, self.store, self.retriever.embedder, each)

    @cached_property
    def assessor(self) -> Assessor:
        """What assesses releases; it needs no language model."""
        return Assessor(self)

    def assess(
        self, release: Release, as_of: date | None = None, jurisdictions: Sequence[str] = ()
    ) -> Assessment:
        """How a release fares on a day (default: today), under each framework."""
        return self.assessor.assess(release, as_of, jurisdictions)

    def show(self, reference: str, as_of: date | None = None) -> Shown:
        """The provision of an id ("eu-ai-act/art_53/par_2", or with "@2024-07-12" its version).

        Raises UnknownInstrument or UnknownProvision, naming the nearest ids.
        """
        day = as_of or date.today()
        head, _, below = reference.strip().strip("/").partition("/")
        instrument, _, stamp = head.partition("@")
        self._instruments([instrument])
        if stamp and head not in self.store.versions:
            versions = ", ".join(
                v.id for v in self.store.versions.values() if v.instrument == instrument
            )
            raise UnknownProvision(f"There is no version '{head}'; held: {versions}.")
        if not below:
            raise UnknownProvision(
                f"'{reference}' names no provision; write for example "
                f"{self.store.provision_ids(instrument)[0]}, or see `regatlas list {instrument}`."
            )
        candidates = (
            [self.store.versions[head]]
            if stamp
            else sorted(
                self.store.versions_on(day, [instrument]),
                key=lambda v: v.in_force.from_ or date.min,
                reverse=True,
            )
        )
        for version in candidates:
            provision = self.store.provision(version.id, f"{instrument}/{below}")
            if provision:
                return Shown(
                    provision,
                    version,
                    self.store.instruments[instrument],
                    self.store.amendments(provision, day),
                    self.not_yet([provision], day),
                )
        raise UnknownProvision(self._missing(instrument, f"{instrument}/{below}", day))

    def list(self) -> Sequence[Held]:
        """What is held, by instrument."""
        counts = self.store.counts()
        return [
            Held(
                instrument,
                tuple(
                    (v, *counts[v.id])
                    for v in self.store.versions.values()
                    if v.instrument == instrument.id
                ),
            )
            for instrument in self.store.instruments.values()
        ]

    def outline(self, instrument: str, as_of: date | None = None) -> Sequence[Provision]:
        """The provisions of an instrument as they stood on a day, in the order of the text.

        Raises UnknownInstrument. Of an instrument with no version on that day, its latest.
        """
        self._instruments([instrument])
        versions = self.store.versions_on(as_of or date.today(), [instrument])
        if not versions:
            versions = [v for v in self.store.versions.values() if v.instrument == instrument][-1:]
        return [p for v in versions for p in self.store.provisions(v.id)]

    def close(self) -> None:
        self.store.close()

    def not_yet(self, provisions: Iterable[Provision], day: date) -> tuple[str, ...]:
        """What to say of those provisions that do not apply yet on a day."""
        found = not_yet(provisions, self.corpus.applications, day)
        return tuple(each.note(day) for each in found)

    def _instruments(self, ids: Iterable[str]) -> tuple[str, ...]:
        wanted = tuple(ids)
        for id in wanted:
            if id not in self.store.instruments:
                near = difflib.get_close_matches(id, self.store.instruments, n=3, cutoff=0.5)
                raise UnknownInstrument(id, near)
        return wanted

    def _missing(self, instrument: str, id: str, day: date) -> str:
        known = self.store.provision_ids(instrument)
        if id in known:
            return f"{id} is in no version that holds on {day}; name a version, or another date."
        near = difflib.get_close_matches(id, known, n=3, cutoff=0.6)
        hint = (
            f" did you mean {' or '.join(near)}?" if near else f" see `regatlas list {instrument}`."
        )
        return f"There is no provision '{id}';{hint}"

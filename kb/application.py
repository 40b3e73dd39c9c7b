"""From when a provision applies, which is often later than its text is in force.

`corpus/application/INSTRUMENT.yaml` keeps the dates by the day from which the law said them: a date
that was moved is told as it stood on the day that is asked about.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from pydantic import Field, model_validator

from kb.model import Provision, unit_of
from kb.yamlfile import Strict

_ARTICLE = re.compile(r"art_(\d+)")


class Dated(Strict):
    """A day of application, and the provisions that it is for."""

    from_: date = Field(alias="from")
    because: str
    articles: Annotated[tuple[int, ...], Field(min_length=2, max_length=2)] | None = None
    provisions: tuple[str, ...] = ()  # below the instrument

    @model_validator(mode="after")
    def _one_of_both(self) -> "Dated":
        if (self.articles is None) == (not self.provisions):
            raise ValueError("give either articles: [FIRST, LAST] or provisions")
        return self

    def covers(self, below: str) -> bool:
        """Whether a provision, named below its instrument, lies in what this is about."""
        if self.articles is not None:
            number = _ARTICLE.match(below)
            return number is not None and self.articles[0] <= int(number[1]) <= self.articles[1]
        return any(f"{below}/".startswith(f"{p}/") for p in self.provisions)


class Application(Strict):
    """The days of application of one instrument."""

    instrument: str
    source: str  # the provision that sets them
    entry_into_force: date
    since: dict[date, tuple[Dated, ...]]

    def of(self, below: str, as_of: date) -> Dated | None:
        """The entry for a provision, as the law of a day has it."""
        known = [entries for since, entries in sorted(self.since.items()) if since <= as_of]
        return next((e for e in known[-1] if e.covers(below)), None) if known else None


@dataclass(frozen=True, slots=True)
class NotYet:
    """A provision that does not apply yet on the day."""

    provision: Provision
    dated: Dated

    def note(self, as_of: date) -> str:
        return (
            f"{self.provision.pinpoint}: not yet applicable on {as_of}; it applies from "
            f"{self.dated.from_} ({self.dated.because})."
        )


def not_yet(
    provisions: Iterable[Provision], applications: Mapping[str, Application], as_of: date
) -> list[NotYet]:
    """Those of the provisions that do not apply yet, each article once."""
    found: dict[tuple[str, date], NotYet] = {}
    for provision in provisions:
        application = applications.get(provision.instrument)
        dated = application and application.of(provision.id.partition("/")[2], as_of)
        if dated and dated.from_ > as_of:
            found.setdefault((unit_of(provision.id), dated.from_), NotYet(provision, dated))
    return list(found.values())

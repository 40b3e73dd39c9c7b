"""What is next: the days on which law begins or ceases to hold or to apply."""

import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import icalendar

from kb.corpus import Corpus
from kb.model import InstrumentKind
from kb.obligations import Framework
from kb.store.reader import Store


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happens in law on a day."""

    day: date
    instrument: str
    title: str
    because: str  # the provision that says so


def events(
    store: Store, corpus: Corpus, as_of: date, instruments: Iterable[str] = ()
) -> list[Event]:
    """Every dated event of the texts held, as the law of a day has it, in the order of days."""
    wanted = set(instruments)
    found: set[Event] = set()
    for version in store.versions.values():
        instrument = store.instruments[version.instrument]
        if instrument.kind == InstrumentKind.REGULATION and version.in_force.from_:
            what = "amended text in force" if _earlier(version.id, store) else "published"
            found.add(Event(version.in_force.from_, instrument.id,
                            f"{instrument.short}: {what}", version.id))  # fmt: skip
    for application in corpus.applications.values():
        if application.instrument not in store.instruments:
            continue
        short = store.instruments[application.instrument].short
        found.add(Event(application.entry_into_force, application.instrument,
                        f"{short}: enters into force", application.source))  # fmt: skip
        known = [e for since, e in sorted(application.since.items()) if since <= as_of]
        for dated in known[-1] if known else ():
            found.add(Event(dated.from_, application.instrument,
                            f"{short}: {_what(dated.articles, dated.provisions)} apply",
                            dated.because))  # fmt: skip
    for framework in corpus.frameworks.values():
        if framework.instrument in store.instruments:
            found |= set(_graces(framework))
    kept = (e for e in found if not wanted or e.instrument in wanted)
    return sorted(kept, key=lambda e: (e.day, e.title))


def _graces(framework: Framework) -> Iterator[Event]:
    """The ends of the time that those have who were there before, duties of one day together."""
    ends: dict[tuple[date, str], list[str]] = {}
    for rule in framework.rules:
        if rule.grace is not None:
            ends.setdefault((rule.grace.until, rule.grace.provision), []).append(rule.title)
    for (day, provision), titles in ends.items():
        what = "; ".join(titles)
        yield Event(day, framework.instrument,
                    f"{framework.title}: those on the market before must comply: {what}",
                    provision)  # fmt: skip


def as_ics(found: Iterable[Event]) -> bytes:
    """The events as an iCalendar file, each an entry for the whole day."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//RegAtlas//calendar//EN")
    calendar.add("version", "2.0")
    for event in found:
        entry = icalendar.Event()
        entry.add("uid", f"{event.day}-{_number(event)}@regatlas")
        entry.add("dtstamp", event.day)
        entry.add("dtstart", event.day)
        entry.add("dtend", event.day + timedelta(days=1))
        entry.add("summary", event.title)
        entry.add("description", event.because)
        calendar.add_component(entry)
    return bytes(calendar.to_ical())


def _number(event: Event) -> int:
    """A number that is the same for the same event in each run."""
    return zlib.crc32(f"{event.instrument}|{event.title}|{event.because}".encode())


def _earlier(version: str, store: Store) -> bool:
    own = store.versions[version]
    return any(
        v.instrument == own.instrument
        and (v.in_force.from_ or date.min) < (own.in_force.from_ or date.min)
        for v in store.versions.values()
    )


def _what(articles: tuple[int, ...] | None, provisions: tuple[str, ...]) -> str:
    if articles is None:
        return ", ".join(p.replace("art_", "Article ").replace("/par_", "(").replace("/pnt_", ")(")
                         + ")" for p in provisions)  # fmt: skip
    first, last = articles
    return f"Article {first}" if first == last else f"Articles {first} to {last}"

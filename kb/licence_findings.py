"""What the licences of a release say to whoever uses it or builds on it.

For each licence: what it grants and on which conditions, each with its section. For the release:
components without a licence, a licence that is not known, a declared licence against the text that
is shipped, and limits of the original's licence that the release's own terms drop.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from kb.assessment import Status
from kb.components import BY_ID
from kb.identify import Identifier
from kb.licences import Fact, Says, Threshold
from kb.licensing import Licence, Licensings, Part
from kb.release import Release


@dataclass(frozen=True, slots=True)
class LicenceFinding:
    """One statement about the licences, with where it was read."""

    rule: str
    title: str
    status: Status
    because: str
    provisions: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


# The questions that a licence is asked: those whose "yes" grants, and those whose "yes" limits.
GRANTS = {
    "use": "Use",
    "study": "Study",
    "modify": "Change",
    "share": "Sharing",
    "commercial_use": "Commercial use",
    "output_training": "Training other models on outputs",
    "patent_grant": "Patent licence",
}
LIMITS = {
    "use_limits": "Fields of use barred",
    "threshold": "Users or revenue limit",
    "naming": "Names of derivatives",
    "marking": "Notices and marks",
    "share_alike": "Terms passed on to derivatives",
    "territory_limits": "Places excluded",
    "changeable": "Changed or revoked by the licensor",
    "patent_retaliation": "Rights lost by suing",
}


def findings(
    release: Release, licensings: Licensings, identifier: Identifier | None
) -> Iterator[LicenceFinding]:
    """Conflicts first, then each licence of the release by itself."""
    yield from conflicts(release, licensings, identifier)
    seen: dict[str, Part] = {}
    for stated in _stated(release):
        licence = licensings.read(stated)
        if licence.problem:
            yield LicenceFinding(
                "licences/unknown", f"Licence '{stated}'", Status.UNKNOWN, licence.problem
            )
        for part in licence.parts:
            seen.setdefault(part.instrument or part.name, part)
    for part in seen.values():
        yield from of_licence(part, release)


def of_licence(part: Part, release: Release) -> Iterator[LicenceFinding]:
    """What one licence grants and asks, for this release."""
    if not part.known:
        return
    yield _open_finding(part)
    if part.facts is None:
        return
    for name, title in GRANTS.items():
        yield _granted(part, name, title)
    for name, title in LIMITS.items():
        yield _limited(part, name, title, release)


def conflicts(
    release: Release, licensings: Licensings, identifier: Identifier | None
) -> Iterator[LicenceFinding]:
    """What does not fit together in a release's licences."""
    for c in release.components:
        name = BY_ID[c.component].name
        stated = release.licence_of(c.component)
        if stated is None or licensings.read(stated).absent:
            if c.available:
                yield LicenceFinding(
                    f"licences/none/{c.component}",
                    f"{name} without a licence",
                    Status.NOT_MET if stated is not None else Status.UNKNOWN,
                    f"{name}: no licence is stated, so nothing is granted beyond what the law "
                    "itself allows."
                    if stated is not None
                    else f"{name}: no licence is given; without one nothing is granted.",
                    missing=() if stated is not None else (f"components.{c.component}.licence",),
                )
        elif c.licence_text and identifier is not None:
            yield from _against_text(name, c.component, licensings.read(stated), c.licence_text,
                                     identifier)  # fmt: skip
    base = release.based_on
    own = release.licence_of("weights")
    if base and base.licence and own:
        yield from _dropped(licensings.read(base.licence), licensings.read(own), base.name)


def _against_text(
    name: str, component: str, declared: Licence, text: str, identifier: Identifier
) -> Iterator[LicenceFinding]:
    match = identifier.identify(text)
    ids = {p.instrument for p in declared.parts}
    rule, title = f"licences/text/{component}", f"{name}: licence text that is shipped"
    if match is None:
        yield LicenceFinding(
            rule, title, Status.UNKNOWN,
            f"{declared.name} is declared; the text that is shipped is none that is known.",
        )  # fmt: skip
    elif match.instrument in ids:
        changed = f", with {match.changes} changed places" if match.changes else ""
        yield LicenceFinding(
            rule, title, Status.MET,
            f"The text that is shipped is that of {match.short} "
            f"({match.confidence:.0%} of its words{changed}), as declared.",
        )  # fmt: skip
    else:
        yield LicenceFinding(
            rule, title, Status.NOT_MET,
            f"{declared.name} is declared, but the text that is shipped is that of {match.short} "
            f"({match.confidence:.0%} of its words). One of the two is wrong; until that is "
            "settled, count on the stricter one.",
        )  # fmt: skip


def _dropped(original: Licence, own: Licence, name: str) -> Iterator[LicenceFinding]:
    """Limits that must be passed on, and are not."""
    own_ids = {p.instrument for p in own.parts}
    for part in original.best():
        facts = part.facts
        if facts is None or part.instrument in own_ids:
            continue
        kept = [p.facts for p in own.best() if p.facts]
        dropped = [
            (title, fact)
            for field, title in LIMITS.items()
            if field in ("use_limits", "threshold", "naming", "share_alike", "territory_limits")
            for fact in [getattr(facts, field)]
            if fact.value == Says.YES and not any(getattr(k, field).value == Says.YES for k in kept)
        ]
        if dropped:
            told = " ".join(f"{title}: {fact.says}" for title, fact in dropped)
            at = tuple(f"{facts.version}/{a}" for _, fact in dropped for a in fact.at)
            yield LicenceFinding(
                f"licences/dropped/{part.instrument}",
                f"Terms of {name} that are not passed on",
                Status.NOT_MET,
                f"{name} is under {part.name}; {own.name} does not carry these terms on. {told}",
                at,
            )


def _open_finding(part: Part) -> LicenceFinding:
    rule, title = f"licences/{part.instrument or part.spdx}/open", f"{part.name}: open source"
    facts = part.facts
    if part.osi_approved:
        why = "The Open Source Initiative has approved it."
        return LicenceFinding(rule, title, Status.MET, why)
    if facts is None:
        why = "It is not on the Open Source Initiative's list; what it grants is not recorded here."
        return LicenceFinding(rule, title, Status.UNKNOWN, why)
    if facts.breaks_osd:
        told = " ".join(f"Criterion {b.criterion}: {b.because}" for b in facts.breaks_osd)
        at = [f"osd/sec_{b.criterion}" for b in facts.breaks_osd]
        at += [f"{facts.version}/{a}" for b in facts.breaks_osd for a in b.at]
        why = f"It breaks the Open Source Definition. {told}"
        return LicenceFinding(rule, title, Status.NOT_MET, why, tuple(at))
    if facts.free_and_open:
        why = (
            "It is not on the Open Source Initiative's list, but grants use, study, change and "
            "sharing without limits of purpose, users or place."
        )
        at = [f"{facts.version}/{a}" for f in (facts.use, facts.share) for a in f.at]
        return LicenceFinding(rule, title, Status.MET, why, tuple(at))
    limited = next(
        f for f in (facts.use, facts.share, facts.modify, facts.commercial_use, facts.use_limits)
        if f.value != Says.YES
    )  # fmt: skip
    return LicenceFinding(
        rule, title, Status.NOT_MET, f"It does not grant every freedom. {limited.says}",
        tuple(f"{facts.version}/{a}" for a in limited.at),
    )  # fmt: skip


def _granted(part: Part, name: str, title: str) -> LicenceFinding:
    fact: Fact = getattr(part.facts, name)
    status = {
        Says.YES: Status.MET,
        Says.NO: Status.NOT_MET,
        Says.CONDITIONAL: Status.APPLIES,
        Says.SILENT: Status.UNKNOWN,
    }[fact.value]
    return _finding(part, name, title, status, fact)


def _limited(part: Part, name: str, title: str, release: Release) -> LicenceFinding:
    fact: Fact = getattr(part.facts, name)
    status = Status.APPLIES if fact.value in (Says.YES, Says.CONDITIONAL) else Status.NOT_APPLICABLE
    if isinstance(fact, Threshold) and fact.value == Says.YES and fact.monthly_users:
        users = release.monthly_users
        if users is None:
            return _finding(part, name, title, Status.UNKNOWN, fact, ("monthly_users",))
        over = users > fact.monthly_users
        told = f"{fact.says} {users:,} a month are {'more' if over else 'not more'} than that."
        finding = _finding(part, name, title, status, fact)
        return LicenceFinding(
            finding.rule, finding.title, Status.APPLIES if over else Status.NOT_APPLICABLE,
            told, finding.provisions,
        )  # fmt: skip
    return _finding(part, name, title, status, fact)


def _finding(
    part: Part, name: str, title: str, status: Status, fact: Fact, missing: tuple[str, ...] = ()
) -> LicenceFinding:
    assert part.facts is not None
    return LicenceFinding(
        f"licences/{part.instrument}/{name.replace('_', '-')}",
        f"{part.name}: {title[:1].lower()}{title[1:]}",
        status,
        fact.says,
        tuple(f"{part.facts.version}/{a}" for a in fact.at),
        missing,
    )


def _stated(release: Release) -> list[str]:
    """Every licence that the release names, once, the weights' first."""
    named = [release.licence_of("weights"), *(release.licence_of(c.component)
             for c in release.components)]  # fmt: skip
    every = [
        *named, release.licences.distribution, release.licences.code, release.licences.data,
        release.licences.document,
    ]  # fmt: skip
    return list(dict.fromkeys(s for s in every if s))

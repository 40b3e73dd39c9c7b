"""How a release fares: under its licences, OSAID, MOF and the AI laws of where it is offered.

Each framework's rules give findings in our own words; `Citer` puts the provisions to them. A
verdict never rests on a guess: what is missing is named.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from kb import licence_findings, mof, osaid, rules
from kb.assessment import Assessment, Finding, Status, Verdict
from kb.cite import Citer, Source
from kb.components import BY_ID, Class
from kb.corpus import Corpus
from kb.facts import facts_of
from kb.identify import Identifier
from kb.licensing import Licensings
from kb.model import unit_of
from kb.obligations import FactName, Framework
from kb.release import Release
from kb.releases import with_known_base
from kb.rules import Applied, Value

EVERYWHERE = ()  # no jurisdiction named: all that are held
CLASSES = {Class.I: "class_1", Class.II: "class_2", Class.III: "class_3", None: "unclassified"}


class Assessor:
    """Assesses releases against one knowledge base."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._corpus: Corpus = source.corpus
        self.licensings = Licensings(self._corpus)
        self.identifier = Identifier(source.store)

    def assess(
        self,
        release: Release,
        as_of: date | None = None,
        jurisdictions: Sequence[str] = EVERYWHERE,
    ) -> Assessment:
        """Every framework's verdict on a release, on a day (default: today).

        `jurisdictions` narrows the laws; licences, OSAID and MOF are of no place. Where a release
        does not say where it is offered, it is taken to be offered in those named.
        """
        day = as_of or date.today()
        citer = Citer(self._source, day)
        wanted = {j.upper() for j in jurisdictions}
        notes = []
        if wanted and release.offered_in is None:
            release = release.model_copy(update={"offered_in": tuple(sorted(wanted))})
            notes.append(
                f"Taken, as it was asked for: it is offered in {', '.join(sorted(wanted))}."
            )
        release, of_base = with_known_base(release, self._corpus)
        notes += [of_base] if of_base else []
        verdicts = [
            self._licences(release, citer),
            self._osaid(release, citer),
            self._mof(release, citer),
        ]
        facts = facts_of(release, self.licensings, day)
        for framework in self._corpus.frameworks.values():
            if not wanted or framework.jurisdiction in wanted:
                verdicts.append(self._law(framework, facts, day, citer))
        if verdicts[0].verdict == "conflict":
            notes.append("The other verdicts go by the licence that is declared, as it stands.")
        if citer.not_held:
            missing = dict.fromkeys(unit_of(r).split("/")[0] for r in citer.not_held)
            notes.append(
                f"Not held in this knowledge base, so not cited: {', '.join(citer.not_held)}. "
                f"`regatlas ingest {' '.join(m.partition('@')[0] for m in missing)}` gets them."
            )
        missing_facts = dict.fromkeys(m for v in verdicts for f in v.findings for m in f.missing)
        given = tuple(name for name, known in facts.items() if known is not None)
        return Assessment(
            release,
            day,
            tuple(verdicts),
            given,
            tuple(missing_facts),
            tuple(notes),
            citer.citations,
        )

    def _licences(self, release: Release, citer: Citer) -> Verdict:
        found = [
            Finding(
                f.rule, f.title, f.status, f.because, f.missing,
                citer.cite(f.provisions, f.because),
            )
            for f in licence_findings.findings(release, self.licensings, self.identifier)
        ]  # fmt: skip
        conflicts = [f for f in found if f.rule.startswith(("licences/text", "licences/dropped"))]
        conflicts = [f for f in conflicts if f.status == Status.NOT_MET]
        opens = [f for f in found if f.rule.endswith("/open")]
        unknown = [f for f in found if f.rule == "licences/unknown"]
        if conflicts:
            verdict, summary = "conflict", conflicts[0].because
        elif not opens or unknown:
            verdict = "unknown"
            summary = unknown[0].because if unknown else "No licence is given."
        elif all(f.status == Status.MET for f in opens):
            verdict, summary = "open", "Every licence named grants all freedoms for any purpose."
        else:
            limited = ", ".join(f.title.rpartition(":")[0] for f in opens if f.status != Status.MET)
            verdict = "restricted"
            summary = f"Not every freedom is granted, or known to be: {limited}."
        return Verdict("licences", "Licences", verdict, summary, tuple(found))

    def _osaid(self, release: Release, citer: Citer) -> Verdict:
        criteria = osaid.criteria(release, self.licensings)
        verdict = osaid.verdict(criteria)
        blockers = tuple(c.id for c in criteria if c.status == Status.NOT_MET)
        unknown = [c.id for c in criteria if c.status == Status.UNKNOWN]
        changes = tuple(dict.fromkeys(c.change for c in criteria if c.change))
        summary = {
            osaid.CONFORMS: "All four freedoms are granted, and data information, code and "
            "parameters are there.",
            osaid.FAILS: f"It fails on: {', '.join(_spaced(blockers))}.",
            osaid.UNKNOWN: f"Nothing known fails; not known: {', '.join(_spaced(unknown))}.",
        }[verdict]
        findings = tuple(
            Finding(
                f"osaid/{c.id}", _spaced([c.id])[0].capitalize(), c.status, c.because, c.missing,
                citer.cite(c.provisions, c.because),
            )
            for c in criteria
        )  # fmt: skip
        return Verdict(
            "osaid", "Open Source AI Definition 1.0", verdict, summary, findings,
            changes=changes, blockers=blockers,
        )  # fmt: skip

    def _mof(self, release: Release, citer: Citer) -> Verdict:
        found = mof.openness(release, self.licensings)
        findings = tuple(
            Finding(
                f"mof/{c.component.id}",
                c.component.name,
                Status.MET
                if c.counts
                else Status.UNKNOWN
                if c.included is None or (c.included and c.open is None)
                else Status.NOT_MET,
                f"Class {c.component.of.name} "
                f"{'requires' if c.component.required else 'may have'} it; {c.why}.",
                (f"components.{c.component.id}",) if c.included is None else (),
                citer.cite([c.component.provision], c.component.name),
            )
            for c in found.counted
        )
        following = {None: Class.III, Class.III: Class.II, Class.II: Class.I}.get(found.reached)
        changes: tuple[str, ...] = ()
        if following is not None:
            needed = found.needed_for(following)
            names = ", ".join(BY_ID[c.component.id].name.lower() for c in needed)
            changes = (f"for Class {following.name}, under an open licence: {names}",)
        verdict = CLASSES[found.reached]
        summary = (
            f"Class {found.reached.name} is reached."
            if found.reached
            else "No class is reached: something that Class III requires is missing or not open."
        )
        return Verdict(
            "mof", "Model Openness Framework 1.0", verdict, summary, findings,
            changes=changes, progress={str(k): v for k, v in sorted(found.progress.items())},
        )  # fmt: skip

    def _law(
        self,
        framework: Framework,
        facts: dict[str, Value | None],
        day: date,
        citer: Citer,
    ) -> Verdict:
        if day < framework.in_force_from:
            summary = f"It is in force from {framework.in_force_from}, not on {day}."
            return Verdict(framework.instrument, framework.title, "not_in_force", summary, ())
        names = self._corpus.fact_names
        applied = rules.run(framework, facts, names, day)
        settled = rules.settle(framework, facts, names, applied)
        summary = settled.summary
        if settled.missing:
            questions = " ".join(names[m].ask for m in settled.missing)
            summary = f"{summary} {questions}"
        coming = [a.starts for a in applied.values() if a.starts]
        if coming and not any(a.status == Status.APPLIES for a in applied.values()):
            summary = f"{summary} Nothing of it applies yet on {day}; the first from {min(coming)}."
        findings = tuple(
            self._applied(framework.instrument, a, names, citer) for a in applied.values()
        )
        changes = tuple(
            a.rule.change
            for a in applied.values()
            if a.rule.change
            and a.status in (Status.NOT_MET, Status.UNKNOWN)
            and (settled.verdict == "unknown" or a.rule.id in settled.rests_on)
        )
        return Verdict(
            framework.instrument, framework.title, settled.verdict, summary, findings,
            rests_on=tuple(f"{framework.instrument}/{id}" for id in settled.rests_on),
            changes=changes,
        )  # fmt: skip

    def _applied(
        self, instrument: str, a: Applied, names: dict[str, FactName], citer: Citer
    ) -> Finding:
        rule = a.rule
        parts = [rule.summary]
        references = list(rule.provisions)
        if a.status == Status.UNKNOWN:
            parts += [names[m].ask for m in a.missing]
        elif a.reasons:
            parts.append(f"Here: {'; '.join(dict.fromkeys(a.reasons))}.")
        if a.starts:
            parts.append(f"Not yet: it applies from {a.starts}.")
        if a.deadline and rule.grace:
            parts.append(f"It was on the market before, so the day is {a.deadline}.")
            references.append(rule.grace.provision)
        if rule.penalty and a.status == Status.APPLIES:
            references.append(rule.penalty)
        return Finding(
            f"{instrument}/{rule.id}", rule.title, a.status, " ".join(parts), a.missing,
            citer.cite(references, rule.summary),
        )  # fmt: skip


def _spaced(ids: Iterable[str]) -> list[str]:
    return [i.replace("-", " ") for i in ids]

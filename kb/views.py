"""The JSON that the command line writes; its fields are a contract with other programs."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from kb.assessment import Assessment, Finding, Verdict
from kb.knowledge import Held
from kb.model import Answer, Citation, Hit, Provision, SearchResult, Shown, Table, Version

View = dict[str, Any]


def search_view(result: SearchResult) -> View:
    view: View = {
        "query": result.query,
        "as_of": result.as_of.isoformat(),
        "hits": [_hit(h) for h in result.hits],
    }
    return view | ({"notes": list(result.notes)} if result.notes else {})


def answer_view(answer: Answer) -> View:
    return {
        "question": answer.question,
        "as_of": answer.as_of.isoformat(),
        "abstained": answer.abstained,
        "why": answer.why,
        "answer": [{"sentence": s.sentence, "citations": list(s.citations)} for s in answer.answer],
        "citations": [_citation(c) for c in answer.citations],
        "findings": [finding_view(f) for f in answer.findings],
        "notes": list(answer.notes),
        "looked_at": [
            {
                "provision": h.provision.id,
                "pinpoint": h.provision.pinpoint,
                "short": h.instrument.short,
            }
            for h in answer.looked_at
        ]
        if answer.abstained
        else [],
        **({"table": _table(answer.table)} if answer.table else {}),
        **(
            {"confidence": {"trust": c.trust.value, "because": c.because}}
            if (c := answer.confidence)
            else {}
        ),
    }


def _table(table: Table) -> View:
    return {
        "columns": list(table.columns),
        "rows": [
            {
                "topic": topic,
                "cells": [{"says": c.says, "citations": list(c.citations)} for c in cells],
            }
            for topic, cells in table.rows
        ],
    }


def assessment_view(assessment: Assessment, notes: Sequence[str] = ()) -> View:
    release = assessment.release
    return {
        "release": release.model_dump(mode="json", exclude_none=True, exclude_defaults=True),
        "as_of": assessment.as_of.isoformat(),
        "frameworks": [_verdict(v) for v in assessment.frameworks],
        "given": list(assessment.given),
        "missing": list(assessment.missing),
        "coverage": round(assessment.coverage, 3),
        "notes": [*notes, *assessment.notes],
    }


def _verdict(verdict: Verdict) -> View:
    view: View = {
        "id": verdict.framework,
        "verdict": verdict.verdict,
        "summary": verdict.summary,
        "findings": [finding_view(f) for f in verdict.findings],
        "would_change": list(verdict.changes),
    }
    if verdict.framework == "osaid":
        view["blockers"] = list(verdict.blockers)
    if verdict.framework == "mof":
        view["progress"] = verdict.progress
    return view


def finding_view(finding: Finding) -> View:
    return {
        "rule": finding.rule,
        "title": finding.title,
        "status": finding.status.value,
        "because": finding.because,
        "missing": list(finding.missing),
        "citations": [_citation(c) for c in finding.citations],
    }


def shown_view(shown: Shown) -> View:
    p, v = shown.provision, shown.version
    return {
        "provision": p.id,
        "instrument": shown.instrument.id,
        "version": v.id,
        "pinpoint": p.pinpoint,
        "heading": p.heading,
        "path": list(p.path),
        "text": p.text,
        "kind": p.text_kind.value,
        "binding": p.binding,
        "url": provision_url(v, p),
        "in_force": _in_force(v),
        "amendments": [
            {"provision": d.id, "version": d.version, "pinpoint": d.pinpoint, "says": d.text}
            for d in shown.amendments
        ],
        "notes": list(shown.notes),
    }


def held_view(held: Held) -> View:
    i = held.instrument
    return {
        "instrument": i.id,
        "title": i.title,
        "kind": i.kind.value,
        "jurisdiction": i.jurisdiction,
        "publisher": i.publisher,
        "binding": i.kind.binding,
        "versions": [
            {
                "version": v.id,
                "in_force": _in_force(v),
                "base": v.base,
                "url": v.url,
                "provisions": provisions,
                "digests": digests,
                "passages": passages,
                "gaps": list(v.gaps),
            }
            for v, provisions, digests, passages in held.versions
        ],
    }


def provision_url(version: Version, provision: Provision) -> str:
    """The version's address; on EUR-Lex with the fragment of the article, recital or annex."""
    unit = provision.id.split("/")[1]
    if "eur-lex.europa.eu" in version.url and unit.split("_")[0] in ("art", "rct", "anx"):
        return f"{version.url}#{unit}"
    return version.url


def _hit(hit: Hit) -> View:
    p = hit.provision
    return {
        "provision": p.id,
        "instrument": hit.instrument.id,
        "version": hit.version.id,
        "pinpoint": p.pinpoint,
        "heading": p.heading,
        "text": p.text,
        "score": round(hit.score, 6),
        "binding": p.binding,
        "kind": p.text_kind.value,
        "url": provision_url(hit.version, p),
        "in_force": _in_force(hit.version),
        "matched": [hit.passage.start, hit.passage.end],
        "amended_by": list(hit.amended_by),
    } | ({"beside": [_hit(h) for h in hit.beside]} if hit.beside else {})


def _citation(c: Citation) -> View:
    return {
        "n": c.n,
        "provision": c.provision.id,
        "version": c.version.id,
        "pinpoint": c.provision.pinpoint,
        "quote": c.quote,
        "kind": c.provision.text_kind.value,
        "url": provision_url(c.version, c.provision),
        "in_force": _in_force(c.version),
        "instrument": c.instrument.id,
        "short": c.instrument.short,
    }


def _in_force(version: Version) -> View:
    return {"from": _iso(version.in_force.from_), "until": _iso(version.in_force.until)}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None

"""The Open Source AI Definition 1.0: four freedoms, and the form that makes changing possible.

What the definition demands is in its sections 2 (use, study, modify, share) and 3 (data
information, code, parameters). Freedoms are read out of the licence facts of what must be there.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from kb.assessment import Status
from kb.components import BY_ID
from kb.licences import Says
from kb.licensing import Licence, Licensings, Part
from kb.release import Release

FREEDOMS = {
    "use": "use it for any purpose without asking",
    "study": "study how it works",
    "modify": "change it for any purpose",
    "share": "pass it on, changed or not, for any purpose",
}
CARRIERS = ("weights", "training-code", "inference-code")  # what the freedoms must hold for
CONFORMS, FAILS, UNKNOWN = "conforms", "does_not_conform", "unknown"


@dataclass(frozen=True, slots=True)
class Criterion:
    """One demand of the definition, and what a release does about it."""

    id: str  # "use", ..., "data-information", "code", "parameters"
    status: Status
    because: str
    provisions: tuple[str, ...]  # of the definition, and of the licences that decided
    missing: tuple[str, ...] = ()
    change: str = ""


def criteria(release: Release, licensings: Licensings) -> tuple[Criterion, ...]:
    """The seven, in the definition's order."""
    return (
        *(_freedom(f, release, licensings) for f in FREEDOMS),
        _data_information(release, licensings),
        _code(release, licensings),
        _parameters(release, licensings),
    )


def verdict(found: Iterable[Criterion]) -> str:
    statuses = {c.status for c in found}
    if Status.NOT_MET in statuses:
        return FAILS
    return UNKNOWN if Status.UNKNOWN in statuses else CONFORMS


def _freedom(freedom: str, release: Release, licensings: Licensings) -> Criterion:
    own = f"osaid/sec_2/{freedom}"
    denied: list[str] = []
    unclear: list[str] = []
    missing: list[str] = []
    provisions: list[str] = []
    granted: list[str] = []
    for stated, carriers in _carriers(release).items():
        names = " and ".join(BY_ID[id].name.lower() for id in carriers)
        if stated is None:
            missing += [f"components.{id}.licence" for id in carriers]
            continue
        licence = licensings.read(stated)
        granting = licence.holds(lambda part: part.grants(freedom))
        if granting:
            granted.append(licence.name)
            provisions += _sections(licence, freedom)
        elif granting is False:
            reason, at = _denial(licence, freedom)
            denied.append(f"{names}: {reason}")
            provisions += at
        else:
            unclear.append(f"{names}: {licence.problem or _silent(licence, freedom)}")
            missing += [f"components.{id}.licence" for id in carriers]
    says = f"Everybody must be free to {FREEDOMS[freedom]}."
    if denied:
        change = f"the freedom to {freedom} granted to everybody for any purpose"
        return Criterion(
            freedom, Status.NOT_MET, _because(says, denied), _unique(own, provisions), (), change
        )
    if unclear or missing:
        told = unclear or ["no licence is stated for " + _names(missing)]
        return Criterion(
            freedom, Status.UNKNOWN, _because(says, told), _unique(own, provisions), tuple(missing)
        )
    if not granted:
        told = ["nothing that could be licensed is released"]
        return Criterion(freedom, Status.NOT_MET, _because(says, told), (own,))
    told = [f"{' and '.join(dict.fromkeys(granted))} grants it"]
    return Criterion(freedom, Status.MET, _because(says, told), _unique(own, provisions))


def _carriers(release: Release) -> dict[str | None, list[str]]:
    """What the freedoms must hold for and is not withheld, by the licence stated for it."""
    found: dict[str | None, list[str]] = {}
    for id in CARRIERS:
        if release.has(id) is not False:  # what is withheld is told under code or parameters
            found.setdefault(release.licence_of(id), []).append(id)
    return found


def _data_information(release: Release, licensings: Licensings) -> Criterion:
    own = ("osaid/sec_3/data-information",)
    says = "The training data must be described so that a skilled person can build an equivalent."
    data, card, sets = release.data, release.has("data-card"), release.has("datasets")
    paper = release.has("technical-report") or release.has("research-paper")
    change = "the training data described completely, with where to get what can be had"
    if data.described is False:
        told = ["the provider does not describe the training data completely"]
        return Criterion(
            "data-information", Status.NOT_MET, _because(says, told), own, change=change
        )
    described = data.described or (sets and (card or paper))
    listed = data.sources_listed or sets
    if described and listed:
        through = "the data are released and described" if sets else "they are described and listed"
        stated = release.licence_of("data-card") if card else None
        if stated is not None and licensings.read(stated).absent:
            told = [f"{through}, but the data card has no licence; OSI-approved terms are asked"]
            return Criterion(
                "data-information", Status.UNKNOWN, _because(says, told), own,
                ("components.data-card.licence",),
            )  # fmt: skip
        return Criterion("data-information", Status.MET, _because(says, [through]), own)
    if data.sources_listed is False or (sets is False and card is False and not data.described):
        told = ["neither the data nor a data card is released"]
        if data.sources_listed is False:
            told = ["the provider does not say where the data can be had"]
        return Criterion(
            "data-information", Status.NOT_MET, _because(says, told), own, change=change
        )
    missing = tuple(
        name
        for name, known in (("data.described", described), ("data.sources_listed", listed))
        if not known
    )
    told = ["it is not known how far the data are described"]
    return Criterion("data-information", Status.UNKNOWN, _because(says, told), own, missing)


def _code(release: Release, licensings: Licensings) -> Criterion:
    own = ("osaid/sec_3/code",)
    says = "The complete code to train and run it must be there under OSI-approved licences."
    change = "training, data processing and inference code released under an OSI-approved licence"
    run = "inference-code" if release.has("inference-code") else "architecture"
    wanted = ["training-code", run]
    withheld = [BY_ID[c].name.lower() for c in wanted if release.has(c) is False]
    processing = release.has("preprocessing-code")
    if withheld:
        told = [f"{' and '.join(withheld)} not released"]
        return Criterion("code", Status.NOT_MET, _because(says, told), own, change=change)
    missing = [f"components.{c}" for c in wanted if release.has(c) is None]
    if processing is not True and not release.has("datasets"):
        missing.append("components.preprocessing-code")
    told, wrong = [], []
    for id in (*wanted, *(["preprocessing-code"] if processing else [])):
        if not release.has(id):
            continue
        stated = release.licence_of(id)
        licence = licensings.read(stated)
        approved = licence.holds(lambda p: p.osi_approved if p.known else None)
        if approved is False and stated is not None:
            wrong.append(f"{BY_ID[id].name.lower()}: {licence.name or 'no licence'}")
        elif not approved:
            missing.append(f"components.{id}.licence")
        told.append(f"{BY_ID[id].name.lower()}: {licence.name or 'no licence stated'}")
    if wrong:
        told = [f"not under an OSI-approved licence: {'; '.join(wrong)}"]
        return Criterion("code", Status.NOT_MET, _because(says, told), own, change=change)
    if missing:
        told = [f"not known: {_names(missing)}"]
        return Criterion("code", Status.UNKNOWN, _because(says, told), own, tuple(missing))
    return Criterion("code", Status.MET, _because(says, told), own)


def _parameters(release: Release, licensings: Licensings) -> Criterion:
    own = ("osaid/sec_3/parameters",)
    says = "The parameters must be there under OSI-approved terms."
    change = "the final parameters released under terms that allow every purpose"
    there = release.has("weights")
    if there is False:
        told = ["the final parameters are not released"]
        return Criterion("parameters", Status.NOT_MET, _because(says, told), own, change=change)
    stated = release.licence_of("weights")
    if there is None or stated is None:
        missing = ("components.weights" if there is None else "components.weights.licence",)
        told = [f"not known: {_names(missing)}"]
        return Criterion("parameters", Status.UNKNOWN, _because(says, told), own, missing)
    licence = licensings.read(stated)
    fit = licence.holds(_open_terms)
    if fit is None:
        told = [licence.problem or f"what {licence.name} grants has not been recorded"]
        missing = ("components.weights.licence",)
        return Criterion("parameters", Status.UNKNOWN, _because(says, told), own, missing)
    if fit:
        told = [f"they are under {licence.name}"]
        return Criterion("parameters", Status.MET, _because(says, told), own)
    provisions = [at for part in licence.best() for at in _breaches(part)]
    told = [f"they are under {licence.name or 'no licence'}, which does not grant every freedom"]
    return Criterion(
        "parameters", Status.NOT_MET, _because(says, told), _unique(own[0], provisions),
        change=change,
    )  # fmt: skip


def _open_terms(part: Part) -> bool | None:
    """Terms that the stewards approve of, or that grant as much as those do."""
    return part.open or bool(part.free_and_open) if part.known else None


def _denial(licence: Licence, freedom: str) -> tuple[str, list[str]]:
    """Why a licence does not grant a freedom, and where that stands."""
    if licence.absent:
        return "it comes without a licence, so nothing is granted", []
    reasons, at = [], []
    for part in licence.best():
        if part.facts is None or part.grants(freedom):
            continue
        fact = getattr(part.facts, freedom)
        limits = part.facts.use_limits
        if fact.value in (Says.YES, Says.SILENT):
            fact = limits
        reasons.append(f"{part.name}: {fact.says}")
        at += [f"{part.facts.version}/{a}" for a in fact.at]
    return " ".join(reasons), at


def _silent(licence: Licence, freedom: str) -> str:
    return f"whether {licence.name} grants the freedom to {freedom} has not been recorded"


def _sections(licence: Licence, freedom: str) -> list[str]:
    return [
        f"{part.facts.version}/{at}"
        for part in licence.best()
        if part.facts
        for at in getattr(part.facts, freedom).at
    ]


def _breaches(part: Part) -> list[str]:
    facts = part.facts
    return [f"{facts.version}/{at}" for b in facts.breaks_osd for at in b.at] if facts else []


def _because(says: str, told: list[str]) -> str:
    text = "; ".join(t.rstrip(".") for t in told)
    return f"{says} {text[:1].upper()}{text[1:]}."


def _names(missing: Iterable[str]) -> str:
    return ", ".join(m.removeprefix("components.").replace(".", ": ") for m in missing)


def _unique(first: str, rest: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((first, *rest)))

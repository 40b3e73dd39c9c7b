"""The facts of a release that rules compare, by name; None where a fact is not known.

Some are stated, some follow from others (whether weights are public, from the components; whether
the licence is free and open, from the licence facts). `corpus/obligations/facts.yaml` names them.
"""

from datetime import date

from kb.licensing import Licensings
from kb.release import Release
from kb.rules import Value

EU = frozenset(
    "EU AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE".split()
)
EVERYWHERE = {"WORLDWIDE", "WORLD", "EVERYWHERE"}


def facts_of(release: Release, licensings: Licensings, as_of: date) -> dict[str, Value | None]:
    """Every fact that a rule may name."""
    base = release.based_on
    original = base.training_flop if base else None
    spent = base.modification_flop if base else None
    share = spent / original if spent is not None and original else None
    return {
        "general_purpose": release.general_purpose,
        "training_flop": release.training_flop,
        "generates": release.generates,
        "designated_systemic": release.designated_systemic,
        "offered_in_eu": _offered_in_eu(release),
        "provider_in_eu": _in_eu(release.provider.place),
        "on_market": release.released <= as_of if release.released else None,
        "released": release.released,
        "research_only": release.research_only,
        "personal_use": release.personal_use,
        "is_system": release.kind == "system",
        "is_modified": base is not None,
        "modification_share": share,
        "modification_flop": spent,
        "original_known": original is not None,
        "open_licence": open_licence(release, licensings),
        "parameters_public": release.has("weights"),
        "architecture_public": release.has("architecture"),
        "usage_public": _any(release, "model-card", "technical-report", "research-paper"),
        "monetised": release.monetised,
        "monthly_users": release.monthly_users,
        "prohibited_practice": release.prohibited_practice,
        "high_risk_use": release.high_risk_use,
        "talks_to_people": release.talks_to_people,
    }


def open_licence(release: Release, licensings: Licensings) -> bool | None:
    """Whether the model itself comes under a free and open-source licence."""
    stated = release.licence_of("weights")
    if stated is None:
        return None
    return licensings.read(stated).holds(lambda part: part.free_and_open)


def _offered_in_eu(release: Release) -> bool | None:
    if release.offered_in is None:
        return None
    places = {p.upper() for p in release.offered_in}
    return bool(places & (EU | EVERYWHERE))


def _in_eu(place: str | None) -> bool | None:
    return None if place is None else place.upper() in EU


def _any(release: Release, *components: str) -> bool | None:
    """Whether any of the components is there; None if that is not known."""
    there = [release.has(c) for c in components]
    return True if True in there else None if None in there else False

"""A release: an AI model or system as it is offered, in the facts that rules are applied to.

What is not known is left out: a rule that needs it then says "unknown" and names it. Readers of
other formats (`kb.readers`) make the same `Release`; `schema()` is what editors check a file with.
"""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from kb.components import BY_ID, BY_NAME, COMPONENTS, Component
from kb.yamlfile import Strict

Modality = Literal["text", "image", "speech", "audio", "video", "code", "embedding", "label"]
Flop = Annotated[float, Field(gt=0, le=1e32)]  # 1e32: beyond any training that could be run
Uses = tuple[Annotated[str, Field(max_length=2_000)], ...]


def _component_id(value: object) -> object:
    """Our id, or the framework's own name, of a component."""
    text = str(value).strip()
    known = BY_NAME.get(text.lower())
    if known is None and text not in BY_ID:
        raise ValueError(f"'{text}' is no component; use one of {', '.join(BY_ID)}")
    return known.id if known else text


def _number(value: object) -> object:
    """Numbers as people write them: "8e22" (a string to YAML), "7B", "70M"."""
    if isinstance(value, str):
        text = value.strip().replace(",", "").replace("_", "")
        factor = {"K": 1e3, "M": 1e6, "B": 1e9, "T": 1e12}.get(text[-1:].upper(), 1.0)
        try:
            return float(text[:-1] if factor != 1.0 else text) * factor
        except ValueError:
            raise ValueError(f"'{value}' is no number; write 7e9, 7B or 8e22") from None
    return value


Number = BeforeValidator(_number)


class ReleasedComponent(Strict):
    """One part of a release."""

    component: Annotated[str, BeforeValidator(_component_id)]
    licence: str | None = None  # an SPDX expression, our id, a name; "none" where there is none
    licence_file: str | None = None  # the licence text that it ships with: a path beside this file
    licence_text: str | None = Field(None, max_length=300_000)  # ... or the text itself
    address: str | None = None
    available: bool = True  # really there for anybody to get

    @property
    def is_(self) -> Component:
        return BY_ID[self.component]


class Licences(Strict):
    """The licences of the whole, and of its code, data and documents where these differ."""

    distribution: str | None = None
    code: str | None = None
    data: str | None = None
    document: str | None = None


class Provider(Strict):
    """Who offers the release."""

    name: str = ""
    place: str | None = None  # a country's ISO code: "FR", "US"


class Base(Strict):
    """The model that this one was made from."""

    name: str
    licence: str | None = None
    training_flop: Annotated[Flop, Number] | None = None  # of the original
    modification_flop: Annotated[Flop, Number] | None = None  # spent on changing it


class Data(Strict):
    """What is published about the training data."""

    described: bool | None = None  # provenance, scope, selection, labelling, processing: all of it
    sources_listed: bool | None = None  # where to get what is public or sold
    summary_published: bool | None = None  # by the AI Office's template, Article 53(1)(d)


class Duties(Strict):
    """What the provider has done already, for the duties that ask for a document."""

    technical_documentation: bool | None = None
    downstream_information: bool | None = None
    copyright_policy: bool | None = None


class Release(Strict):
    """A release, as far as it is known."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    version: str = ""
    kind: Literal["model", "system"] = "model"
    released: date | None = None  # the day it was placed on the market
    provider: Provider = Provider()
    licences: Licences = Licences()
    components: tuple[ReleasedComponent, ...] = ()
    others_withheld: bool = False  # whether components that are not listed are not released
    parameters: Annotated[float, Field(gt=0, le=1e16), Number] | None = None
    training_flop: Annotated[Flop, Number] | None = None
    generates: tuple[Modality, ...] | None = None
    general_purpose: bool | None = None
    based_on: Base | None = None
    intended_uses: Uses = ()
    excluded_uses: Uses = ()
    offered_in: tuple[str, ...] | None = None  # "EU", or ISO codes of countries and states
    monetised: bool | None = None
    monthly_users: Annotated[int, Field(ge=0, le=10_000_000_000), Number] | None = None
    designated_systemic: bool | None = None  # by the Commission, Article 52(4) of the EU AI Act
    research_only: bool | None = None  # made and used for scientific research alone
    personal_use: bool | None = None  # used by natural persons, not for any profession
    prohibited_practice: bool | None = None  # a practice that Article 5 of the EU AI Act bars
    high_risk_use: bool | None = None  # a use of Article 6 of the EU AI Act
    talks_to_people: bool | None = None  # interacts directly with natural persons
    data: Data = Data()
    duties: Duties = Duties()
    described_on: date | None = None
    sources: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _no_contradictions(self) -> "Release":
        listed = [c.component for c in self.components]
        twice = {c for c in listed if listed.count(c) > 1}
        if twice:
            raise ValueError(f"component {min(twice)} is listed twice")
        spent = self.based_on.modification_flop if self.based_on else None
        if spent and self.training_flop and spent > self.training_flop:
            raise ValueError(
                f"based_on.modification_flop ({spent:g}) is more than training_flop "
                f"({self.training_flop:g}), which contains it"
            )
        if self.research_only and self.monetised:
            raise ValueError("research_only and monetised are both true; one of them is wrong")
        if self.general_purpose is False and self.designated_systemic:
            raise ValueError(
                "general_purpose is false and designated_systemic is true; only a general-purpose "
                "model can be designated"
            )
        return self

    def component(self, id: str) -> ReleasedComponent | None:
        return next((c for c in self.components if c.component == id), None)

    def has(self, id: str) -> bool | None:
        """Whether a component is released; None where that is not known."""
        found = self.component(id)
        if found is not None:
            return found.available
        return False if self.others_withheld else None

    def licence_of(self, id: str) -> str | None:
        """The licence that a component is under: its own, its kind's, or the whole's.

        The order of the Model Openness Tool. None where no licence is named.
        """
        found = self.component(id)
        own = found.licence if found else None
        kind = getattr(self.licences, BY_ID[id].kind.value)
        return own or kind or self.licences.distribution


@dataclass(frozen=True, slots=True)
class Understood:
    """A release as it was read from something, and what to tell of the reading."""

    release: Release
    format: str  # "a Hugging Face model card", "a description in words"
    notes: tuple[str, ...]  # what was understood, taken as something, or not understood


def schema() -> dict[str, Any]:
    """The JSON Schema of a release file."""
    made = Release.model_json_schema()
    made["$defs"]["ReleasedComponent"]["properties"]["component"]["enum"] = [
        *(c.id for c in COMPONENTS),
        *(c.name for c in COMPONENTS),
    ]
    return made

"""An SPDX 3 document with the AI profile (JSON-LD), read with SPDX's own Python model."""

import io
from typing import Any

from kb.errors import ReleaseFileError
from kb.readers.source import Data, Source, release_of, words
from kb.release import Understood


def fits(data: Data) -> bool:
    return "spdx.org/rdf/3" in str(data.get("@context")) or "@graph" in data


def read(data: Data, source: Source) -> Understood:
    from spdx_python_model import v3_0_1 as spdx

    objects = spdx.SHACLObjectSet()
    try:
        spdx.JSONLDDeserializer().read(io.BytesIO(source.text.encode()), objects)
        models = list(objects.foreach_type(spdx.ai_AIPackage))
    except Exception as e:  # the generated model raises whatever it meets
        raise ReleaseFileError(f"{source.name}: not a valid SPDX 3 document ({e}).") from e
    if not models:
        raise ReleaseFileError(f"{source.name}: no AI package (ai_AIPackage) is in the document.")
    model = models[0]
    notes = []
    if len(models) > 1:
        notes.append(f"{len(models)} AI packages are listed; {model.name} was taken.")
    related = _related(objects, spdx)
    licence = _licence(model, related)
    components: list[dict[str, Any]] = [{"component": "weights", "licence": licence}]
    datasets = [o for kind, to in related.get(_id(model), ()) if kind == "trainedOn" for o in to]
    datasets += list(objects.foreach_type(spdx.dataset_DatasetPackage)) if not datasets else []
    if datasets:
        licences = {_licence(d, related) for d in datasets}
        only = licences.pop() if len(licences) == 1 else None
        components.append({"component": "datasets", "licence": only})
    release: dict[str, Any] = {
        "name": words(model.name) or "The model",
        "version": words(model.software_packageVersion),
        "components": components,
    }
    if licence:
        release["licences"] = {"distribution": licence}
    supplier = getattr(model, "suppliedBy", None)
    name = words(getattr(supplier, "name", None))
    if name:
        release["provider"] = {"name": name}
    use = words(getattr(model, "ai_informationAboutApplication", None))
    if use:
        release["intended_uses"] = [use[:2_000]]
    if words(getattr(model, "ai_informationAboutTraining", None)):
        notes.append("The document has words on the training; they were not taken for a data card.")
    notes.append("Taken: the listed model's weights are released.")
    return Understood(release_of(release, source), "an SPDX 3 document", tuple(notes))


def _id(thing: Any) -> str:
    return thing if isinstance(thing, str) else str(getattr(thing, "_id", "") or "")


def _related(objects: Any, spdx: Any) -> dict[str, list[tuple[str, list[Any]]]]:
    """By the id of what a relationship starts from: its kind, and what it leads to."""
    found: dict[str, list[tuple[str, list[Any]]]] = {}
    for relationship in objects.foreach_type(spdx.Relationship):
        kind = str(relationship.relationshipType).rpartition("/")[2]
        found.setdefault(_id(relationship.from_), []).append((kind, list(relationship.to)))
    return found


def _licence(thing: Any, related: dict[str, list[tuple[str, list[Any]]]]) -> str | None:
    """The declared licence, else the concluded one: an expression or a listed licence."""
    for wanted in ("hasDeclaredLicense", "hasConcludedLicense"):
        for kind, targets in related.get(_id(thing), ()):
            if kind == wanted:
                for target in targets:
                    stated = words(
                        getattr(target, "simplelicensing_licenseExpression", None)
                    ) or words(getattr(target, "name", None))
                    if not stated and isinstance(target, str):
                        stated = target.rpartition("/")[2]
                    if stated:
                        return stated
    return None

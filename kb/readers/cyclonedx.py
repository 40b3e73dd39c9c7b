"""A CycloneDX bill of materials with a machine-learning model (1.5 and later, JSON).

The document is read with cyclonedx-python-lib, which refuses what is not valid; the library does
not model `modelCard` yet, so that part is read from the same JSON.
"""

from typing import Any

from kb.errors import ReleaseFileError
from kb.readers.source import Data, Source, listed, release_of, words
from kb.release import Understood

_TASKS = {"text-generation": "text", "text-to-image": "image", "text-to-speech": "speech",
          "text-to-video": "video", "classification": "label"}  # fmt: skip


def fits(data: Data) -> bool:
    return data.get("bomFormat") == "CycloneDX"


def read(data: Data, source: Source) -> Understood:
    from cyclonedx.model.bom import Bom

    try:
        bom = Bom.from_json(data)  # type: ignore[attr-defined]
    except Exception as e:  # the library raises whatever its deserialiser meets
        raise ReleaseFileError(f"{source.name}: not a valid CycloneDX document ({e}).") from e
    models = [c for c in bom.components if c.type.value == "machine-learning-model"]
    main = bom.metadata.component
    if main is not None and main.type.value == "machine-learning-model":
        models.insert(0, main)
    if not models:
        raise ReleaseFileError(f"{source.name}: no machine-learning-model is among the components.")
    model = models[0]
    notes = []
    if len(models) > 1:
        notes.append(f"{len(models)} models are listed; {model.name} was taken.")
    card = _card(data, model.name)
    licence = _licence(model)
    release: dict[str, Any] = {
        "name": model.name,
        "version": model.version or "",
        "components": [{"component": "weights", "licence": licence}, *_data(bom)],
    }
    if licence:
        release["licences"] = {"distribution": licence}
    maker = model.supplier or model.manufacturer
    if maker is not None and maker.name:
        release["provider"] = {"name": maker.name}
    parameters = card.get("modelParameters") or {}
    task = words(parameters.get("task"))
    if task in _TASKS:
        release["generates"] = [_TASKS[task]]
    considerations = card.get("considerations") or {}
    release["intended_uses"] = [words(u) for u in listed(considerations.get("useCases"))][:20]
    if card:
        release["components"].append({"component": "model-card"})
    if words(parameters.get("architectureFamily")) or words(parameters.get("modelArchitecture")):
        notes.append("The architecture is named; whether its code is published is not said.")
    notes.append("Taken: the listed model's weights are released.")
    return Understood(release_of(release, source), "a CycloneDX bill of materials", tuple(notes))


def _licence(component: Any) -> str | None:
    found = [
        words(getattr(x, "value", None)) or words(getattr(x, "id", None))
        or words(getattr(x, "name", None))
        for x in component.licenses
    ]  # fmt: skip
    return " AND ".join(f for f in found if f) or None


def _data(bom: Any) -> list[dict[str, Any]]:
    """The data sets among the components, as one component of the release."""
    sets = [c for c in bom.components if c.type.value == "data"]
    licences = [licence for c in sets if (licence := _licence(c))]
    if not sets:
        return []
    whole = " AND ".join(dict.fromkeys(licences)) if len(licences) == len(sets) else None
    return [{"component": "datasets", "licence": whole}]


def _card(data: Data, name: str) -> dict[str, Any]:
    metadata = data.get("metadata") or {}
    components = [metadata.get("component"), *listed(data.get("components"))]
    for component in components:
        if isinstance(component, dict) and component.get("name") == name:
            card = component.get("modelCard")
            if isinstance(card, dict):
                return card
    return {}

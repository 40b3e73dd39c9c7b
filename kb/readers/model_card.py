"""A Hugging Face model card: README.md with a head in YAML, read with the hub's own card class."""

import re
from typing import Any

import yaml

from kb.errors import ReleaseFileError
from kb.readers.ours import licence_beside
from kb.readers.source import Source, listed, release_of, words
from kb.release import Understood

_GENERATES = {
    "text-generation": "text", "text2text-generation": "text", "summarization": "text",
    "translation": "text", "conversational": "text", "image-text-to-text": "text",
    "image-to-text": "text", "automatic-speech-recognition": "text", "any-to-any": "text",
    "text-to-image": "image", "image-to-image": "image", "unconditional-image-generation": "image",
    "text-to-speech": "speech", "text-to-audio": "audio", "text-to-video": "video",
    "image-to-video": "video", "feature-extraction": "embedding",
    "sentence-similarity": "embedding", "text-classification": "label",
    "image-classification": "label", "token-classification": "label", "fill-mask": "label",
}  # fmt: skip
_LICENCE_FILES = ("LICENSE", "LICENSE.txt", "LICENSE.md", "LICENCE", "LICENCE.txt", "LICENCE.md")
_NO_LICENCE = {"unknown", "other"}


def fits(source: Source) -> bool:
    return source.text.lstrip().startswith("---\n") and bool(
        re.search(r"\n---\s*(\n|$)", source.text.lstrip()[4:])
    ) and source.path.suffix.lower() in (".md", ".markdown", "")  # fmt: skip


def read(source: Source) -> Understood:
    from huggingface_hub import ModelCard  # takes a while to import

    try:
        card = ModelCard(source.text, ignore_metadata_errors=False)
        head: dict[str, Any] = card.data.to_dict()  # type: ignore[no-untyped-call]
    except yaml.YAMLError as e:
        mark = getattr(e, "problem_mark", None)
        line = f", line {mark.line + 2}" if mark else ""  # the head begins on the second line
        raise ReleaseFileError(f"{source.name}{line}: the card's head is not valid YAML.") from e
    except (ValueError, TypeError, AttributeError) as e:
        raise ReleaseFileError(f"{source.name}: the card's head is not one ({e}).") from e
    notes = [
        "Taken: a card with its model, so the weights and the model card are released; what else "
        "is published the card's head does not say."
    ]
    licence = _licence(head, notes)
    weights: dict[str, Any] = {"component": "weights", "licence": licence}
    beside = next((n for n in _LICENCE_FILES if (source.path.parent / n).is_file()), None)
    if beside is not None:
        weights["licence_text"] = licence_beside(source, beside)
        notes.append(f"{beside} beside the card was read as the licence text that is shipped.")
    release: dict[str, Any] = {
        "name": _name(head, card.text, source),
        "components": [weights, {"component": "model-card"}],
    }
    if licence:
        release["licences"] = {"distribution": licence}
    task = words(head.get("pipeline_tag"))
    if task in _GENERATES:
        release["generates"] = [_GENERATES[task]]
    elif task:
        notes.append(f"What a model for '{task}' generates is not known here.")
    bases = [words(b) for b in listed(head.get("base_model")) if words(b)]
    if bases:
        release["based_on"] = {"name": bases[0]}
        if len(bases) > 1:
            notes.append(f"It names {len(bases)} base models; {bases[0]} was taken.")
    data = [words(d) for d in listed(head.get("datasets")) if words(d)]
    if data:
        notes.append(f"Data sets named, which may not be all: {', '.join(data[:10])}.")
    return Understood(release_of(release, source), "a Hugging Face model card", tuple(notes))


def _licence(head: dict[str, Any], notes: list[str]) -> str | None:
    stated = [words(x) for x in listed(head.get("license")) if words(x)]
    if not stated:
        notes.append("The card's head names no licence.")
        return None
    if len(stated) > 1:
        notes.append("The card's head names several licences; all of them are taken to hold.")
        return " AND ".join(stated)
    if stated[0].lower() in _NO_LICENCE:
        name = words(head.get("license_name"))
        if name:
            notes.append(f"The licence is given by a name of its own, {name}.")
        return name or None
    return stated[0]


def _name(head: dict[str, Any], text: str, source: Source) -> str:
    heading = re.search(r"^#\s+(.+)$", text, re.MULTILINE)
    found = words(head.get("model_name")) or (words(heading[1]) if heading else "")
    return (found or source.path.resolve().parent.name or "The model")[:200]

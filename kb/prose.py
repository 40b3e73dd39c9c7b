"""A release described in words: what can be read out of a sentence, and nothing more.

"a 7B model trained with 8e22 FLOP on web data, weights under the Llama 3.1 licence, no training
code, offered in the EU". What was understood is told, so that it can be corrected; what was not
stated stays unknown and is asked for by the assessment.
"""

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from pydantic import ValidationError

from kb.components import BY_ID, COMPONENTS
from kb.errors import UsageError
from kb.licensing import Licensings
from kb.release import Release, Understood
from kb.rules import as_shown

LONGEST = 5_000  # characters
_NUMBER = r"\d+(?:[.,]\d+)?"
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_FLOP = re.compile(
    rf"(?P<a>{_NUMBER})\s*(?:(?:[x×*·]\s*)?10\s*\^\s*(?P<p>\d+)|e\+?(?P<e>\d+))\s*"
    r"(?:FLOPs?|floating[- ]point operations|operations)",
    re.IGNORECASE,
)
_POWER = re.compile(
    r"(?<![\d.])10\s*\^\s*(?P<p>\d+)\s*(?:FLOPs?|floating[- ]point operations)", re.IGNORECASE
)
_PARAMETERS = re.compile(
    rf"(?P<n>{_NUMBER})\s*(?P<u>[KMBT]|million|billion|trillion)\b(?:[- ]parameters?|[- ]model)?"
    r"(?!\s*(?:users|monthly|active|tokens|euro|eur|usd|dollars|\$))",
    re.IGNORECASE,
)
_USERS = re.compile(
    rf"(?P<n>{_NUMBER})\s*(?P<u>[KMB]|thousand|million|billion)?\s*(?:monthly\s+)?(?:active\s+)?users"
    r"(?:\s+(?:a|per)\s+month)?",
    re.IGNORECASE,
)
_UNITS = {"k": 1e3, "thousand": 1e3, "m": 1e6, "million": 1e6, "b": 1e9, "billion": 1e9,
          "t": 1e12, "trillion": 1e12}  # fmt: skip
_DATE = re.compile(
    r"(?:released|published|placed on the market|launched)\s+(?:on\s+|in\s+)?"
    r"(?P<d>\d{4}-\d{2}-\d{2}|\d{1,2}\s+[A-Z][a-z]+\s+\d{4}|[A-Z][a-z]+\s+\d{1,2},?\s+\d{4})"
)
_NEGATED = re.compile(
    r"\b(?:no|not|without|never|n't|isn't|aren't|withheld|unreleased|keep(?:ing)?\s+back|closed)\b",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"[,;:.](?=\s|$)|\bbut\b|\band\b|\bwith\b(?!out)", re.IGNORECASE)
# How people call the components, the longest first so that "training data" is no "training code".
_COMPONENT_WORDS = {
    "training code": "training-code", "training scripts": "training-code",
    "inference code": "inference-code", "evaluation code": "evaluation-code",
    "preprocessing code": "preprocessing-code", "data processing code": "preprocessing-code",
    "training data": "datasets", "training dataset": "datasets", "training datasets": "datasets",
    "dataset": "datasets", "datasets": "datasets",
    "evaluation data": "evaluation-data", "evaluation results": "evaluation-results",
    "benchmarks": "evaluation-results", "model card": "model-card", "data card": "data-card",
    "datasheet": "data-card", "technical report": "technical-report",
    "research paper": "research-paper", "paper": "research-paper", "architecture": "architecture",
    "model code": "architecture", "intermediate checkpoints": "checkpoints",
    "checkpoints": "checkpoints", "weights": "weights", "parameters published": "weights",
    "sample outputs": "sample-outputs",
}  # fmt: skip
_EVERYTHING = re.compile(r"\b(?:everything|all (?:components|of it))\b", re.IGNORECASE)
_GENERATES = {
    "text": r"\b(?:language model|LLM|chat ?(?:bot|model)|text generat\w+|generates? text|text)\b",
    "image": r"\b(?:image generat\w+|images?|diffusion)\b",
    "speech": r"\b(?:speech|voice)\b",
    "video": r"\b(?:videos?)\b",
    "code": r"\b(?:coding model|code model|code completion)\b",
}
_PLACES = {
    "EU": r"\b(?:EU|European Union|Europe|in the Union)\b",
    "US": r"\b(?:US|USA|United States|America)\b",
    "US-CA": r"\bCalifornia\b", "US-CO": r"\bColorado\b", "US-NY": r"\bNew York\b",
    "KR": r"\b(?:Korea|South Korea)\b", "UK": r"\b(?:UK|United Kingdom)\b",
    "FR": r"\bFrance\b", "DE": r"\bGermany\b", "CN": r"\bChina\b",
    "WORLDWIDE": r"\b(?:worldwide|world-wide|everywhere|on Hugging ?Face|globally)\b",
}  # fmt: skip
_LICENCE_ENDS = (
    "and|but|with|in|for|to|from|on|that|which|if|when|without|is|are|as|model|weights|i|we|our|my"
    "|offered|trained|published|released|licensed|licenced|under"
)
_LICENCE = re.compile(
    r"\b(?:under|licen[cs]ed?(?:\s+as|\s+under)?:?|on)\s+(?:an?\s+|the\s+)?"
    r"(?P<name>[A-Za-z0-9][\w.+ -]{0,60}?)"
    rf"(?=\s*(?:$|[,;:()?!]|\.(?:\s|$)|\b(?:{_LICENCE_ENDS})\b))",
    re.IGNORECASE,
)
_BASE = re.compile(
    r"\b(?:fine-?tun\w+|derived|derivative|adapt\w+|modif\w+|distill?\w*|based|built)\s+"
    r"(?:version\s+)?(?:of|from|on|with|variant of)?\s*(?:the\s+|a\s+)?"
    r"(?P<name>[A-Z][\w.]*(?:[ -][\w.]*\d[\w.]*)*)",
)


@dataclass
class _Reading:
    """What has been read so far: fields of a release, and how each was understood."""

    fields: dict[str, Any] = field(default_factory=dict)
    components: dict[str, dict[str, Any]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def take(self, name: str, value: Any, told: str) -> None:
        self.fields[name] = value
        self.notes.append(f"Understood: {told}.")


def read_prose(text: str, licensings: Licensings) -> Understood:
    """The release that a description states. Raises UsageError where it states nothing of one."""
    if len(text) > LONGEST:
        raise UsageError(
            f"The description has {len(text):,} characters; at most {LONGEST:,} are read. "
            "Put the facts into a file instead, see `regatlas assess --schema`."
        )
    plain = " ".join(
        re.sub(r"[⁰¹²³⁴⁵⁶⁷⁸⁹]+", lambda m: "^" + m[0].translate(_SUPERSCRIPTS), text).split()
    )
    reading = _Reading()
    _base(plain, reading, licensings)
    _amounts(plain, reading)
    _components(plain, reading)
    _licences(plain, reading, licensings)
    _kinds(plain, reading)
    _circumstances(plain, reading)
    if not reading.fields and not reading.components:
        raise UsageError(
            "Nothing of a release was understood in that. Say for example: a 7B language model "
            "trained with 8e22 FLOP, weights under Apache-2.0, no training code, offered in the EU."
        )
    components = [{"component": id, **facts} for id, facts in reading.components.items()]
    stated = {"name": "The release described", **reading.fields, "components": components}
    try:
        release = Release.model_validate(stated)
    except ValidationError as e:
        told = e.errors()[0]["msg"].removeprefix("Value error, ")
        raise UsageError(f"What is described can't be: {told}.") from e
    return Understood(release, "a description in words", tuple(reading.notes))


def users_in(text: str) -> int | None:
    """The users a month that a text names."""
    found = _USERS.search(text)
    return int(_amount(found["n"], found["u"])) if found else None


def _amounts(text: str, reading: _Reading) -> None:
    rest = text
    found = [(m, _flop(m)) for m in _FLOP.finditer(text)]
    found = found or [(m, float(f"1e{m['p']}")) for m in _POWER.finditer(text)]
    trainings: dict[float, None] = {}
    for match, amount in found:
        rest = rest.replace(match.group(), " ")
        before = text[max(0, match.start() - 60) : match.start()].lower()
        if "based_on" in reading.fields and re.search(r"fine-?tun|modif|adapt|further", before):
            reading.fields["based_on"]["modification_flop"] = amount
            reading.notes.append(f"Understood: the change took {as_shown(amount)} FLOP.")
        else:
            trainings[amount] = None
    if len(trainings) > 1:
        both = " and ".join(as_shown(a) for a in trainings)
        raise UsageError(f"Two amounts of training compute are given, {both} FLOP; give one.")
    for amount in trainings:
        reading.take("training_flop", amount, f"training took {as_shown(amount)} FLOP")
    users = _USERS.search(rest)
    if users:
        count = int(_amount(users["n"], users["u"]))
        reading.take("monthly_users", count, f"{count:,} users a month")
        rest = rest.replace(users.group(), " ")
    size = _PARAMETERS.search(rest)
    if size:
        parameters = _amount(size["n"], size["u"])
        reading.take("parameters", parameters, f"{parameters / 1e9:g} billion parameters")


def _components(text: str, reading: _Reading) -> None:
    lower = text.lower()
    taken = [False] * len(lower)
    clauses = _clauses(text)
    for words in sorted(_COMPONENT_WORDS, key=len, reverse=True):
        id = _COMPONENT_WORDS[words]
        for match in re.finditer(rf"\b{re.escape(words)}\b", lower):
            if any(taken[match.start() : match.end()]) or id in reading.components:
                continue
            taken[match.start() : match.end()] = [True] * (match.end() - match.start())
            start, end = next((s, e) for s, e in clauses if s <= match.start() < e)
            there = not _NEGATED.search(text[start:end])
            reading.components[id] = {"available": there}
            name = BY_ID[id].name.lower()
            reading.notes.append(f"Understood: {name} {'' if there else 'not '}released.")
    if _EVERYTHING.search(text) and not _NEGATED.search(text):
        for component in COMPONENTS:
            reading.components.setdefault(component.id, {"available": True})
        reading.notes.append("Understood: all 17 components released.")


def _licences(text: str, reading: _Reading, licensings: Licensings) -> None:
    """Each licence named, for the component in whose clause it stands, else for the whole."""
    for match in _LICENCE.finditer(text):
        stated = re.sub(r"\s+licen[cs]e$", "", match["name"].strip(), flags=re.IGNORECASE)
        licence = licensings.read(stated)
        called = bool(re.search(r"licen[cs]e", match.group() + text[match.end() : match.end() + 9],
                                re.IGNORECASE))  # fmt: skip
        if licence.unknown and not called:
            continue  # "under development", "on the web": no licence was meant
        if licence.absent:
            continue
        before = text[: match.start()]
        clause = before[max((m.end() for m in re.finditer(r"[,;.]", before)), default=0) :]
        about = [
            (clause.lower().rfind(w), id)
            for w, id in _COMPONENT_WORDS.items()
            if w in clause.lower()
        ]
        told = licence.name if not licence.problem else f"'{stated}', which is not known"
        if about and (id := max(about)[1]) in reading.components:
            reading.components[id]["licence"] = stated
            reading.notes.append(f"Understood: {BY_ID[id].name.lower()} under {told}.")
        elif "licences" not in reading.fields:
            reading.take("licences", {"distribution": stated}, f"all of it under {told}")
            reading.components.setdefault("weights", {"available": True})


def _kinds(text: str, reading: _Reading) -> None:
    made = re.sub(r"\btext-to-(?=\w)", "", text)  # that text is what goes in
    generates = tuple(k for k, p in _GENERATES.items() if re.search(p, made, re.IGNORECASE))
    if generates:
        reading.take("generates", generates, f"it generates {' and '.join(generates)}")
    if re.search(r"\bnot (?:a )?general[- ]purpose\b|\bnarrow\b", text, re.IGNORECASE):
        reading.take("general_purpose", False, "not general-purpose")
    elif re.search(r"\bgeneral[- ]purpose\b|\bGPAI\b|\bfoundation model\b", text, re.IGNORECASE):
        reading.take("general_purpose", True, "general-purpose")
    if re.search(r"\b(?:chatbot|AI system|application|app)\b", text, re.IGNORECASE):
        reading.take("kind", "system", "an AI system, not a model alone")
    if re.search(r"\bchatbot\b|\btalks? to (?:people|users|customers)\b", text, re.IGNORECASE):
        reading.take("talks_to_people", True, "it interacts directly with people")


def _circumstances(text: str, reading: _Reading) -> None:
    places = tuple(p for p, pattern in _PLACES.items() if re.search(pattern, text))
    provider = re.search(
        r"\b(?:provider|company|we are|based|established|headquartered)\b[^.,;]{0,30}?\bin\s+"
        r"(?:the\s+)?(?P<place>[A-Z][\w ]+)", text,
    )  # fmt: skip
    if provider:
        home = next((p for p, k in _PLACES.items() if re.search(k, provider["place"])), None)
        if home:
            reading.take("provider", {"place": home}, f"the provider is in {home}")
            rest = text.replace(provider.group(), " ")
            places = tuple(p for p, k in _PLACES.items() if re.search(k, rest))
    if places:
        reading.take("offered_in", places, f"offered in {', '.join(places)}")
    free = re.search(r"\b(?:free of charge|for free|not monetised|no price|gratis)\b", text, re.I)
    rest = text.replace(free.group(), " ") if free else text
    paid = re.search(r"\b(?:paid|sell|sold|for a fee|subscription|monetised)\b", rest, re.I)
    if free and paid:
        raise UsageError(
            f"'{free.group()}' and '{paid.group()}' contradict each other; say which one holds."
        )
    if free or paid:
        reading.take("monetised", bool(paid), "monetised" if paid else "not monetised")
    if re.search(r"\b(?:research only|only for research|purely (?:for )?research)\b", text, re.I):
        reading.take("research_only", True, "for scientific research alone")
    when = _DATE.search(text)
    if when and (day := _day(when["d"])):
        reading.take("released", day, f"placed on the market on {day}")


def _base(text: str, reading: _Reading, licensings: Licensings) -> None:
    match = _BASE.search(text)
    if match is None:
        return
    name = match["name"].strip(" .,")
    words = name.split()
    tried = (licensings.read(" ".join(words[:n])) for n in range(len(words), 0, -1))
    licence = next((t for t in tried if not t.problem), licensings.read(name))
    base: dict[str, Any] = {"name": name}
    told = f"made from {name}"
    if licence.parts and not licence.problem:
        base["licence"] = licence.parts[0].instrument or licence.parts[0].name
        told += f", which is under {licence.name}"
    reading.take("based_on", base, told)


def _clauses(text: str) -> list[tuple[int, int]]:
    ends = [m.start() for m in _CLAUSE.finditer(text)]
    return list(zip([0, *ends], [*ends, len(text) + 1], strict=True))


def _flop(match: re.Match[str]) -> float:
    power = match["p"] or match["e"]
    return float(f"{match['a'].replace(',', '.')}e{power}")


def _amount(number: str, unit: str | None) -> float:
    return float(number.replace(",", ".")) * _UNITS.get((unit or "").lower(), 1.0)


def _day(text: str) -> date | None:
    for form in ("%Y-%m-%d", "%d %B %Y", "%B %d %Y", "%d %b %Y", "%b %d %Y"):
        try:
            return datetime.strptime(text.replace(",", ""), form).date()
        except ValueError:
            continue
    return None

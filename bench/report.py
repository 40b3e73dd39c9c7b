"""The tables of bench/README.md, made from the results file, never typed."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from bench.results import Figures

PEER = ["published peer, on its own 45", 45, "90.9%", "69.7% (several: 41.7%)", "0.795", ""]
BEGIN, END = "<!-- results: made by `make bench` -->", "<!-- end of results -->"


def write(readme: Path, results: Mapping[str, Any]) -> None:
    """Put the tables between the marks."""
    text = readme.read_text(encoding="utf-8")
    tables = f"{BEGIN}\n\n{render(results)}\n{END}"
    pattern = re.escape(BEGIN) + ".*?" + re.escape(END)
    readme.write_text(re.sub(pattern, lambda _: tables, text, flags=re.S), encoding="utf-8")


def render(results: Mapping[str, Any]) -> str:
    """All tables, in Markdown."""
    blocks = [f"Machine: {results.get('machine', 'not said')}."]
    if held := results.get("knowledge_base"):
        blocks.append(
            f"Knowledge base: {held['instruments']} instruments, {held['versions']} versions, "
            f"{held['provisions']:,} provisions, {held['passages']:,} passages."
        )
    for name, (title, told) in _PARTS.items():
        if found := results.get(name):
            blocks += [f"### {title}", f"Measured {found['measured']}.", *told(found)]
    return "\n\n".join(blocks) + "\n"


def _questions(found: Figures) -> Iterator[str]:
    yield (
        f"k = {found['k']}, over the whole knowledge base; shares with their 95 % intervals by "
        "bootstrap. The shared set is asked as of 2024-07-12, ours as of today or the day that a "
        "question names."
    )
    yield _table(
        ["set, and what a question needs", "n", "hit rate", "full recall", "MRR", "nDCG"],
        [
            [f"{name}: {needs}", row["questions"], _share(row["hit_rate"]),
             _share(row["full_recall"]), f"{row['mrr']:.3f}", f"{row['ndcg']:.3f}"]
            for name, figures in found["sets"].items()
            for needs, row in figures["retrieval"].items()
            if row["questions"]
        ] + [PEER],
    )  # fmt: skip
    yield _table(
        ["answers", *found["sets"]],
        [
            [title, *(_share(figures[key]) for figures in found["sets"].values())]
            for title, key in _SHARES.items()
        ] + [
            [f"seconds, {p}", *(figures["seconds"][p] for figures in found["sets"].values())]
            for p in ("p50", "p95")
        ],
    )  # fmt: skip
    for name, figures in found["sets"].items():
        lines = [
            f"- {key.replace('_', ' ')}: {', '.join(figures[key]) or 'none'}"
            for key in ("not_all_found", "facts_missing", "answered_though_nothing_answers",
                        "refused_though_answerable")
        ]  # fmt: skip
        yield f"{name[0].upper()}{name[1:]}:\n\n" + "\n".join(lines)
    yield "Stages side by side, in one run (hit rate / full recall / MRR, at k):"
    names = list(found["stages"])
    stages = list(next(iter(found["stages"].values())))
    yield _table(
        ["stage", *names],
        [[stage, *(_triple(found["stages"][n][stage]["all"]) for n in names)] for stage in stages],
    )
    curve = found["abstention"]
    yield (
        f"Abstention by the threshold of support, over tuning questions ({curve['hopeless']} that "
        f"nothing answers, {curve['answerable']} that something does); chosen: "
        f"{curve['chosen']}. What is refused for another reason, because a text is not held or "
        "nothing held mentions what is named, is refused at each."
    )
    yield _table(
        ["least points", "refused rightly", "refused falsely"],
        [[r["least"], f"{r['right']:.1%}", f"{r['false']:.1%}"] for r in curve["rows"]],
    )


def _speed(found: Figures) -> Iterator[str]:
    yield f"Milliseconds over {found['queries']} queries, without a language model:"
    named = {
        "first_stage": ("search without the cross-encoder", "embedding and look-up"),
        "search": ("search", "embedding, look-up and reading the same pairs"),
        "ask": ("ask", "embedding, look-up and reading the same pairs"),
    }
    yield _table(
        ["", "p50", "p95", "its floor", "p50", "p95", "ratio p50", "ratio p95", "pairs read"],
        [
            [title, f["ms"]["p50"], f["ms"]["p95"], floor, f["floor_ms"]["p50"],
             f["floor_ms"]["p95"], f["ratio"]["p50"], f["ratio"]["p95"], f.get("pairs_read", 0)]
            for key, (title, floor) in named.items()
            if (f := found.get(key))
        ],
    )  # fmt: skip
    yield f"Peak memory of the process: {found['peak_memory_mb']} MB."


def _releases(found: Figures) -> Iterator[str]:
    yield (
        f"Questions about releases and licences: {found['right']} of {found['questions']} answered "
        f"rightly. One assessment takes {found['one_assessment_seconds']} s, "
        f"{found['assessments']} of them {found['assessments_seconds']} s. {found['facts']:,} "
        f"licence facts of {found['licences']} licences."
    )
    if found["wrong"]:
        yield "\n".join(f"- {question}: {problem}" for question, problem in found["wrong"].items())


def _documents(found: Figures) -> Iterator[str]:
    yield _table(
        ["file", "pages", "provisions", "entries of its contents found", "characters", "lost"],
        [
            [name, f["pages"], f["provisions"], f"{f['contents_found']} of {f['contents_entries']}",
             f"{f['characters']:,}",
             ", ".join(f"{n} × {c!r}" for c, n in f["lost"].items()) or "none"]
            for name, f in found["files"].items()
        ],
    )  # fmt: skip
    yield (
        "Lost is what stands neither in the text nor among what was left out with its reason "
        "(running heads, page numbers, tables of contents, footnotes moved to their place): "
        "hyphens at the ends of lines, where a word goes on."
    )


def _safety(found: Figures) -> Iterator[str]:
    kills, fuzz = found["kills"], found["fuzz"]
    yield (
        f"{kills['kills']} ingestions killed at random instants: the store was whole "
        f"{kills['whole']} times ({kills['generations_seen']} generations seen). "
        f"{fuzz['inputs']:,} random inputs to the readers of all formats: {fuzz['read']:,} read, "
        f"{fuzz['refused']:,} refused, {fuzz['crashes']} crashes."
    )
    yield _table(
        ["hostile or broken input", "what it got", "s"],
        [[row["input"], row["got"], row["seconds"]] for row in found["hostile"]],
    )


def _ingestion(found: Figures) -> Iterator[str]:
    yield (
        f"From nothing, packages already downloaded: {found['passages']:,} passages of "
        f"{found['versions']} versions in {found['seconds']} s ({found['passages_per_second']} a "
        f"second); the bare encode of the same passages takes {found['bare_encode_seconds']} s "
        f"({found['bare_passages_per_second']} a second); ratio {found['ratio_to_bare_encode']}. "
        f"With nothing changed: {found['unchanged_seconds']} s, {found['unchanged_embedded']} "
        "passages embedded."
    )


def _model(found: Figures) -> Iterator[str]:
    yield (
        f"{found['model']}, a small real model behind a local OpenAI-compatible server: over "
        f"{found['questions']} questions it wrote {found['written']} sentences, of which "
        f"{found['citing']} cited a provision; {found['kept']} were kept. Taken as if each cited "
        f"all that was shown, the guard keeps {found['kept_if_all_were_cited']}. "
        f"{found['seconds_a_question']} s a question."
    )
    if found["kept_sentences"]:
        yield "\n".join(f"- {s}" for s in found["kept_sentences"])


_PARTS: dict[str, tuple[str, Callable[[Figures], Iterator[str]]]] = {
    "questions": ("Questions with known answers", _questions),
    "speed": ("Speed", _speed),
    "releases": ("Releases", _releases),
    "documents": ("Two real PDFs", _documents),
    "safety": ("Safety", _safety),
    "ingestion": ("Ingestion", _ingestion),
    "model": ("The guard over a language model", _model),
}
_SHARES = {
    "key facts in the answer": "key_facts",
    "of these, dates and amounts": "figures",
    "citations of what is needed": "citation_precision",
    "refused rightly": "right_abstentions",
    "refused falsely": "false_abstentions",
    "quotes exact": "quotes_exact",
}


def _share(share: Mapping[str, Any]) -> str:
    if not share["of"]:
        return "none asked"
    low, high = share["interval"]
    return f"{share['share']:.1%} of {share['of']} ({low:.0%} to {high:.0%})"


def _triple(row: Mapping[str, Any]) -> str:
    return f"{row['hit_rate']['share']:.2f} / {row['full_recall']['share']:.2f} / {row['mrr']:.2f}"


def _table(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(
        f"| {' | '.join(str(cell).replace('|', '/') for cell in row)} |" for row in lines
    )

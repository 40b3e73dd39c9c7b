"""The tables of bench/README.md, made from the results file, never typed."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

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
    if asked := results.get("aiact_questions"):
        blocks.append(_questions(asked))
    if timed := results.get("speed"):
        blocks.append(_speed(timed))
    if read := results.get("ingestion"):
        blocks.append(_ingestion(read))
    if released := results.get("releases"):
        blocks.append(_releases(released))
    return "\n\n".join(blocks) + "\n"


def _questions(asked: Mapping[str, Any]) -> str:
    rows = [
        f"| {name.replace('_', '-')} | {f['questions']} | {f['hit_rate']:.1%} | "
        f"{f['full_recall']:.1%} | {f['mrr']:.3f} |"
        for name in ("all", "single_hop", "multi_hop")
        for f in [asked[name]]
    ]
    return "\n".join(
        [
            f"EU AI Act questions as of {asked['as_of']}, k = {asked['k']}, over the whole "
            f"knowledge base (measured {asked['measured']}):",
            "",
            "| questions | n | hit rate | full recall | MRR |",
            "|---|---|---|---|---|",
            *rows,
            "| published peer, on its own 45 | 45 | 90.9% | 69.7% (multi 41.7%) | 0.795 |",
            "",
            f"Abstentions: right {asked['right_abstentions']}, "
            f"false {asked['false_abstentions']}. Quotes exact: {asked['quotes_exact']}.",
            f"Not all provisions found: {', '.join(asked['not_all_found']) or 'none'}. "
            "Answered though counted unanswerable: "
            f"{', '.join(asked['answered_though_unanswerable']) or 'none'}.",
        ]
    )


def _speed(timed: Mapping[str, Any]) -> str:
    rows = [
        f"| {name} | {timed[key]['p50']} | {timed[key]['p95']} |"
        for name, key in [
            ("embedding and index look-up alone", "embedding_and_lookup_ms"),
            ("search", "search_ms"),
            ("ask", "ask_ms"),
        ]
    ]
    return "\n".join(
        [
            f"Milliseconds over {timed['queries']} queries (measured {timed['measured']}):",
            "",
            "| | p50 | p95 |",
            "|---|---|---|",
            *rows,
            "",
            f"Search to embedding and look-up alone: {timed['search_ratio_p50']} (p50), "
            f"{timed['search_ratio_p95']} (p95). Peak memory of the process: "
            f"{timed['peak_memory_mb']} MB.",
        ]
    )


def _ingestion(read: Mapping[str, Any]) -> str:
    return (
        f"Ingestion from nothing, packages already downloaded (measured {read['measured']}): "
        f"{read['passages']:,} passages of {read['versions']} versions in {read['seconds']} s "
        f"({read['passages_per_second']} a second); the bare encode of the same passages takes "
        f"{read['bare_encode_seconds']} s ({read['bare_passages_per_second']} a second); ratio "
        f"{read['ratio_to_bare_encode']}. With nothing changed: {read['unchanged_seconds']} s, "
        f"{read['unchanged_embedded']} passages embedded."
    )


def _releases(found: Mapping[str, Any]) -> str:
    wrong = [f"- {question}: {problem}" for question, problem in found["wrong"].items()]
    return "\n".join(
        [
            f"Questions about releases and licences (measured {found['measured']}): "
            f"{found['right']} of {found['questions']} answered rightly. One assessment takes "
            f"{found['one_assessment_seconds']} s, {found['assessments']} of them "
            f"{found['assessments_seconds']} s. {found['facts']:,} licence facts of "
            f"{found['licences']} licences.",
            *wrong,
        ]
    )

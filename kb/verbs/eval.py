"""`regatlas eval`: a file of questions with known answers, run against the knowledge base."""

import json
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import click
from tqdm import tqdm

from kb.errors import UsageError
from kb.verbs import options


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("-k", default=6, show_default=True, help="Provisions looked at for each question.")
@options.as_of_option
@click.option(
    "--instrument",
    default="",
    metavar="ID",
    help="The instrument of provisions that the file names without one (gold_units).",
)
@click.option("--save", type=click.Path(path_type=Path), metavar="OUT", help="Keep the figures.")
@click.option(
    "--against",
    type=click.Path(path_type=Path),
    metavar="EARLIER",
    help="Compare with figures that were kept; exit code 1 if something got worse.",
)
@options.json_option
@options.kb_option
def eval(
    file: Path,
    k: int,
    as_of: date | None,
    instrument: str,
    save: Path | None,
    against: Path | None,
    as_json: bool,
    kb: str | None,
) -> None:
    """Ask the questions in FILE and say how many provisions were found, cited and refused rightly.

    \b
    FILE is YAML or JSON lines; of each question: id, ask, needs (the provisions that a whole answer
    rests on; none: it should be refused), says (expressions of key facts), as_of.
    Example: regatlas eval questions.yaml --save before.json
             regatlas eval questions.yaml --against before.json
    """
    from kb import evaluation  # its libraries take time to load, and only this verb needs them

    if not 1 <= k <= 200:
        raise UsageError(f"k is {k}; it must be from 1 to 200.")
    questions = evaluation.read_questions(file, instrument)
    earlier = _read(against) if against else None
    knowledge = options.opened(kb)
    with tqdm(total=len(questions), desc="asking", disable=None, leave=False) as bar:

        def asked(_: evaluation.Outcome) -> None:
            bar.update()

        outcomes = evaluation.run(knowledge, questions, k, as_of, asked)
    found = evaluation.figures(outcomes, k, knowledge)
    changes = evaluation.compared(found, earlier) if earlier is not None else []
    if save:
        save.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    if as_json:
        options.write_json({**found, "changes": changes})
    else:
        click.echo("\n".join(_readable(found)))
        if earlier is not None:
            click.echo("\n".join(["", "Since the earlier run:", *(changes or ["nothing changed"])]))
    sys.exit(1 if any(c.startswith("newly") for c in changes) else 0)


def _read(path: Path) -> Mapping[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as e:
        raise UsageError(f"{path} holds no figures of an earlier run ({e}).") from e
    if not isinstance(found, dict) or "retrieval" not in found:
        raise UsageError(f"{path} holds no figures of an earlier run.")
    return found


def _readable(found: Mapping[str, Any]) -> list[str]:
    lines = [f"{found['questions']} questions, {found['k']} provisions each", ""]
    head = f"{'needing':20} {'n':>4} {'hit rate':>17} {'full recall':>17} {'recall':>7} {'MRR':>6}"
    lines.append(f"{head} {'nDCG':>6}")
    for name, row in found["retrieval"].items():
        if row["questions"]:
            lines.append(
                f"{name:20} {row['questions']:>4} {_share(row['hit_rate']):>17} "
                f"{_share(row['full_recall']):>17} {row['recall']:>7.3f} {row['mrr']:>6.3f} "
                f"{row['ndcg']:>6.3f}"
            )
    lines.append("")
    for name in ("citation_precision", "key_facts", "figures", "right_abstentions",
                 "false_abstentions", "quotes_exact"):  # fmt: skip
        share = found[name]
        if share["of"]:
            lines.append(f"{name.replace('_', ' '):20} {_share(share)} of {share['of']}")
    seconds = found["seconds"]
    lines.append(f"{'seconds an answer':20} {seconds['p50']} (median), {seconds['p95']} (95 %)")
    for name in ("not_all_found", "facts_missing", "answered_though_nothing_answers",
                 "refused_though_answerable"):  # fmt: skip
        if found[name]:
            lines.append(f"{name.replace('_', ' ')}: {', '.join(found[name])}")
    return lines


def _share(share: Mapping[str, Any]) -> str:
    low, high = share["interval"]
    return f"{share['share']:.3f} ({low:.2f}-{high:.2f})"

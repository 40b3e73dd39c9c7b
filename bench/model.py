"""The guard over a language model: what it wrote, what was kept, and whether what was kept holds.

A model that cites nothing is no test of the guard, so each sentence that names no provision is also
taken as if it cited all that were shown: the guard must then judge it by what it says.
"""

import time
from collections.abc import Callable, Sequence

from bench.results import Figures
from kb import writer
from kb.evaluation import Question
from kb.home import ModelSetting
from kb.knowledge import KnowledgeBase

ASKED = 20  # questions; a small model on two cores takes seconds for each
SHOWN_KEPT = 12  # sentences told in full, for a person to read


def measure(
    knowledge: KnowledgeBase,
    setting: ModelSetting,
    questions: Sequence[Question],
    tell: Callable[[str], None],
) -> Figures:
    """Sentences written, kept and dropped, as cited and as if all that was shown were cited."""
    model = writer.load(setting)
    embedder = knowledge.retriever.embedder
    answerable = [q for q in questions if q.needs]
    asked = answerable[:: max(1, len(answerable) // ASKED)][:ASKED]
    written = cited = kept_cited = kept = 0
    told: list[str] = []
    seconds = []
    for n, question in enumerate(asked, 1):
        hits = knowledge.search(question.ask, writer.SHOWN_TO_IT, question.as_of).hits
        started = time.perf_counter()
        sentences = list(writer.stream(question.ask, hits, setting, model))
        seconds.append(time.perf_counter() - started)
        for sentence in sentences:
            written += 1
            cited += bool(sentence.numbers)
            kept_cited += writer.supported(sentence, hits, embedder) is not None
            numbers = sentence.numbers or tuple(range(1, len(hits) + 1))
            whole = writer.Written(sentence.text, numbers)
            if writer.supported(whole, hits, embedder) is not None:
                kept += 1
                told.append(sentence.text)
        tell(f"{n} of {len(asked)}: {written} sentences, {kept} kept")
    return {
        "model": setting.model,
        "questions": len(asked),
        "written": written,
        "citing": cited,
        "kept": kept_cited,
        "kept_if_all_were_cited": kept,
        "seconds_a_question": round(sum(seconds) / max(1, len(seconds)), 1),
        "kept_sentences": list(dict.fromkeys(told))[:SHOWN_KEPT],
    }

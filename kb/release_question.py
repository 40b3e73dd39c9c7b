"""Questions about a release, answered from its assessment.

"Can I call Llama 3.1 open source?", "What do I owe under the AI Act if I publish a 1e26 FLOP model
under MIT?": the release is one that we have a record of, one described in the question itself, or
the one that was given beside it.
"""

import re
from datetime import date

from kb.assess import Assessor
from kb.assessment import Assessment, Status, Verdict
from kb.cite import Source
from kb.composing import Composer
from kb.errors import UsageError
from kb.model import Answer, Confidence, Finding, Trust
from kb.names import Mentions
from kb.prose import read_prose
from kb.release import Release
from kb.releases import mentioned_release, plain

# Which framework a question is about. Laws apply only where something is offered: a question about
# one takes it that the release is offered there.
TOPICS = {
    "osaid": r"\bopen[- ]?source\b|\bOSAID\b|\bOSI\b",
    "mof": r"\bMOF\b|\bmodel openness\b|\bopenness class\b|\bwhich class\b",
    "eu-ai-act": r"\bAI Act\b|\bArticle 5[0-5]\b|\bowe\b|\bobligations?\b|\bduties\b|\bexempt\w*"
    r"|\bsystemic\b|\bEU law\b|\bfined\b|\bfines\b|\ba fine\b",
}
_FIRST_PERSON = re.compile(r"\b(?:I|we|my|our|us)\b", re.IGNORECASE)
_TOLD = (
    Status.APPLIES, Status.EXEMPT, Status.NOT_MET, Status.UNKNOWN, Status.MET,
    Status.NOT_APPLICABLE,
)  # fmt: skip
MOST = 16  # findings told
ASSESSED = Confidence(
    Trust.HIGH,
    "it comes from the release's assessment; what is not known of the release is said with it.",
)
SAID = {
    "conforms": "meets", "does_not_conform": "does not meet", "unknown": "may or may not meet",
}  # fmt: skip


def answer(
    question: str,
    mentions: Mentions,
    as_of: date,
    source: Source,
    assessor: Assessor,
    given: Release | None = None,
) -> Answer | None:
    """The answer out of an assessment; None where the question is about no release."""
    topics = [t for t, p in TOPICS.items() if re.search(p, question, re.IGNORECASE)]
    if mentions.elsewhere or (not topics and given is None):
        return None
    notes: list[str] = []
    release = given or _release(question, mentions, assessor, notes)
    if release is None:
        return None
    if "eu-ai-act" in topics and "osaid" in topics and re.search(r"\bAI Act\b", question):
        topics.remove("osaid")  # "the AI Act's exemption for open source models"
    if "eu-ai-act" in topics and release.offered_in is None:
        release = release.model_copy(update={"offered_in": ("EU",)})
        notes.append("Taken, since its law is asked about: it is offered in the Union.")
    silent = release.generates is None and release.general_purpose is None
    if "eu-ai-act" in topics and release.training_flop and silent:
        release = release.model_copy(update={"generates": ("text",)})
        notes.append("Taken, since it is not said: it generates text.")
    assessment = assessor.assess(release, as_of)
    composer = Composer(question, as_of, ASSESSED)
    for topic in topics or ["osaid", "mof", "eu-ai-act"]:
        verdict = assessment.framework(topic)
        if verdict is not None:
            _tell(verdict, assessment, composer)
    composer.note(*notes, *assessment.notes)
    return composer.answer(source.store)


def _release(
    question: str, mentions: Mentions, assessor: Assessor, notes: list[str]
) -> Release | None:
    known = mentioned_release(question, assessor.licensings.corpus)
    if known is not None:
        notes.append(
            f"About {known.name}, as our record of {known.described_on} has it: "
            f'`regatlas assess "{known.name}"` shows all of it.'
        )
        return plain(known)
    if not _FIRST_PERSON.search(question):
        return None
    try:
        understood = read_prose(question, assessor.licensings)
    except UsageError:
        return None
    release = understood.release
    if not (release.training_flop or release.components or release.based_on):
        return None
    notes += understood.notes
    return release


def _tell(verdict: Verdict, assessment: Assessment, composer: Composer) -> None:
    """The verdict, what bears it out, then what else it comes to."""
    deciding = [f for f in verdict.findings if f.rule in verdict.rests_on]
    others = [f for f in verdict.findings if f not in deciding and _bears(verdict, f)]
    others.sort(key=lambda f: _TOLD.index(f.status))
    telling = [*deciding, *others]
    main = [c for f in telling or verdict.findings for c in f.citations[:1]]
    composer.say(_headline(verdict, assessment.release.name), main[:4])
    for finding in telling[:MOST]:
        composer.say(finding.because, finding.citations)
        composer.find(finding)
    missing = dict.fromkeys(m for f in telling for m in f.missing)
    if missing:
        composer.note(f"Not known, and it would decide: {', '.join(missing)}.")
    if verdict.changes and verdict.verdict in ("does_not_conform", "unknown", "full_duties"):
        composer.note(f"Would change it: {'; '.join(verdict.changes)}.")


def _bears(verdict: Verdict, finding: Finding) -> bool:
    """Whether a finding is worth telling: of a law what it asks, of a definition what fails."""
    if verdict.framework == "osaid" and verdict.verdict == "conforms":
        return finding.status == Status.MET
    if verdict.framework == "mof":
        return finding.status == Status.NOT_MET
    if verdict.framework == "osaid":
        return finding.status in (Status.NOT_MET, Status.UNKNOWN)
    return finding.status in (Status.APPLIES, Status.EXEMPT)


def _headline(verdict: Verdict, name: str) -> str:
    if verdict.framework == "osaid":
        said = SAID[verdict.verdict]
        return f"{name} {said} the Open Source AI Definition 1.0. {verdict.summary}"
    return f"{name}: {verdict.summary}"

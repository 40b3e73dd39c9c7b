"""What an assessment says: findings by framework, each with its reason and its provisions."""

from dataclasses import dataclass, field
from datetime import date

from kb.model import Citation, Finding, Status
from kb.release import Release

__all__ = ["Assessment", "Finding", "Status", "Verdict"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one framework comes to."""

    framework: str  # "licences", "osaid", "mof", "eu-ai-act"
    title: str
    verdict: str
    summary: str
    findings: tuple[Finding, ...]
    rests_on: tuple[str, ...] = ()  # the rules, as in findings, that bear the verdict out
    changes: tuple[str, ...] = ()  # what would change the verdict
    blockers: tuple[str, ...] = ()  # osaid: which freedoms and elements fail
    progress: dict[str, float] = field(default_factory=dict)  # mof: per cent by class


@dataclass(frozen=True, slots=True)
class Assessment:
    """How a release fares on a day."""

    release: Release
    as_of: date
    frameworks: tuple[Verdict, ...]
    given: tuple[str, ...] = ()  # the facts given, by name
    missing: tuple[str, ...] = ()  # those that some rule would need
    notes: tuple[str, ...] = ()
    citations: tuple[Citation, ...] = ()  # every one that a finding rests on, numbered as there

    @property
    def coverage(self) -> float:
        """The share of the facts that were asked for and are known, 0 to 1."""
        asked = len(self.given) + len(self.missing)
        return len(self.given) / asked if asked else 0.0

    def framework(self, id: str) -> Verdict | None:
        return next((v for v in self.frameworks if v.framework == id), None)

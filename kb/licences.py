"""Licence facts: what a licence grants and on what conditions, each read at a section of its text.

`corpus/licences/ID.yaml` holds the facts of one version of an instrument of kind licence, terms or
policy. A lawyer can read and correct them; a test checks that every section exists in the text.
"""

from enum import StrEnum
from typing import Annotated

from pydantic import Field, model_validator

from kb.yamlfile import Strict


class Says(StrEnum):
    """What a text says to a question."""

    YES = "yes"
    NO = "no"
    CONDITIONAL = "conditional"  # yes, on the conditions told
    SILENT = "silent"  # the text does not speak of it; no section can be given


class Fact(Strict):
    """One answer, in our own words, with where it was read."""

    value: Says
    says: str
    at: tuple[str, ...] = ()  # provisions below the instrument: "sec_1/b/i"

    @model_validator(mode="after")
    def _read_somewhere(self) -> "Fact":
        if (self.value == Says.SILENT) != (not self.at):
            raise ValueError("give `at` where it was read, or value: silent without one")
        return self


class Threshold(Fact):
    """A limit of users or revenue above which the grant ends or another licence is needed."""

    monthly_users: int | None = None
    yearly_revenue_usd: int | None = None


class Breach(Strict):
    """A criterion of the Open Source Definition that a licence does not meet."""

    criterion: Annotated[int, Field(ge=1, le=10)]
    because: str
    at: Annotated[tuple[str, ...], Field(min_length=1)]


class LicenceFacts(Strict):
    """The facts of one licence, in the order in which a release is checked against them."""

    version: str  # "llama-3.1@2024-07-23": the text that they were read in
    use: Fact  # the four freedoms: for any purpose, without asking
    study: Fact
    modify: Fact
    share: Fact
    commercial_use: Fact
    use_limits: Fact  # yes: some field or kind of use is barred
    threshold: Threshold  # yes: users or revenue beyond a limit need another licence
    naming: Fact  # yes: derivatives must bear, or not bear, a name
    marking: Fact  # yes: changes must be marked, notices kept or displayed
    output_training: Fact  # yes: outputs may train other models; no: they may not
    territory_limits: Fact  # yes: some places are excluded
    share_alike: Fact  # yes: derivatives must come under the same terms, or pass limits on
    changeable: Fact  # yes: the licensor can change or revoke it other than for a breach
    patent_grant: Fact
    patent_retaliation: Fact  # yes: suing ends rights
    breaks_osd: tuple[Breach, ...] = ()
    read_by: str = "RegAtlas"

    @property
    def instrument(self) -> str:
        return self.version.partition("@")[0]

    @property
    def free_and_open(self) -> bool:
        """Whether it allows access, use, study, change and sharing without limits of purpose.

        The test of a "free and open-source licence" in Article 53(2) of the EU AI Act and its
        Recitals 102 and 103: a limit on use, users or place is none.
        """
        granted = all(f.value == Says.YES for f in (self.use, self.study, self.modify, self.share))
        limited = (self.use_limits, self.threshold, self.territory_limits)
        return (
            granted
            and self.commercial_use.value == Says.YES
            and all(f.value != Says.YES for f in limited)
            and not self.breaks_osd
        )

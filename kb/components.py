"""The 17 components of a model release, as the Model Openness Framework names them.

Source: MOF 1.0 (White et al., arXiv 2403.13784) and its tool's component list; digests mof/cmp_*.
"""

from dataclasses import dataclass
from enum import IntEnum, StrEnum


class Kind(StrEnum):
    """What a component is, which decides the licence that fits it."""

    CODE = "code"
    DATA = "data"
    DOCUMENT = "document"


class Class(IntEnum):
    """The class that first asks for a component; 1 is the most open."""

    I = 1  # noqa: E741 - the framework's own numeral
    II = 2
    III = 3


@dataclass(frozen=True, slots=True)
class Component:
    """One of the seventeen."""

    id: str  # as in our YAML
    name: str  # as in the framework's files
    kind: Kind
    of: Class
    required: bool = True

    @property
    def provision(self) -> str:
        """Its digest in the knowledge base."""
        words = self.name.replace("(", "").replace(")", "").lower().split()
        return f"mof/cmp_{'-'.join(words)}"


COMPONENTS = (
    Component("architecture", "Model architecture", Kind.CODE, Class.III),
    Component("weights", "Model parameters (Final)", Kind.DATA, Class.III),
    Component("evaluation-results", "Evaluation results", Kind.DOCUMENT, Class.III),
    Component("model-card", "Model card", Kind.DOCUMENT, Class.III),
    Component("data-card", "Data card", Kind.DOCUMENT, Class.III),
    Component("technical-report", "Technical report", Kind.DOCUMENT, Class.III),
    Component("sample-outputs", "Sample model outputs", Kind.DATA, Class.III, required=False),
    Component("training-code", "Training code", Kind.CODE, Class.II),
    Component("inference-code", "Inference code", Kind.CODE, Class.II),
    Component("evaluation-code", "Evaluation code", Kind.CODE, Class.II),
    Component("evaluation-data", "Evaluation data", Kind.DATA, Class.II),
    Component("libraries", "Supporting libraries and tools", Kind.CODE, Class.II, required=False),
    Component("datasets", "Datasets", Kind.DATA, Class.I),
    Component("preprocessing-code", "Data preprocessing code", Kind.CODE, Class.I),
    Component("checkpoints", "Model parameters (Intermediate)", Kind.DATA, Class.I),
    Component("research-paper", "Research paper", Kind.DOCUMENT, Class.I),
    Component("metadata", "Model metadata", Kind.DATA, Class.I, required=False),
)
BY_ID = {c.id: c for c in COMPONENTS}
BY_NAME = {c.name.lower(): c for c in COMPONENTS}

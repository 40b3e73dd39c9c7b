"""What a part of the bench measures: figures by name, as the results file holds them."""

from typing import Any

Figures = dict[str, Any]

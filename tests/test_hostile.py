"""Promise: any file is read in bounded time and memory, or refused in one sentence."""

import pytest

from ingest.limited import recognise_limited
from ingest.parse.sniff import kind_of
from kb.errors import ParseError
from tests.hostile import INPUTS, Hostile


def become(hostile: Hostile) -> str:
    """The text read, or the sentence that refuses the file with "refused: " before it."""
    content = hostile.make()
    try:
        kind = kind_of(content, hostile.name)
        return recognise_limited(content, hostile.name, kind).outline.text
    except ParseError as e:
        return f"refused: {e}"


@pytest.mark.parametrize("hostile", INPUTS, ids=lambda h: h.what)
def test_hostile_input_cannot_hurt(hostile: Hostile) -> None:
    became = become(hostile)
    refused = became.startswith("refused: ")
    assert refused == (hostile.refused is not None), became[:300]
    if hostile.refused:
        assert hostile.refused in became
    if refused:
        assert "\n" not in became and hostile.name in became
    elif hostile.never:
        assert hostile.never not in became

"""The release that somebody means: a file, a known release's name, or a description in words."""

import re
from pathlib import Path

from kb.assess import Assessor
from kb.errors import UnknownRelease
from kb.prose import read_prose
from kb.readers import read_release
from kb.release import Understood
from kb.releases import known_release, nearest_names, plain

_FILE = re.compile(r"\.(ya?ml|json|jsonld|md|spdx)$", re.IGNORECASE)
_WORDS_OF_A_DESCRIPTION = 4


def find_release(given: str, assessor: Assessor) -> Understood:
    """The release of a file or folder, of our records by name, or as described in words.

    Raises ReleaseFileError for a file that can't be read as one, UnknownRelease for a name that no
    record has, naming the nearest.
    """
    path = Path(given)
    if _FILE.search(given) or (len(given) < 250 and path.exists()):
        return read_release(path)
    corpus = assessor.licensings.corpus
    known = known_release(given, corpus)
    if known is not None:
        on = f" as of {known.described_on}" if known.described_on else ""
        return Understood(plain(known), "our own record" + on, ())
    if len(given.split()) >= _WORDS_OF_A_DESCRIPTION:
        return read_prose(given, assessor.licensings)
    raise UnknownRelease(given, nearest_names(given, corpus))

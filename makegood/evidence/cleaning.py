"""PURE: films and papers without what is hidden in them: same length, same place of everything else, only blanks there."""

import mmap

from makegood.evidence.films import clean_film, clean_within
from makegood.evidence.kinds import PDF, Kind
from makegood.evidence.large_film import LargeFilm, Received
from makegood.evidence.papers import clean_paper


def cleaned(content: Received, kind: Kind) -> bytes | mmap.mmap:
    """The copy of a film or a paper that others are shown."""
    if isinstance(content, LargeFilm):
        clean_within(content, content.changeable)
        return content.changeable
    return clean_paper(content) if kind is PDF else clean_film(content)

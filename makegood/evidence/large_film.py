"""PURE: a film that is too large for memory, as a content that is read like bytes."""

import mmap
from typing import Self


class LargeFilm(mmap.mmap):
    """A film that lies in a file without a name: read like bytes, and gone with its last reader.

    `changeable` is a second view of it, in which a change takes memory for the page that it is on and is seen nowhere else.
    """

    changeable: mmap.mmap

    @classmethod
    def of(cls, number: int) -> Self:
        """The film in an open file."""
        film = cls(number, 0, access=mmap.ACCESS_READ)
        film.changeable = mmap.mmap(number, 0, access=mmap.ACCESS_COPY)
        return film


Received = bytes | LargeFilm
"""What somebody sent. Both are cut and measured in the same way."""

"""PURE: a file as it is kept, one that is to be kept, and the limits of both."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct

from makegood.evidence.large_film import Received

LARGEST_FILE_BYTES = 10_000_000
"""Of a picture or a paper, which are looked at in memory."""
LARGEST_FILM_BYTES = 60_000_000
"""Of a film: about half a minute as phones film, and several minutes as messengers send it on."""
LARGEST_FORM_BYTES = 92_000_000
"""A form with several files and its fields."""
MOST_HELD_BYTES = 32_000_000
"""What one request holds in memory; large films lie on disk meanwhile."""
MOST_FILES = 30
"""Of one uploader for one order."""
MOST_REGIONS = 100
"""Of one picture that are hidden."""
MOST_PIXELS = 50_000_000
DISPLAY_PIXELS = 2000
THUMB_PIXELS = 320
LONGEST_NAME = 100


class Region(Struct, frozen=True, forbid_unknown_fields=True):
    """A part of a picture as it is looked at, in thousandths of its width and height."""

    left: Annotated[int, Meta(ge=0, le=999)]
    top: Annotated[int, Meta(ge=0, le=999)]
    width: Annotated[int, Meta(ge=1, le=1000)]
    height: Annotated[int, Meta(ge=1, le=1000)]


class StoredFile(Struct, frozen=True, kw_only=True):
    """A file of an order. `sha256` (hexadecimal) names its content; width and height are of pictures, in pixels.

    `uploaded_by` is the label of a principal. `attached_at`: since when an event of a case refers to it; None while only
    its uploader sees it. `given_from`: the way it came and the address it came from; `hidden`: what its sender has blacked
    out for others; `erased_at`: since when its content is gone.
    """

    id: int
    order_id: int
    uploaded_by: str
    sha256: str
    name: str
    media_type: str
    size_bytes: int
    width: int | None
    height: int | None
    uploaded_at: datetime
    attached_at: datetime | None
    given_from: str = ""
    hidden: tuple[Region, ...] = ()
    erased_at: datetime | None = None

    @property
    def is_picture(self) -> bool:
        """Whether there are a display copy and a thumbnail of it."""
        return self.width is not None


class Upload(Struct, frozen=True, kw_only=True):
    """A file that somebody sends. `id`: a new id in the bucket of the order, used unless the same content is there already.

    `uploaded_by` is the label of the principal, `name` what the sender calls the file, `content` what was received
    (receiving.py), `at` the time of the upload, `given_from` the way it came and the address it came from.
    """

    id: int
    order_id: int
    uploaded_by: str
    name: str
    content: Received
    at: datetime
    given_from: str = ""


class FileView(Struct, frozen=True):
    """A file as the API tells of it: `GET /files/{id}` has its content. Width and height are of pictures, in pixels."""

    id: str
    name: str
    media_type: str
    size_bytes: int
    width: int | None
    height: int | None


def file_view(file: StoredFile) -> FileView:
    """What the API tells of a file."""
    return FileView(str(file.id), file.name, file.media_type, file.size_bytes, file.width, file.height)

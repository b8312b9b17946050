"""PURE: what a file is, told by its content. Its name and the content type that the sender gives count for nothing."""

from msgspec import Struct

from makegood.evidence.endings import end_of_gif, end_of_jpeg, end_of_png, end_of_webp, require_end
from makegood.evidence.large_film import LargeFilm, Received
from makegood.evidence.refusals import FileEmpty, FileTypeRefused, FileUnreadable, PhotoTypeRefused


class Kind(Struct, frozen=True):
    """A kind of file. `endings`: of names, the usual one first. `format`: as Pillow calls it; empty for what is no picture.

    `shown_as`: the media type of the copy that is shown.
    """

    media_type: str
    endings: tuple[str, ...]
    format: str = ""
    shown_as: str = ""


JPEG = Kind("image/jpeg", (".jpg", ".jpeg"), "JPEG", "image/jpeg")
PNG = Kind("image/png", (".png",), "PNG", "image/png")
WEBP = Kind("image/webp", (".webp",), "WEBP", "image/webp")
GIF = Kind("image/gif", (".gif",), "GIF", "image/png")
PDF = Kind("application/pdf", (".pdf",), shown_as="application/pdf")
MP4 = Kind("video/mp4", (".mp4", ".m4v"), shown_as="video/mp4")
MOV = Kind("video/quicktime", (".mov", ".qt"), shown_as="video/quicktime")
KINDS = {kind.media_type: kind for kind in (JPEG, PNG, WEBP, GIF, PDF, MP4, MOV)}
ACCEPT = ",".join(KINDS)
"""For the `accept` of an upload field. Phones turn their own kinds of photos into JPEG for it."""

_ENDS = {
    JPEG.media_type: end_of_jpeg, PNG.media_type: end_of_png, WEBP.media_type: end_of_webp, GIF.media_type: end_of_gif,
}  # fmt: skip
_HEIC = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1"}
_VIDEO = {
    *(b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42"),
    *(b"avc1", b"dash", b"MSNV", b"M4V ", b"M4VH", b"3gp4", b"3gp5"),
}
_PDF_END_BYTES = 2048


def kind_of(content: Received) -> Kind:
    """The kind of a file. Raises FileEmpty, FileTypeRefused, PhotoTypeRefused, PictureGoesOn, FileUnreadable."""
    if not content:
        raise FileEmpty()
    if isinstance(content, LargeFilm):
        return _film(content)
    if content.startswith(b"\xff\xd8\xff"):
        return _whole(JPEG, content)
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return _whole(PNG, content)
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return _whole(WEBP, content)
    if content.startswith((b"GIF87a", b"GIF89a")):
        return _whole(GIF, content)
    if content.startswith(b"%PDF-"):
        return _whole_pdf(content)
    if content[4:8] == b"ftyp":
        return _film(content)
    raise FileTypeRefused()


def _whole(kind: Kind, content: bytes) -> Kind:
    require_end(content, _ENDS[kind.media_type])
    return kind


def _whole_pdf(content: bytes) -> Kind:
    # ISO 32000-1, 7.5.5: the last line is %%EOF; readers look for it near the end.
    if b"%%EOF" not in content[-_PDF_END_BYTES:]:
        raise FileUnreadable()
    return PDF


def _film(content: Received) -> Kind:
    """ISO 14496-12: boxes, the first of which names the brand. A film has its index and its pictures among them."""
    brand = content[8:12]
    if brand in _HEIC:
        raise PhotoTypeRefused()
    if brand != b"qt  " and brand not in _VIDEO:
        raise FileTypeRefused()
    if not {b"moov", b"mdat"} <= _boxes(content):
        raise FileUnreadable()
    return MOV if brand == b"qt  " else MP4


def _boxes(content: Received) -> set[bytes]:
    """The names of the outermost boxes. Raises FileUnreadable where they do not fit into the file."""
    found: set[bytes] = set()
    at, end = 0, len(content)
    while at < end:
        size, name, head = int.from_bytes(content[at : at + 4]), content[at + 4 : at + 8], 8
        if size == 1:
            size, head = int.from_bytes(content[at + 8 : at + 16]), 16
        elif size == 0:
            size = end - at
        if size < head or at + size > end:
            raise FileUnreadable()
        found.add(name)
        at += size
    return found

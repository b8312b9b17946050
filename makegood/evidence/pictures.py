"""Pictures: opened with suspicion, drawn anew in two sizes without anything that was hidden in them. Runs in a thread."""

from collections.abc import Sequence
from io import BytesIO

from msgspec import Struct
from PIL import Image, ImageDraw

from makegood.evidence.kinds import JPEG, KINDS, Kind
from makegood.evidence.model import DISPLAY_PIXELS, MOST_PIXELS, THUMB_PIXELS, Region
from makegood.evidence.refusals import FileUnreadable, PictureTooLarge
from makegood.kit.errors import Refused

# Pillow refuses twice as many when it opens a file; the check below comes before any pixel is decoded.
Image.MAX_IMAGE_PIXELS = MOST_PIXELS

_START_OF_SCAN = b"\xff\xda"
_MOST_SCANS = 200
"""A progressive JPEG is decoded once for each of its scans; real ones have about ten."""
_LARGEST_PROFILE_BYTES = 8192
_ORIENTATION = 0x0112
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_SAVED: dict[str, dict[str, object]] = {
    "JPEG": {"quality": 85, "optimize": True, "progressive": True},
    "PNG": {},
    "WEBP": {"quality": 82},
}


class Drawn(Struct, frozen=True):
    """A picture's own size in pixels, as it is looked at, and its copies."""

    width: int
    height: int
    display: bytes
    thumb: bytes


def draw(content: bytes, kind: Kind, hidden: Sequence[Region] = ()) -> Drawn:
    """Draw the copies of a picture, with some regions black. Raises FileUnreadable, PictureTooLarge."""
    if kind is JPEG and content.count(_START_OF_SCAN) > _MOST_SCANS:
        raise FileUnreadable()
    try:
        with Image.open(BytesIO(content), formats=(kind.format,)) as image:
            return _drawn(image, kind, hidden)
    except (Refused, MemoryError):
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise PictureTooLarge(limit_megapixels=MOST_PIXELS // 1_000_000) from None
    except Exception as error:
        # Whatever a decoder trips over (there are dozens of ways) is the file's fault, not ours.
        raise FileUnreadable() from error


def _drawn(image: Image.Image, kind: Kind, hidden: Sequence[Region]) -> Drawn:
    width, height = image.size
    if width * height > MOST_PIXELS:
        raise PictureTooLarge(limit_megapixels=MOST_PIXELS // 1_000_000)
    turn, profile = _turn(image), _profile(image)
    image.draft(None, (2 * DISPLAY_PIXELS, 2 * DISPLAY_PIXELS))  # a JPEG is decoded at that size, no larger
    shown = _plain(image)
    shown.thumbnail((DISPLAY_PIXELS, DISPLAY_PIXELS), Image.Resampling.LANCZOS)
    if turn is not None:
        shown = shown.transpose(turn)
        if turn in (_TURNS[5], _TURNS[6], _TURNS[7], _TURNS[8]):
            width, height = height, width
    shown.info = {}
    _black_out(shown, hidden)
    small = shown.copy()
    small.thumbnail((THUMB_PIXELS, THUMB_PIXELS), Image.Resampling.LANCZOS)
    return Drawn(
        width, height, _saved(shown, KINDS[kind.shown_as].format, profile), _saved(small, "WEBP", profile)
    )


def _black_out(image: Image.Image, hidden: Sequence[Region]) -> None:
    """Draw over regions, outwards to whole pixels, so that nothing of them shows through at an edge."""
    pen, (width, height) = ImageDraw.Draw(image), image.size
    for each in hidden:
        right, bottom = each.left + each.width, each.top + each.height
        corner = (-(-right * width // 1000), -(-bottom * height // 1000))
        pen.rectangle((each.left * width // 1000, each.top * height // 1000, *corner), fill="black")


def _plain(image: Image.Image) -> Image.Image:
    """The first frame in colours, with transparency only where there is some."""
    if image.mode.startswith("I;16"):
        return image.convert("I").point(lambda level: level / 256).convert("RGB")
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def _turn(image: Image.Image) -> Image.Transpose | None:
    """How a camera was held."""
    try:
        return _TURNS.get(image.getexif().get(_ORIENTATION, 1))
    except Exception:
        return None  # what a camera wrote wrongly beside a good picture takes nothing from the picture


def _profile(image: Image.Image) -> bytes | None:
    """What the colours mean, which matters to whoever disputes them; only the small profiles that cameras use."""
    profile = image.info.get("icc_profile")
    fits = isinstance(profile, bytes) and len(profile) <= _LARGEST_PROFILE_BYTES
    return profile if fits and image.mode in ("RGB", "RGBA") else None


def _saved(image: Image.Image, format_: str, profile: bytes | None) -> bytes:
    into = BytesIO()
    image.save(into, format_, icc_profile=profile, **_SAVED[format_])
    return into.getvalue()

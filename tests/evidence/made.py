"""Files for tests, made on the spot: pictures, papers and films, whole and broken."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from typing import Any

from PIL import Image

ORIENTATION, SERIAL_NUMBER, GPS = 0x0112, 0xA431, 0x8825


def picture(
    format_: str = "JPEG", size: tuple[int, int] = (64, 48), mode: str = "RGB", **saved: Any
) -> bytes:
    """A picture with something to see in it."""
    image = Image.linear_gradient("L").resize(size).convert(mode)
    into = BytesIO()
    image.save(into, format_, **saved)
    return into.getvalue()


def snapshot(orientation: int = 1, size: tuple[int, int] = (64, 48)) -> bytes:
    """A photo as a phone makes one: how it was held, where, and with which phone."""
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    exif[SERIAL_NUMBER] = "PHONE-SERIAL-4711"
    exif[GPS] = {1: "N", 2: (39.0, 54.0, 15.0)}
    return picture(size=size, exif=exif, comment=b"taken at home")


def animation() -> bytes:
    """A GIF of two frames."""
    frames = [Image.new("P", (40, 30), colour) for colour in (1, 2)]
    into = BytesIO()
    frames[0].save(into, "GIF", save_all=True, append_images=frames[1:])
    return into.getvalue()


def paper() -> bytes:
    """The smallest PDF."""
    return b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def box(name: bytes, content: bytes = b"") -> bytes:
    """A box of a film."""
    return struct.pack(">I4s", 8 + len(content), name) + content


def film(brand: bytes = b"isom", length: int = 1000) -> bytes:
    """A film as far as anybody looks who does not play it: its brand, its index, its pictures."""
    return (
        box(b"ftyp", brand + bytes(4) + brand)
        + box(b"moov", bytes(40))
        + box(b"mdat", bytes(range(256)) * (length // 256))
    )


def huge_png(width: int = 60_000, height: int = 60_000) -> bytes:
    """A few bytes that say they are thousands of millions of pixels."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
        )

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes(10_000))) + chunk(b"IEND", b"")


def opened(content: bytes) -> Image.Image:
    """A picture, read whole."""
    image = Image.open(BytesIO(content))
    image.load()
    return image

"""Copies of pictures: bounded, upright, without what was hidden, and no way to make the server choke."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image, ImageCms

from makegood.evidence.kinds import JPEG, kind_of
from makegood.evidence.pictures import draw
from makegood.evidence.refusals import FileUnreadable, PictureTooLarge
from tests.evidence.made import ORIENTATION, animation, huge_png, opened, picture, snapshot


def test_the_copies_have_nothing_hidden_in_them() -> None:
    content = snapshot() + b"PK\x03\x04 and a script <script>alert(1)</script>"
    assert b"PHONE-SERIAL" in content
    drawn = draw(content, JPEG)
    for copy in (drawn.display, drawn.thumb):
        assert not opened(copy).getexif()
        for hidden in (b"PHONE-SERIAL", b"taken at home", b"script", b"PK\x03\x04", b"Exif"):
            assert hidden not in copy


@pytest.mark.parametrize(
    ("orientation", "size"), [(1, (64, 48)), (3, (64, 48)), (6, (48, 64)), (8, (48, 64)), (99, (64, 48))]
)
def test_a_photo_stands_upright(orientation: int, size: tuple[int, int]) -> None:
    content = snapshot(orientation)
    drawn = draw(content, kind_of(content))
    assert (drawn.width, drawn.height) == size == opened(drawn.display).size
    assert ORIENTATION not in opened(drawn.display).getexif()


@pytest.mark.parametrize("format_", ["JPEG", "PNG", "WEBP"])
def test_the_copies_are_bounded_and_the_size_is_the_pictures_own(format_: str) -> None:
    content = picture(format_, (5000, 2500))
    drawn = draw(content, kind_of(content))
    assert (drawn.width, drawn.height) == (5000, 2500)
    assert opened(drawn.display).size == (2000, 1000)
    assert opened(drawn.display).format == format_
    assert opened(drawn.thumb).size == (320, 160)
    assert opened(drawn.thumb).format == "WEBP"


def test_a_small_picture_is_not_blown_up() -> None:
    content = picture("PNG", (1, 1))
    assert opened(draw(content, kind_of(content)).display).size == (1, 1)


def test_a_very_long_strip_keeps_a_pixel() -> None:
    content = picture("PNG", (20_000, 1))
    assert opened(draw(content, kind_of(content)).thumb).size == (320, 1)


@pytest.mark.parametrize(
    ("content", "mode"),
    [
        (picture("JPEG", mode="L"), "RGB"),
        (picture("JPEG", mode="CMYK"), "RGB"),
        (picture("PNG", mode="1"), "RGB"),
        (picture("PNG", mode="LA"), "RGBA"),
        (picture("PNG", mode="RGBA"), "RGBA"),
        (picture("PNG", mode="I;16"), "RGB"),
        (picture("PNG", mode="P", transparency=0), "RGBA"),
        (animation(), "RGB"),
    ],
)
def test_every_kind_of_colour_is_drawn(content: bytes, mode: str) -> None:
    assert opened(draw(content, kind_of(content)).display).mode == mode


def test_sixteen_bits_of_grey_are_not_all_white() -> None:
    deep = Image.new("I;16", (4, 4), 0x4000)
    content = picture_of(deep)
    assert opened(draw(content, kind_of(content)).display).getpixel((1, 1)) == (64, 64, 64)


def test_what_the_colours_mean_is_kept() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for given, kept in ((profile, True), (bytes(60_000), False)):
        content = picture(icc_profile=given)
        assert (opened(draw(content, kind_of(content)).display).info.get("icc_profile") == given) is kept


def picture_of(image: Image.Image) -> bytes:
    into = BytesIO()
    image.save(into, "PNG")
    return into.getvalue()


@pytest.mark.parametrize("size", [(60_000, 60_000), (10_000, 9_000), (8_000, 7_000), (50_000_001, 1)])
def test_too_many_pixels_are_refused_before_any_is_decoded(size: tuple[int, int]) -> None:
    with pytest.raises(PictureTooLarge):
        draw(huge_png(*size), kind_of(huge_png(*size)))


def many_scans() -> bytes:
    content = picture(progressive=True)
    return content[:-2] + b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00" * 1000 + b"\xff\xd9"


@pytest.mark.parametrize(
    "content",
    [
        picture("JPEG", (640, 480))[:-400],
        picture("JPEG")[:20],
        picture("PNG", (640, 480))[:-200],
        picture("PNG")[:30],
        picture("WEBP", (640, 480))[:-100],
        animation()[:20],
        huge_png(100, 10_000),
        b"\xff\xd8\xff" + bytes(1000),
        b"\xff\xd8\xff<script>alert(1)</script>",
        b"\x89PNG\r\n\x1a\n<svg onload='alert(1)'/>",
        b"GIF89a" + b"\xff" * 100,
        b"RIFF\xff\xff\xff\xffWEBPVP8 ",
        many_scans(),
    ],
)
def test_what_is_broken_is_refused(content: bytes) -> None:
    with pytest.raises(FileUnreadable):
        draw(content, kind_of(content))

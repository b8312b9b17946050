"""The photos of the demo: small drawings of what went wrong, made as they are needed and the same each time."""

import io
from collections.abc import Callable
from functools import cache
from typing import Any

WIDTH, HEIGHT = 560, 420
_TABLE = ((222, 208, 186), (170, 148, 120))
_FLOOR = ((196, 202, 206), (140, 148, 156))
_INK = (40, 38, 36)


@cache
def draw_photo(name: str) -> bytes:
    """A photo as a JPEG of a few kilobytes. Raises KeyError for a name that is not in PHOTOS."""
    from PIL import Image, ImageDraw, ImageFilter  # Pillow takes its time; only who draws waits for it

    ground, draw_on = PHOTOS[name]
    column = Image.new("RGB", (1, HEIGHT))
    for y in range(HEIGHT):
        column.putpixel((0, y), tuple(a + (b - a) * y // HEIGHT for a, b in zip(*ground, strict=True)))
    image = column.resize((WIDTH, HEIGHT))
    draw_on(ImageDraw.Draw(image))
    kept = io.BytesIO()
    # Slightly out of focus, as a photo from a hand is.
    image.filter(ImageFilter.GaussianBlur(0.7)).save(kept, "JPEG", quality=72)
    return kept.getvalue()


def _fruit(pen: Any) -> None:
    for row in range(4):
        for column in range(6):
            x, y = 50 + column * 80 + row % 2 * 30, 60 + row * 85
            soft = (row * 5 + column * 3) % 3 == 0
            pen.ellipse((x, y, x + 74, y + 72), fill=(92, 30, 30) if soft else (158, 22, 44), outline=_INK)
            pen.line((x + 37, y + 4, x + 48, y - 22), fill=(92, 104, 44), width=4)
            if soft:
                pen.ellipse((x + 16, y + 22, x + 52, y + 54), fill=(74, 50, 34))


def _phone(pen: Any) -> None:
    pen.rounded_rectangle((180, 30, 380, 390), 26, fill=(24, 26, 30), outline=(90, 92, 96), width=4)
    pen.rounded_rectangle((192, 44, 368, 376), 16, fill=(52, 74, 110))
    pen.line((328, 44, 328, 376), fill=(196, 255, 214), width=3)


def _phone_box(pen: Any) -> None:
    pen.polygon([(110, 130), (400, 90), (470, 300), (180, 350)], fill=(238, 238, 234), outline=_INK)
    pen.rectangle((230, 180, 350, 240), fill=(200, 206, 214))
    pen.line((150, 300, 440, 250), fill=(196, 60, 50), width=10)


def _tea(pen: Any) -> None:
    pen.rounded_rectangle((190, 110, 370, 380), 18, fill=(46, 92, 66), outline=_INK, width=3)
    pen.rectangle((190, 180, 370, 270), fill=(236, 230, 206))
    pen.ellipse((186, 84, 374, 140), fill=(64, 118, 86), outline=_INK, width=3)
    pen.arc((200, 92, 340, 150), 10, 120, fill=(240, 240, 236), width=8)


def _mould(pen: Any) -> None:
    pen.ellipse((110, 40, 450, 380), fill=(82, 58, 40), outline=_INK, width=3)
    for x, y, size in ((180, 120, 50), (300, 90, 36), (330, 240, 60), (210, 270, 40), (260, 180, 28)):
        pen.ellipse((x, y, x + size, y + size), fill=(212, 214, 200))


def _shoe(pen: Any) -> None:
    pen.polygon(
        [(70, 280), (90, 170), (220, 150), (330, 220), (480, 250), (500, 300), (70, 300)], fill=(70, 88, 118)
    )
    pen.rectangle((70, 300, 500, 334), fill=(232, 230, 224), outline=_INK)
    pen.line((330, 298, 500, 312), fill=_INK, width=9)
    for x in range(200, 310, 28):
        pen.line((x, 168 + (x - 200) // 3, x + 22, 200 + (x - 200) // 3), fill=(240, 240, 240), width=5)


def _dent(pen: Any) -> None:
    pen.rectangle((90, 20, 470, 410), fill=(176, 128, 80), outline=_INK, width=3)
    for x in range(110, 470, 34):
        pen.line((x, 20, x + 14, 410), fill=(158, 112, 68), width=3)
    pen.ellipse((230, 170, 320, 236), fill=(122, 82, 48))
    pen.ellipse((244, 182, 300, 220), fill=(98, 64, 38))
    pen.line((500, 120, 500, 300), fill=_INK, width=3)


def _charger(pen: Any) -> None:
    pen.rounded_rectangle((120, 120, 300, 330), 24, fill=(244, 244, 240), outline=_INK, width=3)
    pen.rectangle((170, 70, 190, 122), fill=(170, 170, 170))
    pen.rectangle((230, 70, 250, 122), fill=(170, 170, 170))
    pen.rounded_rectangle((340, 150, 510, 250), 12, fill=(30, 34, 30))
    pen.text((362, 180), "71.2 C", fill=(255, 96, 64), font_size=38)


def _shade(pen: Any) -> None:
    pen.polygon([(190, 60), (370, 60), (440, 250), (120, 250)], fill=(238, 226, 196), outline=_INK)
    pen.line((280, 250, 280, 410), fill=(70, 66, 60), width=10)
    pen.polygon([(270, 120), (300, 170), (276, 240), (250, 170)], fill=(120, 106, 84))


def _parcel(pen: Any) -> None:
    pen.polygon([(100, 150), (460, 150), (430, 380), (130, 380)], fill=(188, 146, 98), outline=_INK)
    pen.polygon([(100, 150), (60, 90), (250, 90), (280, 150)], fill=(206, 166, 118), outline=_INK)
    pen.polygon([(460, 150), (500, 90), (310, 90), (280, 150)], fill=(206, 166, 118), outline=_INK)
    pen.rectangle((200, 220, 360, 310), fill=(246, 246, 242), outline=_INK)
    for y in range(236, 300, 14):
        pen.line((214, y, 330 - y % 5 * 9, y), fill=(90, 90, 90), width=4)


def _receipt(pen: Any) -> None:
    pen.polygon([(170, 20), (390, 34), (380, 400), (160, 388)], fill=(250, 250, 246), outline=(190, 190, 186))
    for number, y in enumerate(range(60, 340, 24)):
        pen.line((196, y, 350 - number * 53 % 90, y + 3), fill=(70, 70, 70), width=4)
    pen.ellipse((270, 300, 356, 372), outline=(190, 40, 40), width=6)


PHOTOS: dict[str, tuple[Any, Callable[[Any], None]]] = {
    "cherries": (_TABLE, _fruit),
    "phone-line": (_FLOOR, _phone),
    "phone-box": (_TABLE, _phone_box),
    "tea-seal": (_TABLE, _tea),
    "tea-mould": (_FLOOR, _mould),
    "shoe-sole": (_FLOOR, _shoe),
    "panel-dent": (_FLOOR, _dent),
    "charger-hot": (_TABLE, _charger),
    "shade-torn": (_TABLE, _shade),
    "parcel": (_FLOOR, _parcel),
    "receipt": (_TABLE, _receipt),
}
"""Every photo by its name, with the colours of what it lies on."""

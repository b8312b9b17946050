"""PURE: what in a message the desk should see. A flag stops nothing: the message is posted, and a person judges.

So a pattern may be wrong now and then, but must not be wrong about ordinary talk of parcels, orders and how somebody paid.
"""

import re
import unicodedata

from makegood.cases.flag_patterns import (
    ABUSE,
    CONTACT,
    MOBILE,
    NUMBERED,
    PAYMENT,
    PLAIN,
    SPOKEN_DIGITS,
    TIGHT,
)

KINDS = (CONTACT, PAYMENT, ABUSE)
"""Every flag, in the order in which they are told."""
CAUTIONED = frozenset({CONTACT, PAYMENT})
"""Flags of which the other parties are told, so that nobody pays where nothing protects them."""
_LOOKED_BACK = 14
_TIGHT = [(kind, re.compile(pattern)) for kind, pattern in TIGHT]
_PLAIN = [(kind, re.compile(pattern)) for kind, pattern in PLAIN]
_MOBILE = re.compile(MOBILE)
_BETWEEN_DIGITS = re.compile(r"(?<=[0-9])[ .()·-]{1,2}(?=[0-9])")
_SPACES = re.compile(r"\s+")


def flags_of(text: str) -> tuple[str, ...]:
    """The flags of a message, each once; none for ordinary talk."""
    plain = as_plain(text)
    tight = as_tight(plain)
    found = {kind for kind, pattern in _PLAIN if pattern.search(plain)}
    found |= {kind for kind, pattern in _TIGHT if pattern.search(tight)}
    if _has_mobile(plain):
        found.add(CONTACT)
    return tuple(kind for kind in KINDS if kind in found)


def as_plain(text: str) -> str:
    """Half width, lower case, invisible characters gone, one space between words."""
    normal = unicodedata.normalize("NFKC", text).lower()
    shown = "".join(letter for letter in normal if unicodedata.category(letter) not in ("Cf", "Mn"))
    return _SPACES.sub(" ", shown).strip()


def as_tight(plain: str) -> str:
    """Only letters, digits and the plus sign, so that signs and pictures between characters hide nothing."""
    return "".join(letter for letter in plain if letter.isalnum() or letter in "+➕")


def _has_mobile(plain: str) -> bool:
    digits = _BETWEEN_DIGITS.sub("", plain.translate(SPOKEN_DIGITS))
    return any(not _is_numbered(digits[: match.start()]) for match in _MOBILE.finditer(digits))


def _is_numbered(before: str) -> bool:
    """Whether the words before a number say that it is one of an order or a parcel."""
    near = before[-_LOOKED_BACK:]
    return any(word in near for word in NUMBERED)

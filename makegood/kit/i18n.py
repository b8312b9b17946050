"""Languages: English is written in the code, Chinese in a Babel catalogue beside it."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from babel.messages.pofile import read_po

from makegood.kit.errors import Refused

LANGUAGES = ("zh-CN", "en")
DEFAULT = "en"
_LOCALE = Path(__file__).parent.parent / "locale"


@cache
def catalogue(language: str) -> dict[str, str]:
    """English text to the language's text; empty for English."""
    path = _LOCALE / language.replace("-", "_") / "LC_MESSAGES" / "makegood.po"
    if language == DEFAULT or not path.exists():
        return {}
    with path.open("rb") as file:
        return {str(entry.id): str(entry.string) for entry in read_po(file) if entry.id and entry.string}


def text(language: str, english: str, **fields: Any) -> str:
    """A sentence in the reader's language, its gaps filled; English where there is no translation."""
    sentence = catalogue(language).get(english, english)
    return sentence.format(**fields) if fields else sentence


PHRASES = {
    "buyer": "the buyer",
    "merchant": "the merchant",
    "desk": "the desk",
    "senior": "a senior of the desk",
    "carrier": "the carrier",
    "processor": "the payment processor",
    "system": "Makegood",
    "operator": "the operator",
    "marketplace": "the marketplace",
    "awaiting_merchant": "waiting for the merchant",
    "awaiting_buyer": "waiting for the buyer",
    "awaiting_return": "waiting for the goods to be sent",
    "in_return_transit": "goods on the way back",
    "awaiting_inspection": "inspection",
    "dispute_evidence": "hearing of a dispute",
    "dispute_ruling": "ruling of a dispute",
    "dispute_senior": "senior ruling of a dispute",
    "refund_held": "refund held",
    "in_review": "in review",
    "in_force": "in force",
}
"""Codes as they read inside an English sentence; a code that is not here reads as it is."""

_PHRASED = frozenset({"allowed", "stage", "standing"})


def phrase(language: str, codes: str) -> str:
    """Codes of roles or stages, joined by commas, as a sentence of the language names them: "the buyer or the desk"."""
    known = catalogue(language).get(codes)
    if known:
        return known
    *others, last = [PHRASES.get(code, code) for code in codes.split(", ")]
    return f"{', '.join(others)} or {last}" if others else last


def refusal_text(language: str, refusal: Refused) -> str:
    """Why something was refused, in the reader's language; words among the fields are translated too."""
    sentence = catalogue(language).get(refusal.template(), refusal.template())
    words = catalogue(language)
    fields = {
        name: phrase(language, value) if name in _PHRASED else words.get(value, value)
        for name, value in refusal.fields.items()
        if isinstance(value, str)
    }
    try:
        return sentence.format(**refusal.fields | fields)
    except (KeyError, IndexError):
        return sentence


def choose(accepted: Iterable[str]) -> str:
    """The first of the wanted languages (as in Accept-Language, best first) that we speak."""
    for wanted in accepted:
        head = wanted.strip().lower()
        if head.startswith("zh"):
            return "zh-CN"
        if head.startswith("en"):
            return "en"
    return DEFAULT


def from_header(header: str) -> str:
    """The language for an Accept-Language header (RFC 9110 12.5.4); weights decide, ties keep their order."""
    weighted: list[tuple[float, str]] = []
    for part in header.split(",")[:20]:
        name, _, weight = part.partition(";q=")
        try:
            weighted.append((-float(weight or 1), name))
        except ValueError:
            continue
    return choose(name for _, name in sorted(weighted, key=lambda item: item[0]))

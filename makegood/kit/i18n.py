"""Languages: English is written in the code, Chinese in a Babel catalogue beside it."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from babel.messages.pofile import read_po

from makegood.kit.errors import Refused
from makegood.kit.moments import moment_text
from makegood.kit.money import is_currency, money_text

LANGUAGES = ("zh-CN", "en")
DEFAULT = "en"
_LOCALE = Path(__file__).parent.parent / "locale"


@cache
def catalogue(language: str) -> dict[str, str]:
    """English text to the language's text, out of one file for each part of the product; empty for English."""
    found: dict[str, str] = {}
    for path in sorted((_LOCALE / language.replace("-", "_") / "LC_MESSAGES").glob("*.po")):
        with path.open("rb") as file:
            for entry in read_po(file):
                found |= _forms(entry.id, entry.string)
    return found


def _forms(english: Any, translated: Any) -> dict[str, str]:
    """An entry's sentences by their English; of one with a plural both: Chinese has one form for either."""
    if isinstance(english, tuple):
        singular, plural = translated[0], translated[-1]
        return {english[0]: singular, english[1]: plural} if singular and plural else {}
    return {str(english): str(translated)} if english and translated else {}


def text(language: str, english: str, **fields: Any) -> str:
    """A sentence in the reader's language, its gaps filled; English where there is no translation."""
    sentence = catalogue(language).get(english, english)
    return sentence.format(**fields) if fields else sentence


def counted(language: str, one: str, many: str, count: int, /, **fields: Any) -> str:
    """A sentence about one thing or about {count} of them, in the reader's language (gettext's ngettext).

    `count` among the fields is the number as it is written, where that is not its digits alone.
    """
    return text(language, one if count == 1 else many, **{"count": count} | fields)


PHRASES = {
    "buyer": "the buyer",
    "merchant": "the merchant",
    "desk": "the desk",
    "senior": "a senior of the desk",
    "carrier": "the carrier",
    "processor": "the payment processor",
    "jury": "the panel of users",
    "system": "Makegood",
    "operator": "the operator",
    "marketplace": "the marketplace",
    "awaiting_merchant": "waiting for the merchant",
    "awaiting_buyer": "waiting for the buyer",
    "awaiting_return": "waiting for the goods to be sent",
    "awaiting_interception": "being stopped on its way",
    "in_return_transit": "goods on the way back",
    "awaiting_inspection": "inspection",
    "dispute_evidence": "hearing of a dispute",
    "dispute_ruling": "ruling of a dispute",
    "dispute_senior": "senior ruling of a dispute",
    "dispute_review": "second reading of a ruling",
    "dispute_jury": "reading by a panel of users",
    "refund_held": "refund held",
    "under_appeal": "hearing of an appeal",
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


def refusal_text(language: str, refusal: Refused, named: Mapping[str, str] | None = None) -> str:
    """Why something was refused, in the reader's language; words among the fields are translated too, and amounts (`…_minor`
    beside a `currency`) are written as money, moments (`…_at`) as moments.

    `named`: what the sentence says instead of some fields, in the reader's language already.
    """
    sentence = catalogue(language).get(refusal.template(), refusal.template())
    words = catalogue(language)
    fields = {
        name: phrase(language, value) if name in _PHRASED else words.get(value, value)
        for name, value in refusal.fields.items()
        if isinstance(value, str)
    }
    try:
        return sentence.format(
            **refusal.fields
            | fields
            | _amounts(language, refusal.fields)
            | _moments(language, refusal.fields)
            | dict(named or {})
        )
    except (KeyError, IndexError):
        return sentence


def _amounts(language: str, fields: Mapping[str, Any]) -> dict[str, str]:
    currency = fields.get("currency")
    if not isinstance(currency, str) or not is_currency(currency):
        return {}
    return {
        name: money_text(value, currency, language)
        for name, value in fields.items()
        if name.endswith("_minor") and isinstance(value, int)
    }


def _moments(language: str, fields: Mapping[str, Any]) -> dict[str, str]:
    return {
        name: moment_text(datetime.fromisoformat(value), language)
        for name, value in fields.items()
        if name.endswith("_at") and isinstance(value, str)
    }


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

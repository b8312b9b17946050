"""PURE: against whom a mark of packs counts once it stands on record; most marks are remarks and count against nobody."""

from collections.abc import Iterable

from makegood.policy.telling.mark_words import MARK_WORDS

BUYER, MERCHANT = "buyer", "merchant"
COUNTED = {
    "false_shipping": (MERCHANT,),
    "made_otherwise": (MERCHANT,),
    "quality_refund": (MERCHANT,),
    "seller_fault": (MERCHANT,),
    "sham_trade": (BUYER, MERCHANT),
    "shipped_late": (MERCHANT,),
    "suspected_abuse": (BUYER,),
    "suspected_deceit": (BUYER,),
    "void_term": (MERCHANT,),
    "wilful_delay": (MERCHANT,),
}
"""Marks of the shipped packs that count, and against whom."""


def sides_of(mark: str) -> tuple[str, ...]:
    """Against whom a mark counts. One that only a pack of one's own has counts against the merchant."""
    return COUNTED.get(mark, () if mark in MARK_WORDS else (MERCHANT,))


def marks_against(side: str, marks: Iterable[str]) -> list[str]:
    """Those of some marks that count against a party."""
    return [mark for mark in marks if side in sides_of(mark)]

"""PURE: what a ruling may not give: a remedy that law, promise or their time refuses, whatever is proven of the matter."""

from typing import NamedTuple

from makegood.disputes.model import Ground, Result
from makegood.policy import Binding, Decision

WAYS = {
    "refund_only": ("refund_only",),
    "return_refund": ("return_refund",),
    "split": ("price_reduction", "refund_only"),
    "exchange": ("exchange",),
    "repair": ("repair",),
    "reship": ("reship",),
}
"""The remedies by which each ruling gives something: refused where all of them are."""
REMEDIES = tuple(dict.fromkeys(way for ways in WAYS.values() for way in ways))
REMEDY_KEYS = tuple(f"remedy.{each}" for each in REMEDIES)
FOR_A_PERSON = "undecided"


class Barred(NamedTuple):
    """What refuses a ruling: `key`, the remedy that is refused, and what follows instead, by the rule that refuses it."""

    key: str
    result: Result


def barred_by(decision: Decision) -> Barred | None:
    """What refuses what the rules of disputes would give; None where nothing does.

    Where no remedy is left, the merchant is paid. Where another is, or where it is refused because it is impossible, a
    person decides.
    """
    ways = WAYS.get(decision.word("ruling"), ())
    if not ways or not all(_is_refused(decision, f"remedy.{way}") for way in ways):
        return None
    key = f"remedy.{ways[0]}"
    ground = ground_of(decision, key)
    is_final = all(_is_refused(decision, each) for each in REMEDY_KEYS) and not _is_impossible(decision, key)
    return Barred(key, Result("pay_merchant" if is_final else FOR_A_PERSON, ground))


def _is_refused(decision: Decision, key: str) -> bool:
    return decision.word(key) == "refused"


def _is_impossible(decision: Decision, key: str) -> bool:
    """Whether a rule from which nobody may depart refuses a remedy: what nobody can do says nothing of who is right."""
    place = decision.answer(key).rule
    return place is not None and decision.book.rules[place].rule.binding is Binding.FIXED


def ground_of(decision: Decision, key: str) -> Ground | None:
    """The rule that decided a key; None where none did."""
    place = decision.answer(key).rule
    if place is None:
        return None
    rule = decision.book.rules[place].rule
    return Ground(rule.name, rule.text, rule.source, rule.confidence)

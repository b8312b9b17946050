"""PURE: what a rule may say: the keys of outcomes, their kinds, and which value is better for the buyer.

Every value is written as an integer: the place of a choice among its values (worst for the buyer first), seconds of
a duration, minor units of an amount, seconds since 1970 of a moment, a count, 0 or 1 of a flag.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache


class Kind(StrEnum):
    """How the values of a key are written and joined. ANY: a flag that holds when any rule says so."""

    CHOICE = "choice"
    FLAG = "flag"
    ANY = "any"
    DURATION = "duration"
    MOMENT = "moment"
    AMOUNT = "amount"
    COUNT = "count"


@dataclass(frozen=True, slots=True)
class Key:
    """One thing that rules decide. `better`: +1 when a higher value is better for the buyer, -1 lower, 0 unordered."""

    name: str
    kind: Kind
    better: int = 0
    values: tuple[str, ...] = ()

    def rank(self, value: int) -> int:
        """How good a value is for the buyer, among the values of the key; 0 for all where there is no order."""
        return self.better * value

    @property
    def best(self) -> int | None:
        """The best rank that there is, where the values end."""
        if self.kind is Kind.CHOICE and self.better:
            return max(self.rank(0), self.rank(len(self.values) - 1))
        return 1 if self.kind is Kind.FLAG else None

    def word(self, value: int) -> str:
        """A value of a choice or flag as packs write it."""
        if self.kind is Kind.CHOICE:
            return self.values[value]
        return "yes" if value else "no"


REMEDIES = (
    "refund_only",
    "return_refund",
    "exchange",
    "repair",
    "reship",
    "price_reduction",
    "cancel",
    "intercept",
    "modify_address",
    "modify_payment",
    "modify_items",
)
FREIGHTS = ("outbound", "return", "exchange")
PAYERS = ("buyer", "shared", "insurer", "platform", "merchant")
TENDERS = ("original", "gift_card", "store_credit", "other")
RULINGS = (
    "pay_merchant",
    "refund_only",
    "return_refund",
    "split",
    "exchange",
    "repair",
    "reship",
    "dismiss",
    "restore",
    "agreement",
)
EVIDENCE = (
    "photo",
    "video",
    "inspection_report",
    "invoice",
    "certificate",
    "chat",
    "tracking",
    "weight",
    "order_snapshot",
    "statement",
    "hospital_report",
    "brand_report",
    "website_log",
    "delivery_record",
    "police_report",
)
BUYERS_CLOCKS = frozenset(
    {
        "buyer_answer", "return_shipping", "evidence", "appeal", "reopen", "new_circumstances", "retention",
        "live_video_retention", "rule_notice", "report", "offer", "repair_payment", "repair_works",
    }
)  # fmt: skip
"""Clocks that run for the buyer, and how long records are kept: longer is better. All others the buyer waits for."""

_FIXED = {
    "burden": Key("burden", Kind.CHOICE, 1, ("buyer", "merchant")),
    "ruling": Key("ruling", Kind.CHOICE, 0, RULINGS),
    "refund": Key("refund", Kind.AMOUNT, 1),
    "compensation": Key("compensation", Kind.AMOUNT, 1),
    "compensation_by": Key(
        "compensation_by", Kind.CHOICE, 0, ("merchant", "platform", "insurer", "carrier", "buyer")
    ),
    "deduction": Key("deduction", Kind.AMOUNT, -1),
    "instant_refund": Key("instant_refund", Kind.FLAG, 1),
    "granted_at_once": Key("granted_at_once", Kind.FLAG, 1),
    "human_review": Key("human_review", Kind.ANY),
    "merchant_may_refuse": Key("merchant_may_refuse", Kind.CHOICE, 1, ("yes", "no")),
}


class UnknownKey(ValueError):
    """There is no such outcome."""


@cache
def key(name: str) -> Key:
    """A key by its flat name, such as `remedy.return_refund`. Raises UnknownKey."""
    if name in _FIXED:
        return _FIXED[name]
    group, _, rest = name.partition(".")
    maker = _GROUPS.get(group)
    if maker is None or not rest:
        raise UnknownKey(name)
    return maker(name, rest)


def _one_of(allowed: Sequence[str], rest: str, made: Key) -> Key:
    if rest not in allowed:
        raise UnknownKey(made.name)
    return made


def _evidence(name: str, rest: str) -> Key:
    party, _, kind = rest.partition(".")
    if party not in ("buyer", "merchant"):
        raise UnknownKey(name)
    return _one_of(EVIDENCE, kind, Key(name, Kind.ANY))


_OPENNESS = ("refused", "open")
_GROUPS = {
    "remedy": lambda name, rest: _one_of(REMEDIES, rest, Key(name, Kind.CHOICE, 1, _OPENNESS)),
    "freight": lambda name, rest: _one_of(FREIGHTS, rest, Key(name, Kind.CHOICE, 1, PAYERS)),
    "until": lambda name, rest: _one_of(REMEDIES, rest, Key(name, Kind.MOMENT, 1)),
    "tender": lambda name, rest: _one_of(TENDERS, rest, Key(name, Kind.CHOICE, 1, _OPENNESS)),
    "clock": lambda name, rest: Key(name, Kind.DURATION, 1 if rest in BUYERS_CLOCKS else -1),
    "limit": lambda name, rest: Key(name, Kind.COUNT),
    "mark": lambda name, rest: Key(name, Kind.ANY),
    "prove": lambda name, rest: Key(name, Kind.CHOICE, 1, ("buyer", "merchant")),
    "evidence": _evidence,
}

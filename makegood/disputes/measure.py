"""PURE: the most that law and promises let come back, where they measure it. It binds whoever rules, too.

> A person judges the facts; what then comes back, law and promise say.

The platform's own rules about amounts do not bind: a person may depart from them, and says why.
"""

from collections.abc import Sequence
from typing import Any

from msgspec import Struct

from makegood.cases import CaseState
from makegood.disputes import refusals
from makegood.disputes.freight import BINDS
from makegood.policy import Decision

MONEY = ("cancel", "intercept", "price_reduction", "refund_only", "return_refund")
"""Requests for money. What is exchanged, repaired or sent again is no amount."""


class Measure(Struct, frozen=True):
    """The most that a ruling may give of what was asked for, and the rule that says so."""

    most_minor: int
    rule: str


def measure_of(state: CaseState, decisions: Sequence[Decision]) -> Measure | None:
    """What law and promises let come back of all lines together; None where they leave what was asked as it is."""
    if state.type.value not in MONEY:
        return None
    bounds = [(_asked(each), *_bound(each)) for each in decisions]
    rules = [rule for asked, most, rule in bounds if rule and most < asked]
    if not rules:
        return None
    # Freight beside the goods, and a cent that dividing what was asked among the lines left over, are not measured.
    unmeasured = max(0, state.requested_minor - sum(asked for asked, _, _ in bounds))
    return Measure(sum(most for _, most, _ in bounds) + unmeasured, rules[0])


def require_within(amount_minor: int, measure: Measure | None, state: CaseState) -> None:
    """Raises MoreThanMeasured where a ruling gives more than law and promises let come back."""
    if measure is not None and state.bound is None and amount_minor > measure.most_minor:
        raise refusals.MoreThanMeasured(
            most_minor=measure.most_minor, rule=measure.rule, currency=state.currency
        )


def _asked(decision: Decision) -> int:
    asked: Any = decision.facts.get("asked") or 0
    return int(asked)


def _bound(decision: Decision) -> tuple[int, str]:
    """The most of some lines, and the rule of law or promise that says it; what was asked where none does. What is owed on
    top may be part of what was asked.
    """
    asked = _asked(decision)
    if decision.word("ruling") == "agreement":
        return asked, ""
    back, back_rule = _said(decision, "refund")
    kept, kept_rule = _said(decision, "deduction")
    paid: Any = decision.facts.get("paid") or 0
    top = 0 if decision.word("compensation_by") == "buyer" else decision.value("compensation") or 0
    most = (int(paid) if back is None else back) - (kept or 0) + top
    return max(0, min(asked, most)), back_rule or (kept_rule if kept else "")


def _said(decision: Decision, key: str) -> tuple[int | None, str]:
    """What a rule of law or promise decided about a key, and its name; nothing where another kind of rule did."""
    place = decision.answer(key).rule
    rule = None if place is None else decision.book.rules[place].rule
    if rule is None or rule.level not in BINDS:
        return None, ""
    return decision.value(key), rule.name

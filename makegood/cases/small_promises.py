"""PURE: the smallest policy over which the check explores cases: one fact, which makes the request the buyer's right or not."""

from datetime import datetime
from typing import Any

from makegood.cases.facts import Asked, OrderFacts, Verdict
from makegood.cases.model import Role
from makegood.cases.terms import FactValue, Terms

RIGHT = "within_the_right"


class SmallPromises:
    """A request is open; the merchant may refuse it until somebody says that it is the buyer's right."""

    def judge(self, asked: Asked, order: OrderFacts, now: datetime) -> Verdict:
        """Terms that follow from the last thing said."""
        return Verdict(Terms(1, may_refuse=not (asked.given and asked.given[-1].value)))

    def accept(self, name: str, value: Any, by: Role) -> FactValue:
        """Whatever is said."""
        return bool(value)

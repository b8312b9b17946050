"""PURE: the smallest policy over which the check explores cases: one fact, which makes the request the buyer's right or not."""

from datetime import datetime
from typing import Any

from makegood.cases.facts import Asked, OrderFacts, Verdict
from makegood.cases.families.court_papers.small import BY_PAPERS_READ_TWICE
from makegood.cases.families.evidence_window.small import WINDOWED
from makegood.cases.families.jury.small import BY_PANEL
from makegood.cases.families.new_circumstances.conditions import CLOCK as NEWS
from makegood.cases.families.new_circumstances.small import BY_NEWS
from makegood.cases.families.second_review.limits import AMOUNT_LIMIT
from makegood.cases.model import Role
from makegood.cases.patience import CLOCK as ESCALATION
from makegood.cases.refused_often import LIMIT
from makegood.cases.small_orders import CALLED_IN, PATIENT
from makegood.cases.terms import FactValue, Terms

RIGHT = "within_the_right"
AT_ONCE = "at_once"
"""The market of orders that a rule refunds at once."""
IN_ADVANCE = "in_advance"
"""The market of orders whose buyers are paid in advance."""
READ_TWICE = "read_twice"
"""The market of orders over which another person reads a ruling whatever is at stake."""

_WEEK = 7 * 24 * 3600


class SmallPromises:
    """A request is open; the merchant may refuse it until somebody says that it is the buyer's right."""

    def judge(self, asked: Asked, order: OrderFacts, now: datetime) -> Verdict:
        """Terms that follow from the last thing said."""
        right = bool(asked.given and asked.given[-1].value)
        limits = {AMOUNT_LIMIT: 1} if order.market in (READ_TWICE, WINDOWED) else {}
        if order.market == CALLED_IN:
            limits = {LIMIT: 2}
        if order.market == BY_PANEL:
            limits = {"jury_seats": 17}
        if order.market == BY_PAPERS_READ_TWICE:
            limits = {AMOUNT_LIMIT: 1, "jury_seats": 17}
        clocks = {BY_NEWS: {NEWS: _WEEK}, PATIENT: {ESCALATION: _WEEK}}.get(order.market or "", {})
        terms = Terms(
            1,
            limits=limits,
            clocks=clocks,
            may_refuse=not right,
            instant_refund=order.market in (AT_ONCE, IN_ADVANCE),
        )
        return Verdict(terms)

    def accept(self, name: str, value: Any, by: Role) -> FactValue:
        """Whatever is said."""
        return bool(value)

"""PURE: who does not keep to a contract that is cancelled before it ships: the buyer who changes their mind, or the merchant
who is late or has none left. What a deposit comes to hangs on it (Civil Code art. 587).
"""

from datetime import datetime

from makegood.cases.facts import Asked, LineFacts, OrderFacts
from makegood.cases.goods_facts import facts_told, promised_to_ship_by
from makegood.cases.model import CaseType, Goods

_CHANGED_MIND = frozenset({"no_reason", "ordered_by_mistake", "does_not_fit"})
_LATE = "not_shipped_in_time"
_NONE_LEFT = "out_of_stock"


def backs_out(asked: Asked, order: OrderFacts, line: LineFacts, now: datetime) -> str | None:
    """The party that backs out of what is cancelled; None where it is not clear from the reason and the order."""
    if not _before_shipping(asked) or asked.reason is None:
        return None
    facts = {**order.facts, **facts_told(line), **line.facts}
    given = {each.name: each.value for each in asked.given if each.by in ("merchant", "desk", "senior")}
    if asked.reason == _NONE_LEFT and (given.get("none_left") is True or facts.get("none_left") is True):
        return "merchant"
    due = promised_to_ship_by(line, order)
    is_late = due is not None and due < now
    if asked.reason in (_LATE, _NONE_LEFT) and is_late:
        return "merchant"
    return "buyer" if asked.reason in _CHANGED_MIND and not is_late else None


def _before_shipping(asked: Asked) -> bool:
    """A refund of what has not left comes to the same as its cancellation."""
    unsent_refund = asked.type is CaseType.REFUND_ONLY and asked.goods is Goods.NOT_SHIPPED
    return asked.type is CaseType.CANCEL or unsent_refund


def told_by_reason(asked: Asked, order: OrderFacts, line: LineFacts, now: datetime) -> dict[str, str]:
    """The same as a fact, for a request whose remedy is being tried; nothing where somebody has told it already."""
    party = backs_out(asked, order, line, now)
    known = any(each.name == "defaulting_party" for each in asked.given)
    return {"defaulting_party": party} if party and not known else {}

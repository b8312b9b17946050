"""What our own record says of a dispute besides the order and the request: nobody has to tell it, and nobody to prove it."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from makegood.cases import CaseState, Goods, LineFacts, OrderFacts, Role, Stage, StoredCase, may_add
from makegood.db.writes import Connection
from makegood.orders import SecondHand

SUSPENDED = {"joint_suspension": "joint", "court_papers": "court", "police_report": "police"}
UNHEARD = (Stage.AWAITING_MERCHANT, Stage.DISPUTE_EVIDENCE)
SECOND_HAND, PRIVATE = "second_hand", "private"
A_YEAR = timedelta(days=365)
MOST_ORDERS = 5_000

_LIKE = """
SELECT count(DISTINCT o.id) AS like_sales, coalesce(sum(l.paid_minor), 0)::bigint AS like_turnover
FROM (SELECT id, bucket FROM orders WHERE merchant_id = $1 AND placed_at > $2 AND placed_at <= $3 AND currency = $4
        AND status <> 'cancelled' ORDER BY id DESC LIMIT $6) o
JOIN order_lines l ON (l.bucket, l.order_id) = (o.bucket, o.id) AND l.kind = 'goods' AND l.category = ANY($5)
"""


def of_the_case(case: StoredCase) -> dict[str, Any]:
    """PURE: why the case stands still, whether the merchant has left it lying, and what was advanced for goods that have come
    back since.
    """
    state = case.state
    found: dict[str, Any] = {"claim_ignored": is_left_lying(case), "refunded_before": advanced_minor(state)}
    if state.paused is not None:
        found["case_suspended"] = SUSPENDED[state.paused.reason.value]
    return found


def is_left_lying(case: StoredCase) -> bool:
    """Whether the merchant has never done anything in a case, and its time to do so is over."""
    state = case.state
    is_over = state.stage not in UNHEARD or (
        state.stage is Stage.DISPUTE_EVIDENCE and not may_add(state, Role.MERCHANT)
    )
    return is_over and all(each.actor is not Role.MERCHANT for each in case.events)


def advanced_minor(state: CaseState) -> int:
    """What the buyer got before the goods were back, once something has come back: an empty box is then told from a return."""
    is_back = state.goods is Goods.RETURNED
    return state.advance.amount_minor if is_back and state.advance is not None else 0


async def of_the_seller(connection: Connection, state: CaseState, order: OrderFacts) -> Mapping[str, Any]:
    """How often, and for how much, a private seller of second-hand goods has sold like goods within the year before: those of
    the same category, among its newest 5,000 orders. Nothing of other sellers.
    """
    lines = [line for item in state.items if (line := order.line(item.line_no)) is not None]
    categories = sorted({line.category for line in lines if _is_used_of_a_private_person(line, order)})
    if not categories:
        return {}
    row = await connection.fetchrow(
        _LIKE,
        order.merchant_id,
        order.placed_at - A_YEAR,
        order.placed_at,
        order.currency,
        categories,
        MOST_ORDERS,
    )
    return dict(row)


def _is_used_of_a_private_person(line: LineFacts, order: OrderFacts) -> bool:
    seller = line.goods.seller if isinstance(line.goods, SecondHand) else None
    told = {"seller_kind": seller, **order.facts, **line.facts}["seller_kind"]
    return told == PRIVATE and (SECOND_HAND in line.traits or isinstance(line.goods, SecondHand))

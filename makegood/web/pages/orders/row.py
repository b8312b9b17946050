"""What the list of orders shows of each: whether something can still be asked for, and the cases about it."""

from collections.abc import Sequence
from typing import Any

from msgspec import Struct

from makegood.accounts import Principal, authorise
from makegood.cases import Stage
from makegood.kit.errors import NotPermitted
from makegood.kit.ids import bucket_of
from makegood.orders import OrderView

_CASES = """
SELECT c.order_id, c.id, c.stage, c.state ? 'question' AS question,
    coalesce((c.state->>'refunded_minor')::bigint, 0) AS refunded_minor FROM cases c
JOIN unnest($1::smallint[], $2::bigint[]) AS w(bucket, id) ON (c.bucket, c.order_id) = (w.bucket, w.id)
ORDER BY c.id DESC
"""


class CaseLink(Struct, frozen=True):
    """A case about an order. `question`: one stands, so that an answer is awaited first. Amounts in minor units."""

    id: str
    stage: Stage
    question: bool
    refunded_minor: int


class OrderRow(Struct, frozen=True):
    """An order in the list, with its cases, newest first."""

    order: OrderView
    is_claimable: bool
    cases: list[CaseLink]

    @property
    def status(self) -> str:
        """The order's status, or `refunded` where cases gave back all that was paid for its goods."""
        goods = sum(line.paid_minor for line in self.order.lines if line.kind == "goods")
        refunded = sum(case.refunded_minor for case in self.cases)
        return "refunded" if goods and refunded >= goods and not self.is_open else self.order.status

    @property
    def is_open(self) -> bool:
        """Whether a case about it goes on."""
        return any(case.stage.is_open for case in self.cases)


def units_left(order: OrderView) -> dict[int, int]:
    """How many units can still be asked for, by line; only lines of goods of which there are some."""
    left = {
        line.line_no: line.quantity - line.claimed_quantity for line in order.lines if line.kind == "goods"
    }
    return {line_no: units for line_no, units in left.items() if units > 0}


async def order_rows(connection: Any, reader: Principal, orders: Sequence[OrderView]) -> list[OrderRow]:
    """Orders that the reader may see, as rows of the list."""
    cases = await _cases(connection, reader, [int(order.id) for order in orders])
    return [
        OrderRow(order, order.status != "cancelled" and bool(units_left(order)), cases.get(order.id, []))
        for order in orders
    ]


async def _cases(connection: Any, reader: Principal, order_ids: list[int]) -> dict[str, list[CaseLink]]:
    """The cases by order; a party of an order is the same party in all of its cases."""
    try:
        authorise(reader, "case.read")
    except NotPermitted:
        return {}
    found: dict[str, list[CaseLink]] = {}
    for row in await connection.fetch(_CASES, [bucket_of(one) for one in order_ids], order_ids):
        found.setdefault(str(row["order_id"]), []).append(
            CaseLink(str(row["id"]), Stage(row["stage"]), row["question"], row["refunded_minor"])
        )
    return found

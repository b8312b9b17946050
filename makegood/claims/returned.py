"""Goods of an order that went back by a courier that the buyer paid, in cases that have ended: what it cost may be told yet."""

import msgspec
from msgspec import Struct

from makegood.carriers import carried_here
from makegood.cases import CaseState, GivenFact, ruled_bearer
from makegood.claims.store import claims_of_order, ended_with_cases
from makegood.db.writes import Connection
from makegood.kit.ids import bucket_of

FAMILY = "way_back"
"""The family of claims that repay the way back; one for a case."""
_ENDED = """
SELECT state::text FROM cases WHERE bucket = $1 AND order_id = $2 AND stage = 'settled'
    AND type IN ('return_refund', 'exchange') AND state ? 'shipment' ORDER BY id
"""


class Returned(Struct, frozen=True):
    """Units of a line that a case brought back, and what its parties told. `freight_ruled`: who bears that way by the ruling;
    empty where it does not say so.
    """

    case_id: int
    quantity: int
    remedy: str
    reason: str
    given: tuple[GivenFact, ...]
    freight_ruled: str = ""


async def returned_lines(connection: Connection, order_id: int) -> dict[int, Returned]:
    """By line, the newest return whose freight nobody has claimed yet and no carrier of the platform took. A case repays its
    way back once, under its first line.
    """
    rows = await connection.fetch(_ENDED, bucket_of(order_id), order_id)
    claimed = await _claimed(connection, order_id)
    found: dict[int, Returned] = {}
    for state in (msgspec.json.decode(row["state"], type=CaseState) for row in rows):
        is_open_to_it = state.id not in claimed and state.shipment and not state.made_whole_minor
        if is_open_to_it and not await carried_here(connection, state.id):
            first = state.items[0]
            found[first.line_no] = Returned(
                state.id,
                first.quantity,
                state.type.value,
                state.reason,
                state.given,
                ruled_bearer(state, is_back=True) or "",
            )
    return found


async def _claimed(connection: Connection, order_id: int) -> set[int | None]:
    """The cases whose way back was claimed. A claim that the platform ended with its case stands in the way of nothing."""
    gone = await ended_with_cases(connection, order_id)
    claims = await claims_of_order(connection, order_id)
    return {one.case_id for one in claims if one.family == FAMILY and one.id not in gone}

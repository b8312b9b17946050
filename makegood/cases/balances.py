"""What the tenders hold that requests want to pay with, as far as anybody told: read for a batch at once. Nothing is read
where nobody names one.
"""

from collections.abc import Iterable

from msgspec import structs

from makegood.cases import commands as c
from makegood.cases.facts import OrderFacts
from makegood.cases.model import CaseState
from makegood.cases.requests import Request
from makegood.cases.store import Loaded
from makegood.db.writes import Connection
from makegood.kit.ids import bucket_of

Balances = dict[int, dict[str, int]]
"""Minor units that a buyer's tenders hold, by buyer and by the marketplace's name of the tender."""

_BALANCES = """
SELECT t.buyer_id, t.external_id, t.balance_minor FROM buyer_tenders t
JOIN unnest($1::smallint[], $2::bigint[]) AS w(bucket, buyer_id) ON (t.bucket, t.buyer_id) = (w.bucket, w.buyer_id)
WHERE t.balance_minor IS NOT NULL
ORDER BY t.bucket, t.buyer_id, t.external_id
FOR NO KEY UPDATE OF t
"""


def pays_something(command: c.Command, state: CaseState | None) -> bool:
    """Whether a request may be paid with a tender of the buyer's."""
    if isinstance(command, c.OpenCase):
        return command.change is not None or command.replacement is not None
    return state is not None and any((state.change, state.replacement, state.repair))


async def balances_for(connection: Connection, requests: Iterable[Request], loaded: Loaded) -> Balances:
    """The balances that a batch of requests may stand on, locked: one card is not spent on two orders at once."""
    buyers = {buyer for request in requests if (buyer := _buyer(request, loaded)) is not None}
    return await read_balances(connection, buyers)


async def read_balances(connection: Connection, buyers: Iterable[int]) -> Balances:
    """What the tenders of some buyers hold."""
    wanted = sorted(set(buyers))
    if not wanted:
        return {}
    found: Balances = {}
    for row in await connection.fetch(_BALANCES, [bucket_of(buyer) for buyer in wanted], wanted):
        found.setdefault(row["buyer_id"], {})[row["external_id"]] = row["balance_minor"]
    return found


def with_balances(order: OrderFacts, balances: Balances) -> OrderFacts:
    """The order with what its buyer's tenders hold."""
    held = balances.get(order.buyer_id)
    return structs.replace(order, balances=held) if held else order


def _buyer(request: Request, loaded: Loaded) -> int | None:
    case = loaded.cases.get(request.case_id) if request.case_id is not None else None
    order = loaded.orders.get((case.state.order_id if case else request.order_id) or 0)
    if order is None or not pays_something(request.command, case.state if case else None):
        return None
    return order.buyer_id

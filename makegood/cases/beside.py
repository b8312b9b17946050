"""What claims beside cases give on top of refunds: read where a ruling is about to give something on top too."""

from collections.abc import Iterable, Mapping
from datetime import datetime

import msgspec
from msgspec import structs

from makegood.cases import commands as c
from makegood.cases.compensation import owed_since, same_loss
from makegood.cases.facts import Beside, OrderFacts
from makegood.cases.families.second_review.commands import ConfirmRuling
from makegood.cases.model import CaseState
from makegood.cases.requests import Request
from makegood.cases.store import Loaded
from makegood.db.writes import Connection
from makegood.kit.ids import bucket_of

_BESIDE = """
SELECT k.order_id, k.line_no, k.quantity, coalesce(l.quantity, 0) AS bought, k.family, k.case_id,
    CASE WHEN k.stage = 'paid' OR k.kind = 'ruling' THEN k.amount_minor ELSE k.cap_minor END AS amount_minor,
    CASE WHEN k.kind = 'ruling' THEN k.opened_at WHEN k.stage = 'paid' THEN k.changed_at END AS settled_at
FROM claims k JOIN unnest($1::smallint[], $2::bigint[]) AS w(bucket, order_id)
    ON (k.bucket, k.order_id) = (w.bucket, w.order_id)
LEFT JOIN order_lines l ON (l.bucket, l.order_id, l.line_no) = (k.bucket, k.order_id, k.line_no)
WHERE k.stage NOT IN ('closed', 'withdrawn', 'reversed', 'declined') AND k.content ->> 'gives' = 'compensation'
ORDER BY k.id
"""


async def besides(
    connection: Connection, requests: Iterable[Request], loaded: Loaded
) -> Mapping[int, tuple[Beside, ...]]:
    """By order, for a batch of requests. Only orders are read of which a ruling gives something on top; most are none."""
    wanted = {
        case.state.order_id
        for each in requests
        if (case := loaded.cases.get(each.case_id or 0)) is not None and _gives_on_top(each.command)
    }
    return await read_beside(connection, wanted)


def _gives_on_top(command: c.Command) -> bool:
    if isinstance(command, ConfirmRuling):
        return True
    return isinstance(command, c.Rule | c.RuleOnAppeal) and bool(command.compensation_minor)


async def owed_as_ruled(connection: Connection, state: CaseState) -> int:
    """What the standing ruling of a case gives on top, less what claims for the same loss have given since and may still give:
    what was given before, the ruling has been bound to.
    """
    if state.ruling is None or not state.ruling.compensation_minor:
        return 0
    beside = (await read_beside(connection, [state.order_id])).get(state.order_id, ())
    at = owed_since(state.ruling, state)
    since = [each for each in same_loss(state, beside) if not _settled_by(each, at)]
    return max(0, state.ruling.compensation_minor - sum(each.amount_minor for each in since))


def _settled_by(beside: Beside, at: datetime | None) -> bool:
    return beside.settled_at is not None and at is not None and beside.settled_at <= at


async def read_beside(connection: Connection, orders: Iterable[int]) -> Mapping[int, tuple[Beside, ...]]:
    """What claims of some orders give on top."""
    wanted = sorted(set(orders))
    if not wanted:
        return {}
    found: dict[int, tuple[Beside, ...]] = {}
    for row in await connection.fetch(_BESIDE, [bucket_of(each) for each in wanted], wanted):
        told = msgspec.convert(dict(row), Beside)
        found[row["order_id"]] = (*found.get(row["order_id"], ()), told)
    return found


def with_beside(order: OrderFacts, found: Mapping[int, tuple[Beside, ...]]) -> OrderFacts:
    """The order with what claims give on top."""
    return structs.replace(order, beside=found[order.id]) if found.get(order.id) else order

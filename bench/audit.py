"""What must hold of a database whatever was killed: nothing lost, nothing doubled, every book agreeing with the others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import msgspec

from bench.returns import STREAM
from makegood.cases import CaseState, StoredEvent, as_recorded, fold
from makegood.ledger import check_ledger

_AT_ONCE = 500
_CASES = """
SELECT c.id, c.order_id, c.version, c.stage, c.state::text AS state, s.events::text AS events
FROM cases c CROSS JOIN LATERAL (
    SELECT json_agg(json_build_object(
        'actor', e.actor, 'who', e.who, 'at', e.at, 'event', e.data, 'seq', e.seq) ORDER BY e.seq) AS events
    FROM case_events e WHERE (e.bucket, e.case_id) = (c.bucket, c.id)
) s WHERE c.id > $1 ORDER BY c.id LIMIT $2
"""
# Money at the processor: what it moved, what its refunds say, what the ledger handed over, what the cases gave back.
_MONEY = """
SELECT moved.minor AS moved_minor, refunds.minor AS refunds_minor, ledger.minor AS ledger_minor, cases.minor AS cases_minor
FROM (SELECT coalesce(sum(moved_minor), 0)::bigint AS minor FROM fake_processor_payments) moved,
    (SELECT coalesce(sum(amount_minor), 0)::bigint AS minor FROM fake_processor_refunds WHERE status = 'succeeded') refunds,
    (SELECT coalesce(sum(balance_minor), 0)::bigint AS minor FROM ledger_accounts
        WHERE account = 'processor:fake:transit') ledger,
    (SELECT coalesce(sum(refunded_minor), 0)::bigint AS minor FROM cases) cases
"""
_MOVED_TWICE = """
SELECT p.reference, p.moved_minor, o.amount_minor FROM fake_processor_payments p
JOIN order_payments o ON o.processor_reference = p.reference WHERE p.moved_minor > o.amount_minor
"""
_LEFT = """
SELECT (SELECT count(*) FROM jobs) AS jobs, (SELECT count(*) FROM jobs WHERE dead) AS dead_jobs,
    (SELECT count(*) FROM outbox) AS events_not_told, (SELECT count(*) FROM fake_processor_refunds WHERE notifications_owed > 0)
        AS notifications_owed
"""
_OPENED_TWICE = "SELECT order_id, count(*) FROM cases GROUP BY order_id HAVING count(*) > 1"


@dataclass(frozen=True, slots=True)
class Answered:
    """A command that a client was told had been carried out: on which case, as which version, and what it recorded."""

    case_id: int
    version: int
    event: str


async def findings(pool: Any, answered: list[Answered], orders: int) -> list[str]:
    """Everything that is not as it must be once all returns are settled; empty when nothing was lost or doubled."""
    found = [str(finding) for finding in (await check_ledger(pool)).findings]
    streams: dict[int, list[StoredEvent]] = {}
    last = 0
    while rows := await pool.fetch(_CASES, last, _AT_ONCE):
        for row in rows:
            streams[row["id"]] = msgspec.json.decode(row["events"], type=list[StoredEvent])
            found += _case_findings(row, streams[row["id"]])
        last = rows[-1]["id"]
    if len(streams) != orders:
        found.append(f"{orders} returns were asked for, {len(streams)} cases are on file")
    found += _answer_findings(answered, streams)
    found += [f"order {row['order_id']} has {row['count']} cases" for row in await pool.fetch(_OPENED_TWICE)]
    return [*found, *[each async for each in _money_findings(pool)]]


def _case_findings(row: Any, events: list[StoredEvent]) -> Iterator[str]:
    """The stream is gapless and exactly that of a plain return; its fold is the row."""
    seqs = [event.seq for event in events]
    if seqs != list(range(1, row["version"] + 1)):
        yield f"case {row['id']} at version {row['version']} has events {seqs}"
    names = tuple(str(event.event.__struct_config__.tag) for event in events)
    # A processor whose books were away for a moment has not answered; what matters is that it is paid once after.
    if tuple(name for name in names if name != "refund.unknown") != STREAM:
        yield f"case {row['id']} ({row['stage']}) went {', '.join(names)}"
    if fold(as_recorded(events)) != msgspec.json.decode(row["state"], type=CaseState):
        yield f"case {row['id']} is not what its events make of it"


def _answer_findings(answered: list[Answered], streams: dict[int, list[StoredEvent]]) -> Iterator[str]:
    """What clients were told is on record as they were told it."""
    for each in answered:
        events = streams.get(each.case_id, [])
        names = [event.event.__struct_config__.tag for event in events[: each.version]]
        if each.event not in names:
            yield f"{each.event} of case {each.case_id} was answered as version {each.version} and is not on record"


async def _money_findings(pool: Any) -> Any:
    money = dict(await pool.fetchrow(_MONEY))
    if len(set(money.values())) != 1:
        yield f"the books of money do not agree: {money}"
    for row in await pool.fetch(_MOVED_TWICE):
        yield f"payment {row['reference']} of {row['amount_minor']} was paid back {row['moved_minor']}"
    left = {name: count for name, count in dict(await pool.fetchrow(_LEFT)).items() if count}
    if left:
        yield f"work is left over: {left}"

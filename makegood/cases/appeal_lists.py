"""The appeals of a party, and the rulings against it that it may still appeal."""

from typing import Any

import msgspec

from makegood.cases.facts import OrderFacts
from makegood.cases.model import Role
from makegood.cases.store import StoredCase
from makegood.db.writes import Connection
from makegood.kit.ids import bucket_of

LOOKED_AT = 50
"""Rulings that are looked at for those that may still be appealed, the newest first."""

_LIST = """
SELECT s.stream::text AS case_read, o.facts::text AS order_read, c.id FROM (
    SELECT bucket, id, order_id FROM cases WHERE {party} AND state ? 'ruling' AND {which} AND id < $2
    ORDER BY id DESC LIMIT $3
) c JOIN case_streams s ON (s.bucket, s.id) = (c.bucket, c.id)
JOIN order_facts o ON (o.bucket, o.id) = (c.bucket, c.order_id) ORDER BY c.id DESC
"""
_PARTY = {Role.MERCHANT: "merchant_id = $1", Role.BUYER: "(bucket, buyer_id) = ($4, $1)"}
_OWN = {role: f"state -> 'appeal' ->> 'by' = '{role.value}'" for role in _PARTY}
_AGAINST = {
    role: f"NOT state ? 'appeal' AND state -> 'ruling' ->> 'favour' IN ('{other.value}', 'split')"
    for role, other in ((Role.MERCHANT, Role.BUYER), (Role.BUYER, Role.MERCHANT))
}
LARGEST_ID = 2**63 - 1

CaseOfOrder = tuple[StoredCase, OrderFacts]


async def appeals_of(
    connection: Connection, role: Role, party_id: int, before_id: int, limit: int
) -> tuple[list[CaseOfOrder], int | None]:
    """Cases in which a buyer or merchant has appealed, the newest case first; and where to go on."""
    rows = await _rows(connection, role, party_id, _OWN[role], before_id, limit + 1)
    return [_read(row) for row in rows[:limit]], rows[limit - 1]["id"] if len(rows) > limit else None


async def rulings_unappealed(connection: Connection, role: Role, party_id: int) -> list[CaseOfOrder]:
    """The newest rulings against a buyer or merchant that nobody has appealed. Whether it is in time, the case says."""
    rows = await _rows(connection, role, party_id, _AGAINST[role], LARGEST_ID, LOOKED_AT)
    return [_read(row) for row in rows]


async def _rows(
    connection: Connection, role: Role, party_id: int, which: str, before_id: int, limit: int
) -> list[Any]:
    sql = _LIST.format(party=_PARTY[role], which=which)
    bucket = [bucket_of(party_id)] if role is Role.BUYER else []
    rows: list[Any] = await connection.fetch(sql, party_id, before_id, limit, *bucket)
    return rows


def _read(row: Any) -> CaseOfOrder:
    return (
        msgspec.json.decode(row["case_read"], type=StoredCase),
        msgspec.json.decode(row["order_read"], type=OrderFacts),
    )

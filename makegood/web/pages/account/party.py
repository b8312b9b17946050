"""The buyer or merchant that somebody acts for, by the name that the marketplace gave it."""

from collections.abc import Iterable, Mapping
from typing import ClassVar

from makegood.accounts import PARTIES, PrincipalRole
from makegood.db.writes import Connection
from makegood.kit.errors import Refused
from makegood.kit.ids import bucket_of, stable_bucket


class PartyUnknown(Refused):
    """There is no such buyer or shop here; it is known once an order of theirs is in."""

    status: ClassVar[int] = 422


_BY_NAME = {
    PrincipalRole.BUYER: "SELECT id FROM buyers WHERE bucket = $1 AND external_id = $2",
    PrincipalRole.MERCHANT: "SELECT id FROM merchants WHERE $1::smallint IS NOT NULL AND external_id = $2",
}
_BY_ID = {
    PrincipalRole.BUYER: "SELECT external_id FROM buyers WHERE bucket = $1 AND id = $2",
    PrincipalRole.MERCHANT: "SELECT external_id FROM merchants WHERE $1::smallint IS NOT NULL AND id = $2",
}

_BY_IDS = {
    PrincipalRole.BUYER: "SELECT b.id, b.external_id FROM buyers b JOIN unnest($1::smallint[], $2::bigint[])"
    " AS w(bucket, id) ON (b.bucket, b.id) = (w.bucket, w.id)",
    PrincipalRole.MERCHANT: "SELECT id, external_id FROM merchants WHERE $1::smallint[] IS NOT NULL AND id = ANY($2)",
}


async def party_id(connection: Connection, role: PrincipalRole, typed: Mapping[str, str]) -> int | None:
    """The id of the party that a form names; None for roles that act for nobody. Raises PartyUnknown."""
    if role not in PARTIES:
        return None
    name = typed.get("party", "").strip()[:100].replace("\0", "")
    found = await connection.fetchval(_BY_NAME[role], stable_bucket(name), name)
    if found is None:
        raise PartyUnknown()
    return int(found)


async def external_ids_of(
    connection: Connection, people: Iterable[tuple[PrincipalRole, int | None]]
) -> dict[int, str]:
    """What the marketplace calls the parties that people act for, by their ids; one read for each kind of party."""
    told = list(people)
    names: dict[int, str] = {}
    for role, statement in _BY_IDS.items():
        ids = sorted({subject for each, subject in told if each is role and subject is not None})
        if ids:
            rows = await connection.fetch(statement, [bucket_of(one) for one in ids], ids)
            names |= {row["id"]: row["external_id"] for row in rows}
    return names


async def external_id_of(connection: Connection, role: PrincipalRole, subject: int | None) -> str:
    """What the marketplace calls a party; empty for nobody."""
    if subject is None or role not in PARTIES:
        return ""
    return str(await connection.fetchval(_BY_ID[role], bucket_of(subject), subject) or "")

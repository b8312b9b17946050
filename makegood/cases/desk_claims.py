"""Who of the desk works on which case: a soft lock of half an hour, so that two do not rule at once.

Nobody is kept out for good: a claim runs out by itself, its owner lets go of it, and a senior may take it over.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, ClassVar

from msgspec import Struct

from makegood.accounts import Principal, PrincipalRole
from makegood.db.writes import Connection
from makegood.kit.errors import Refused
from makegood.kit.ids import bucket_of

HOLDS_FOR = timedelta(minutes=30)


class ClaimedByAnother(Refused):
    """{name} is working on this case. Take another one, or come back in {minutes} min."""

    status: ClassVar[int] = 409


class Claim(Struct, frozen=True):
    """Somebody works on a case. `person` is a label of the principal, `name` what colleagues call them."""

    case_id: str
    person: str
    name: str
    claimed_at: datetime
    until: datetime


_CLAIM = """
INSERT INTO desk_claims AS d (bucket, case_id, person, name, claimed_at, until) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (bucket, case_id) DO UPDATE SET person = excluded.person, name = excluded.name, until = excluded.until,
    claimed_at = CASE WHEN d.person = excluded.person AND d.until > $5 THEN d.claimed_at ELSE excluded.claimed_at END
WHERE d.person = excluded.person OR d.until <= $5 OR $7
RETURNING case_id, person, name, claimed_at, until
"""
_READ = """
SELECT d.case_id, d.person, d.name, d.claimed_at, d.until FROM desk_claims d
JOIN unnest($1::smallint[], $2::bigint[]) AS w(bucket, id) ON (d.bucket, d.case_id) = (w.bucket, w.id) WHERE d.until > $3
"""


async def claim_case(
    connection: Connection, case_id: int, person: Principal, now: datetime, take_over: bool = False
) -> Claim:
    """Work on a case for half an hour from now; claiming it again begins anew. Only seniors take over.

    Raises ClaimedByAnother while a colleague's claim runs.
    """
    may_take = take_over and person.role is PrincipalRole.SENIOR
    row = await connection.fetchrow(
        _CLAIM, bucket_of(case_id), case_id, person.label, person.name, now, now + HOLDS_FOR, may_take
    )
    if row is not None:
        return _claim(row)
    standing = (await claims_of(connection, [case_id], now)).get(case_id)
    if standing is None:
        return await claim_case(connection, case_id, person, now, take_over)
    raise _held(standing, now)


async def require_free(connection: Connection, case_id: int, person: Principal, now: datetime) -> None:
    """Let pass whoever has the claim, or anybody where there is none. Raises ClaimedByAnother."""
    standing = (await claims_of(connection, [case_id], now)).get(case_id)
    if standing is not None and standing.person != person.label:
        raise _held(standing, now)


async def release_case(connection: Connection, case_id: int, person: Principal) -> None:
    """Let go of a case. What a colleague holds stays held."""
    await connection.execute(
        "DELETE FROM desk_claims WHERE bucket = $1 AND case_id = $2 AND person = $3",
        bucket_of(case_id), case_id, person.label,
    )  # fmt: skip


async def claims_of(connection: Connection, case_ids: Sequence[int], now: datetime) -> dict[int, Claim]:
    """The claims that run on some cases, by case."""
    rows = await connection.fetch(_READ, [bucket_of(one) for one in case_ids], list(case_ids), now)
    return {row["case_id"]: _claim(row) for row in rows}


async def sweep_claims(connection: Connection, before: datetime) -> None:
    """Delete claims that ran out before a moment."""
    await connection.execute("DELETE FROM desk_claims WHERE until < $1", before)


def _held(standing: Claim, now: datetime) -> ClaimedByAnother:
    minutes = -((now - standing.until) // timedelta(minutes=1))
    return ClaimedByAnother(name=standing.name or standing.person, person=standing.person, minutes=minutes)


def _claim(row: Any) -> Claim:
    return Claim(str(row["case_id"]), row["person"], row["name"], row["claimed_at"], row["until"])

"""What is claimed from carriers and still open, summed by who owes it."""

from msgspec import Struct

from makegood.db.writes import Connection


class RecoverySum(Struct, frozen=True):
    """What is claimed and still open, by who owes it."""

    party_kind: str
    party: str
    currency: str
    open_count: int
    open_minor: int


async def open_sums(connection: Connection, most: int = 20) -> list[RecoverySum]:
    """What is claimed and still open, by who owes it, the most first."""
    rows = await connection.fetch(
        "SELECT party_kind, party, currency, count(*)::integer AS open_count, sum(claimed_minor)::bigint AS open_minor"
        " FROM recoveries WHERE status = 'open' GROUP BY party_kind, party, currency ORDER BY open_minor DESC, party LIMIT $1",
        most,
    )
    return [RecoverySum(**dict(row)) for row in rows]

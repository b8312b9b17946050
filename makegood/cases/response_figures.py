"""How fast a party answers, beside its peers: read from the rows that each answer leaves."""

from datetime import datetime
from typing import Any

from msgspec import Struct

from makegood.cases.model import Role
from makegood.db.writes import Connection

MOST_ROWS = 10_000
"""The newest responses that a figure looks at; a median of more says the same."""


class ResponseFigures(Struct, frozen=True):
    """Seconds that a party took to answer (None: it has not answered yet); `lapsed`: how often it stayed silent instead.

    A clock that stood still is not counted, nor the time in which the party waited for an answer itself.
    """

    median_seconds: int | None
    p90_seconds: int | None
    answered: int
    lapsed: int
    peers_median_seconds: int | None


_FIGURES = """
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds) AS median,
    percentile_cont(0.9) WITHIN GROUP (ORDER BY seconds) AS p90,
    count(seconds) AS answered, count(*) - count(seconds) AS lapsed
FROM (
    SELECT extract(epoch FROM answered_at - asked_at) AS seconds FROM case_responses
    WHERE {whose} AND party = $1 AND ended_at >= $2 AND ended_at <= $3 ORDER BY ended_at DESC LIMIT {most}
) r
"""
_ALL = _FIGURES.format(whose="true", most=MOST_ROWS)
_OWN = _FIGURES.format(whose="merchant_id = $4", most=MOST_ROWS)
_PEERS = _FIGURES.format(whose="merchant_id <> $4", most=MOST_ROWS)


async def response_figures(
    connection: Connection,
    merchant_id: int | None,
    since: datetime,
    now: datetime,
    party: Role = Role.MERCHANT,
) -> ResponseFigures:
    """How fast a merchant has answered since a moment, and the median of the other merchants.

    Without a merchant, and for other parties, of everybody of that party; there are no peers then.
    """
    if merchant_id is None:
        return _figures(await connection.fetchrow(_ALL, party.value, since, now), None)
    own = await connection.fetchrow(_OWN, party.value, since, now, merchant_id)
    peers = await connection.fetchrow(_PEERS, party.value, since, now, merchant_id)
    return _figures(own, peers["median"])


def _figures(row: Any, peers_median: Any) -> ResponseFigures:
    return ResponseFigures(
        _seconds(row["median"]), _seconds(row["p90"]), row["answered"], row["lapsed"], _seconds(peers_median)
    )


def _seconds(value: Any) -> int | None:
    return None if value is None else round(value)

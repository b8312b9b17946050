"""Rows of panels and seats."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec

from makegood.db.writes import Connection
from makegood.jury.collusion import Pair
from makegood.jury.jurors import marks_of
from makegood.jury.model import Candidate, Panel, Record, Seat, SeatStatus
from makegood.kit.ids import bucket_of

MOST_SEATS = 500
"""The most people that are ever asked for one panel."""
_PANEL = """case_id, seats, called_at, due_at, seed, drawn, passed_over::text AS passed_over, ended_at, ended, verdict, ruled,
ruled_at"""
_SEAT = """id, case_id, place, buyer_id, status, invited_at, until, opened_at, least_seconds, voted_at, vote, reason, why,
device, address, instrument"""
_INVITE = """
INSERT INTO jury_seats (bucket, id, case_id, place, buyer_id, status, invited_at, until, device, address, instrument)
VALUES ($1, $2, $3, $4, $5, 'invited', $6, $7, $8, $9, $10)
"""
_LAPSE = """
WITH gone AS (UPDATE jury_seats SET status = 'missed' WHERE bucket = $1 AND case_id = $2 AND status = 'invited' AND until <= $3
    RETURNING buyer_id)
UPDATE jurors j SET missed = j.missed + 1, rests_until = greatest(coalesce(j.rests_until, $4), $4)
FROM gone WHERE j.buyer_id = gone.buyer_id
"""
_COUNT = """
UPDATE jurors j SET counted = j.counted + 1, with_majority = j.with_majority + (s.vote = $3)::int
FROM jury_seats s WHERE s.bucket = $1 AND s.case_id = $2 AND s.status = 'voted' AND j.buyer_id = s.buyer_id
"""
_FIGURES = """
SELECT count(*) AS found, count(*) FILTER (WHERE ruled = verdict) AS followed,
    (SELECT count(*) FROM jurors WHERE joined_at IS NOT NULL AND left_at IS NULL AND confirmed_at IS NOT NULL) AS ready
FROM juries WHERE ruled_at >= $1 AND verdict <> ''
"""
_PAIRS = """
SELECT o.buyer_id, count(*) AS together, count(*) FILTER (WHERE o.vote = m.vote) AS alike
FROM jury_seats m JOIN juries p ON (p.bucket, p.case_id) = (m.bucket, m.case_id) AND p.verdict <> ''
JOIN jury_seats o ON (o.bucket, o.case_id) = (m.bucket, m.case_id) AND o.buyer_id = ANY ($2) AND o.vote IS NOT NULL
WHERE m.buyer_id = $1 AND m.vote IS NOT NULL GROUP BY o.buyer_id
"""


async def panel_of(connection: Connection, case_id: int, lock: bool = False) -> Panel | None:
    """The panel of a case; with `lock` nobody else votes or draws until the transaction ends."""
    row = await connection.fetchrow(
        f"SELECT {_PANEL} FROM juries WHERE bucket = $1 AND case_id = $2{' FOR UPDATE' if lock else ''}",
        bucket_of(case_id), case_id,
    )  # fmt: skip
    return _panel(row) if row else None


async def seats_of(connection: Connection, case_id: int) -> list[Seat]:
    """The seats of a panel in the order of the draw."""
    rows = await connection.fetch(
        f"SELECT {_SEAT} FROM jury_seats WHERE bucket = $1 AND case_id = $2 ORDER BY place LIMIT {MOST_SEATS}",
        bucket_of(case_id), case_id,
    )  # fmt: skip
    return [_seat(row) for row in rows]


async def seat_of(connection: Connection, seat_id: int, buyer_id: int) -> Seat | None:
    """A seat of somebody; None where it is another's."""
    row = await connection.fetchrow(
        f"SELECT {_SEAT} FROM jury_seats WHERE bucket = $1 AND id = $2 AND buyer_id = $3",
        bucket_of(seat_id), seat_id, buyer_id,
    )  # fmt: skip
    return _seat(row) if row else None


async def seats_held_by(connection: Connection, buyer_id: int, before: int, limit: int) -> list[Seat]:
    """The seats that somebody was ever given, the newest first, those before an id."""
    rows = await connection.fetch(
        f"SELECT {_SEAT} FROM jury_seats WHERE buyer_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3",
        buyer_id, before, limit,
    )  # fmt: skip
    return [_seat(row) for row in rows]


async def invite(
    connection: Connection,
    panel: Panel,
    place: int,
    seat_id: int,
    who: Candidate,
    now: datetime,
    until: datetime,
) -> None:
    """Give somebody a seat."""
    await connection.execute(
        _INVITE, bucket_of(panel.case_id), seat_id, panel.case_id, place, who.buyer_id, now, until,
        who.marks.device, who.marks.address, who.marks.instrument,
    )  # fmt: skip


async def keep_draw(
    connection: Connection, panel: Panel, seed: str, drawn: int, passed_over: dict[str, int]
) -> None:
    """Keep how a panel was drawn."""
    await connection.execute(
        "UPDATE juries SET seed = $3, drawn = $4, passed_over = $5::jsonb WHERE bucket = $1 AND case_id = $2",
        bucket_of(panel.case_id), panel.case_id, seed, drawn, msgspec.json.encode(passed_over).decode(),
    )  # fmt: skip


async def lapse(connection: Connection, case_id: int, now: datetime, rests_until: datetime) -> None:
    """Seats whose time is over are free; who let them lapse rests."""
    await connection.execute(_LAPSE, bucket_of(case_id), case_id, now, rests_until)


async def note_opened(connection: Connection, seat: Seat, least_seconds: int, now: datetime) -> None:
    """Somebody began to read; the first time stands."""
    await connection.execute(
        "UPDATE jury_seats SET opened_at = $3, least_seconds = $4 WHERE bucket = $1 AND id = $2 AND opened_at IS NULL",
        bucket_of(seat.id), seat.id, now, least_seconds,
    )  # fmt: skip


async def keep_vote(
    connection: Connection, seat: Seat, vote: str, reason: str, why: str, now: datetime
) -> None:
    """Keep a vote; with a `why` it is set aside."""
    status = SeatStatus.SET_ASIDE if why else SeatStatus.VOTED
    await connection.execute(
        "UPDATE jury_seats SET status = $3, vote = $4, reason = $5, why = $6, voted_at = $7 WHERE bucket = $1 AND id = $2",
        bucket_of(seat.id), seat.id, status.value, vote, reason, why, now,
    )  # fmt: skip
    if why:
        await _count_one(connection, seat.buyer_id, "set_aside")


async def keep_decline(connection: Connection, seat: Seat, reason: str) -> None:
    """Free a seat that somebody gave back."""
    await connection.execute(
        "UPDATE jury_seats SET status = 'declined', reason = $3 WHERE bucket = $1 AND id = $2 AND status = 'invited'",
        bucket_of(seat.id), seat.id, reason,
    )  # fmt: skip
    await _count_one(connection, seat.buyer_id, "declined")


async def end_panel(connection: Connection, panel: Panel, ended: str, verdict: str, now: datetime) -> None:
    """A panel is done: whoever has not voted need not, and with a verdict the votes go into the jurors' records."""
    bucket = bucket_of(panel.case_id)
    await connection.execute(
        "UPDATE juries SET ended = $3, verdict = $4, ended_at = $5 WHERE bucket = $1 AND case_id = $2 AND ended_at IS NULL",
        bucket, panel.case_id, ended, verdict, now,
    )  # fmt: skip
    await connection.execute(
        "UPDATE jury_seats SET status = 'dismissed' WHERE bucket = $1 AND case_id = $2 AND status = 'invited'",
        bucket, panel.case_id,
    )  # fmt: skip
    if verdict:
        await connection.execute(_COUNT, bucket, panel.case_id, verdict)


async def pairs_of(connection: Connection, buyer_id: int, others: Sequence[int]) -> list[Pair]:
    """Somebody beside each of some others: how often they sat together, and how often they voted the same."""
    if not others:
        return []
    records = {
        row["buyer_id"]: Record(row["counted"], row["with_majority"])
        for row in await connection.fetch(
            "SELECT buyer_id, counted, with_majority FROM jurors WHERE buyer_id = ANY ($1)",
            [buyer_id, *others],
        )
    }
    return [
        Pair(
            row["buyer_id"], row["together"], row["alike"], records.get(buyer_id, Record()),
            records.get(row["buyer_id"], Record()),
        )
        for row in await connection.fetch(_PAIRS, buyer_id, list(others))
    ]  # fmt: skip


async def panel_figures(connection: Connection, since: datetime) -> tuple[int, int, int, int]:
    """Panels since a moment that found something and were ruled on, those that the ruling followed and did not; users that
    are ready.
    """
    row = await connection.fetchrow(_FIGURES, since)
    return row["found"], row["followed"], row["found"] - row["followed"], row["ready"]


async def _count_one(connection: Connection, buyer_id: int, name: str) -> None:
    await connection.execute(
        f"UPDATE jurors SET {name} = {name} + 1 WHERE bucket = $1 AND buyer_id = $2",
        bucket_of(buyer_id),
        buyer_id,
    )


def _panel(row: Any) -> Panel:
    passed_over = msgspec.json.decode(row["passed_over"], type=dict[str, int])
    return Panel(**dict(row) | {"passed_over": passed_over})


def _seat(row: Any) -> Seat:
    kept = {name: row[name] for name in Seat.__struct_fields__ if name not in ("status", "marks")}
    return Seat(**kept, status=SeatStatus(row["status"]), marks=marks_of(row))

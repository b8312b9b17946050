"""Rows of disputes: ties of evidence with their corrections, and proposals that were ruled on."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from makegood.cases import CaseState, Stage
from makegood.db.writes import Connection
from makegood.disputes.model import Correction, Exhibit, Stance
from makegood.disputes.propose import ProposedRuling
from makegood.disputes.refusals import AlreadyCorrected, TooManyTies
from makegood.kit.ids import bucket_of

MOST_TIES = 200
_COLUMNS = "e.id, e.fact, e.piece, e.kind, e.stance, e.side, e.who, e.role, e.at"
_READ = f"""
SELECT {_COLUMNS}, c.instead, c.who AS corrected_by, c.role AS corrected_as, c.reason, c.at AS corrected_at
FROM exhibits e LEFT JOIN exhibit_corrections c ON (c.bucket, c.exhibit_id) = (e.bucket, e.id)
WHERE e.bucket = $1 AND e.case_id = $2 AND e.id > $3 ORDER BY e.id LIMIT $4
"""
_TIE = """
INSERT INTO exhibits (bucket, id, case_id, fact, piece, kind, stance, side, who, role, at)
SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11
WHERE (SELECT count(*) FROM exhibits WHERE bucket = $1 AND case_id = $3) < $12
ON CONFLICT (bucket, case_id, piece, fact, stance) DO NOTHING
"""
_SAME = """
SELECT id FROM exhibits WHERE bucket = $1 AND case_id = $2 AND piece = $3 AND fact = $4 AND stance = $5
"""
_CORRECT = """
INSERT INTO exhibit_corrections (bucket, exhibit_id, instead, who, role, reason, at) VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (bucket, exhibit_id) DO NOTHING
"""
_HOLD = """
SELECT c.stage FROM orders o JOIN cases c ON (c.bucket, c.order_id) = (o.bucket, o.id)
WHERE c.bucket = $1 AND c.id = $2 FOR NO KEY UPDATE OF o
"""


async def exhibits_of(
    connection: Connection, case_id: int, after_id: int = 0, limit: int = MOST_TIES
) -> list[Exhibit]:
    """What is tied in a case, the first first; with what the desk has taken away."""
    rows = await connection.fetch(_READ, bucket_of(case_id), case_id, after_id, limit)
    return [_exhibit(row) for row in rows]


async def keep_tie(connection: Connection, case_id: int, tie: Exhibit) -> int:
    """Keep a tie; the id of the one that is there where it has been tied before. Raises TooManyTies."""
    bucket = bucket_of(case_id)
    await connection.execute(
        _TIE, bucket, tie.id, case_id, tie.fact, tie.piece, tie.kind, tie.stance.value, tie.side, tie.who, tie.role,
        tie.at, MOST_TIES,
    )  # fmt: skip
    kept: int | None = await connection.fetchval(
        _SAME, bucket, case_id, tie.piece, tie.fact, tie.stance.value
    )
    if kept is None:
        raise TooManyTies(most=MOST_TIES)
    return kept


async def keep_correction(connection: Connection, exhibit_id: int, correction: Correction) -> None:
    """Take a tie away; the same correction again changes nothing. Raises AlreadyCorrected for another one."""
    bucket = bucket_of(exhibit_id)
    await connection.execute(
        _CORRECT, bucket, exhibit_id, correction.instead, correction.who, correction.role, correction.reason,
        correction.at,
    )  # fmt: skip
    row = await connection.fetchrow(
        "SELECT instead, who, reason FROM exhibit_corrections WHERE bucket = $1 AND exhibit_id = $2",
        bucket, exhibit_id,
    )  # fmt: skip
    if tuple(row) != (correction.instead, correction.who, correction.reason):
        raise AlreadyCorrected()


async def hold_case(connection: Connection, case_id: int) -> Stage | None:
    """Lock the order of a case, so that nobody rules meanwhile; the stage of the case then."""
    bucket = bucket_of(case_id)
    # The lock first: a statement that waits for it tells the stage as it was before.
    await connection.execute(_HOLD, bucket, case_id)
    found: str | None = await connection.fetchval(_HOLD, bucket, case_id)
    return None if found is None else Stage(found)


def proposal_row(state: CaseState, proposal: ProposedRuling, now: datetime) -> dict[str, Any]:
    """What was proposed to whoever rules now, for `keep_proposed_rulings`; the same proposal is kept once."""
    return {
        "bucket": state.bucket, "case_id": state.id, "digest": proposal.digest, "version": state.version,
        "favour": proposal.favour, "amount_minor": proposal.amount_minor, "confidence": proposal.confidence.percent,
        "proposal": proposal, "at": now,
    }  # fmt: skip


def standing(exhibits: Sequence[Exhibit]) -> list[Exhibit]:
    """Those that nobody has taken away."""
    return [each for each in exhibits if each.correction is None]


def _exhibit(row: Any) -> Exhibit:
    correction = None
    if row["corrected_at"] is not None:
        correction = Correction(
            row["instead"], row["corrected_by"], row["corrected_as"], row["reason"], row["corrected_at"]
        )
    return Exhibit(
        id=row["id"], fact=row["fact"], piece=row["piece"], kind=row["kind"], stance=Stance(row["stance"]),
        side=row["side"], who=row["who"], role=row["role"], at=row["at"], correction=correction,
    )  # fmt: skip

"""Rulings that are made a second time in the dark: taken, answered, compared. They never change an outcome."""

from datetime import UTC, datetime, timedelta
from typing import Any

from msgspec import Struct

from makegood.accounts import Principal
from makegood.cases import CaseRuled, CaseState, StoredCase, as_recorded, event_name, fold
from makegood.db.writes import Connection
from makegood.desk import refusals
from makegood.desk.agreement import Agreement, agreement, agreement_by
from makegood.desk.model import person_of
from makegood.kit.errors import NotFound
from makegood.kit.ids import bucket_of

TIME_TO_ANSWER = timedelta(hours=24)
SHORTEST_REASON = 20
MOST_PAIRS = 5000


class BlindReview(Struct, frozen=True):
    """A ruling to be made again, for its second person: nothing of the first is in here."""

    case_id: str
    ruled_seq: int
    until: datetime


class Finding(Struct, frozen=True):
    """A pair that disagrees. People are labels without the role; amounts in minor units."""

    case_id: str
    ruled_seq: int
    reason: str
    currency: str
    first_person: str
    first_favour: str
    first_amount_minor: int
    second_person: str
    second_favour: str
    second_amount_minor: int
    second_reason: str
    answered_at: datetime
    settled_at: datetime | None
    settled_by: str | None
    settled_note: str | None


class Answered(Struct, frozen=True):
    """A second ruling."""

    favour: str
    amount_minor: int
    reason: str


_DECIDING = ["case.ruled", "ruling.drafted", "ruling.returned", "case.appeal_decided"]
"""Whoever did one of these in a case before is no fresh eye for what was decided in it later."""
_TAKE = """
UPDATE blind_reviews r SET second_person = $1, taken_at = $2, until = $3
WHERE (r.bucket, r.case_id, r.ruled_seq) IN (
    SELECT b.bucket, b.case_id, b.ruled_seq FROM blind_reviews b JOIN cases c ON (c.bucket, c.id) = (b.bucket, b.case_id)
    LEFT JOIN desk_people p ON p.person = $1
    WHERE b.answered_at IS NULL AND b.first_person <> $1 AND (b.second_person IS NULL OR b.second_person = $1 OR b.until <= $2)
        AND b.ruled_at <= $2 AND c.merchant_id <> ALL (coalesce(p.merchants, '{}'))
        AND split_part(coalesce(c.state ->> 'reviewed_by', ''), ':', 2) <> $1
        AND NOT EXISTS (SELECT 1 FROM case_reads m WHERE (m.bucket, m.case_id) = (b.bucket, b.case_id)
            AND split_part(m.reader, ':', 2) = $1 AND m.seq >= b.ruled_seq)
        AND NOT EXISTS (SELECT 1 FROM desk_assignments a WHERE (a.bucket, a.case_id) = (b.bucket, b.case_id) AND a.person = $1)
        AND NOT EXISTS (SELECT 1 FROM case_events e WHERE (e.bucket, e.case_id) = (b.bucket, b.case_id)
            AND (e.seq >= b.ruled_seq OR e.name = ANY ($4)) AND split_part(e.who, ':', 2) = $1)
        AND NOT EXISTS (SELECT 1 FROM blind_reviews o WHERE (o.bucket, o.case_id) = (b.bucket, b.case_id)
            AND o.ruled_seq <> b.ruled_seq AND o.second_person = $1)
    ORDER BY (b.second_person = $1 AND b.until > $2) IS TRUE DESC, b.ruled_at, b.case_id LIMIT 1 FOR UPDATE OF b SKIP LOCKED)
RETURNING case_id, ruled_seq, until
"""
_MINE = """
SELECT r.case_id, r.ruled_seq, r.until, r.currency, EXISTS (SELECT 1 FROM case_reads m WHERE m.bucket = r.bucket
    AND m.case_id = r.case_id AND split_part(m.reader, ':', 2) = $3 AND m.seq >= r.ruled_seq) AS has_read
FROM blind_reviews r WHERE r.bucket = $1 AND r.case_id = $2 AND r.second_person = $3 AND r.answered_at IS NULL
    AND r.until > $4 ORDER BY r.ruled_seq LIMIT 1
"""
_COLUMNS = """case_id::text, ruled_seq, reason, currency, first_person, first_favour, first_amount_minor, second_person,
second_favour, second_amount_minor, second_reason, answered_at, settled_at, settled_by, settled_note"""
_DISAGREE = "answered_at IS NOT NULL AND second_favour <> first_favour"
_COUNTS = f"""
SELECT (SELECT count(*) FROM (SELECT 1 FROM blind_reviews WHERE answered_at IS NULL LIMIT $1) w) AS waiting,
    (SELECT count(*) FROM (SELECT 1 FROM blind_reviews WHERE {_DISAGREE} AND settled_at IS NULL LIMIT $1) f) AS findings
"""


async def take_blind(connection: Connection, who: Principal, now: datetime) -> BlindReview | None:
    """The oldest ruling to be made again that somebody can make without knowing the outcome; their own first."""
    row = await connection.fetchrow(_TAKE, person_of(who.label), now, now + TIME_TO_ANSWER, _DECIDING)
    return BlindReview(str(row["case_id"]), row["ruled_seq"], row["until"]) if row else None


async def blind_of(connection: Connection, case_id: int, who: Principal, now: datetime) -> BlindReview | None:
    """The second ruling that somebody is to make in a case now."""
    row = await connection.fetchrow(_MINE, bucket_of(case_id), case_id, person_of(who.label), now)
    return BlindReview(str(row["case_id"]), row["ruled_seq"], row["until"]) if row else None


def before_ruling(case: StoredCase, ruled_seq: int) -> StoredCase:
    """The case as the first person saw it: nothing of the decision, of its draft, nor of what came after."""
    ruled = next(one for one in case.events if one.seq == ruled_seq)
    drafts = [
        one.seq for one in case.events if one.seq < ruled_seq and event_name(one.event) == "ruling.drafted"
    ]
    is_drafted = isinstance(ruled.event, CaseRuled) and bool(ruled.event.drafted_by)
    cut = drafts[-1] if drafts and is_drafted else ruled_seq
    events = [one for one in case.events if one.seq < cut]
    return StoredCase(fold(as_recorded(events)), events)


async def answer_blind(
    connection: Connection, state: CaseState, who: Principal, said: Answered, now: datetime
) -> None:
    """Keep a second ruling; the outcome of the case stays as it is.

    Raises ReviewNotYours, NotBlindAnyMore, AmountOwedInSplit and DeskReasonOwed.
    """
    _require_usable(said, state)
    row = await connection.fetchrow(_MINE, state.bucket, state.id, person_of(who.label), now)
    if row is None:
        raise refusals.ReviewNotYours()
    if row["has_read"]:
        raise refusals.NotBlindAnyMore()
    await connection.execute(
        "UPDATE blind_reviews SET second_favour = $4, second_amount_minor = $5, second_reason = $6, answered_at = $7"
        " WHERE bucket = $1 AND case_id = $2 AND ruled_seq = $3 AND answered_at IS NULL",
        state.bucket, state.id, row["ruled_seq"], said.favour, _amount(said, state), said.reason.strip(), now,
    )  # fmt: skip


def _amount(said: Answered, state: CaseState) -> int:
    return {"buyer": state.requested_minor, "merchant": 0}.get(said.favour, said.amount_minor)


def _require_usable(said: Answered, state: CaseState) -> None:
    is_split = said.favour == "split"
    if is_split != (said.amount_minor > 0) or said.amount_minor > state.requested_minor:
        raise refusals.AmountOwedInSplit(most_minor=state.requested_minor, currency=state.currency)
    if len("".join(said.reason.split())) < SHORTEST_REASON:
        raise refusals.DeskReasonOwed(least=SHORTEST_REASON)


class AgreementFigures(Struct, frozen=True):
    """Agreement over all pairs since a moment, for each month (2026-03) and for each reason of a request."""

    overall: Agreement
    by_month: dict[str, Agreement]
    by_reason: dict[str, Agreement]
    waiting: int
    open_findings: int


async def agreement_figures(connection: Connection, since: datetime, now: datetime) -> AgreementFigures:
    """How far second rulings agreed with the first, for whom they were; the newest 5,000 pairs at most.

    Nor is more counted of what waits and of what is to be looked into.
    """
    rows = await connection.fetch(
        "SELECT first_favour, second_favour, reason, answered_at FROM blind_reviews"
        " WHERE answered_at >= $1 AND answered_at <= $2 ORDER BY answered_at DESC LIMIT $3",
        since, now, MOST_PAIRS,
    )  # fmt: skip
    pairs = [((row["first_favour"], row["second_favour"]), row) for row in rows]
    counts = await connection.fetchrow(_COUNTS, MOST_PAIRS)
    return AgreementFigures(
        agreement([pair for pair, _ in pairs]),
        agreement_by([(row["answered_at"].astimezone(UTC).strftime("%Y-%m"), pair) for pair, row in pairs]),
        agreement_by([(row["reason"], pair) for pair, row in pairs]),
        counts["waiting"], counts["findings"],
    )  # fmt: skip


async def findings(
    connection: Connection, before: tuple[datetime, int] | None, limit: int, open_only: bool = True
) -> list[Finding]:
    """Pairs that disagree, the newest first, those before a place (when answered, case)."""
    at, case_id = before or (datetime.max.replace(tzinfo=UTC), 2**63 - 1)
    rows = await connection.fetch(
        f"SELECT {_COLUMNS} FROM blind_reviews WHERE {_DISAGREE} AND (answered_at, case_id) < ($1, $2)"
        " AND (settled_at IS NULL OR NOT $3) ORDER BY answered_at DESC, case_id DESC LIMIT $4",
        at, case_id, open_only, limit,
    )  # fmt: skip
    return [Finding(**row) for row in rows]


async def settle_finding(
    connection: Connection, case_id: int, ruled_seq: int, by: Principal, note: str, now: datetime
) -> None:
    """Put down what came of a disagreement; the first note stands. Raises NotFound."""
    if len("".join(note.split())) < SHORTEST_REASON // 2 or len(note) > 2000 or "\0" in note:
        raise refusals.DeskReasonOwed(least=SHORTEST_REASON // 2)
    if not 0 < ruled_seq < 2**31:
        raise NotFound(what="finding")
    row: Any = await connection.fetchrow(
        f"UPDATE blind_reviews SET settled_at = coalesce(settled_at, $4), settled_by = coalesce(settled_by, $5),"
        f" settled_note = coalesce(settled_note, $6) WHERE bucket = $1 AND case_id = $2 AND ruled_seq = $3 AND {_DISAGREE}"
        " RETURNING case_id",
        bucket_of(case_id), case_id, ruled_seq, now, by.label, note.strip(),
    )  # fmt: skip
    if row is None:
        raise NotFound(what="finding")

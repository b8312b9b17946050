"""What policy decided about a case, made again from what was kept, with its trace."""

from datetime import datetime
from typing import Any

from msgspec import Struct

from makegood.cases.policy import Policy
from makegood.cases.requests import Done
from makegood.db.pool import Pool
from makegood.kit.errors import Invalid
from makegood.policy import KeptDecision, Trace, decide_again, decisions_of_case, trace

ABOUT_THE_REQUEST = (
    "until.{type}",
    "freight.return",
    "freight.outbound",
    "merchant_may_refuse",
    "instant_refund",
    "human_review",
    "refund",
    "deduction",
    "compensation",
    "burden",
)
"""The keys that a trace tells of when none is named, after the remedy itself."""


class CaseDecision(Struct, frozen=True):
    """One decision about a case: its number, when it was made, the order lines it is about, and its trace."""

    seq: int
    at: datetime
    purchased_at: datetime
    line_nos: list[int]
    trace: Trace


class CaseDecisions(Struct, frozen=True):
    """Decisions about a case, the first one first; `next_cursor` is null at the end."""

    decisions: list[CaseDecision]
    next_cursor: str | None


async def decisions_of(
    pool: Pool, policy: Policy, done: Done, language: str, key: str | None, cursor: str | None, limit: int
) -> CaseDecisions:
    """A page of the decisions about a case. Raises Invalid for a cursor that is none, TextMissing, PackRefused."""
    after = _number(cursor)
    async with pool.acquire() as connection:
        kept = [each for each in await decisions_of_case(connection, done.case.state.id) if each.seq > after]
        told = [await _told(policy, connection, each, language, key) for each in kept[:limit]]
    return CaseDecisions(told, str(told[-1].seq) if len(kept) > limit else None)


async def _told(
    policy: Policy, connection: Any, kept: KeptDecision, language: str, key: str | None
) -> CaseDecision:
    decision = await decide_again(policy.shelf, connection, kept)
    remedy = decision.facts.get("remedy")
    keys = [key] if key else [f"remedy.{remedy}", *(each.format(type=remedy) for each in ABOUT_THE_REQUEST)]
    return CaseDecision(
        kept.seq,
        kept.at,
        kept.purchased_at,
        [int(line_no) for line_no in kept.about.split(",")],
        trace(decision, kept.facts, language, keys),
    )


def _number(cursor: str | None) -> int:
    if cursor is None:
        return 0
    if not (cursor.isascii() and cursor.isdigit() and len(cursor) <= 9):
        raise Invalid(field="cursor", problem="take it from next_cursor of the page before")
    return int(cursor)

"""A party's appeals in a list, and the rulings that it may still appeal, each with its time."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from makegood.cases import Role, StoredCase, appeals_of, case_view, rulings_unappealed
from makegood.cases.facts import OrderFacts
from makegood.cases.view import CaseView
from makegood.db.pool import Pool
from makegood.web.pages import words
from makegood.web.pages.case.model import parties_of, title_of
from makegood.web.pages.names import names_of
from makegood.web.pages.shell import Reader

LARGEST_ID = 2**63 - 1


class AppealRow(Struct, frozen=True):
    """A ruling that was appealed, or (`until`) may be. `stands`, in English, is how the appeal stands; `at` since when."""

    view: CaseView
    title: str
    other: str
    stands: str
    at: datetime
    until: datetime | None


async def open_rulings(pool: Pool, reader: Reader, role: Role, party_id: int) -> list[AppealRow]:
    """The rulings that a party may appeal now, the first to run out first."""
    async with pool.acquire() as connection:
        found = await rulings_unappealed(connection, role, party_id)
    rows = await _rows(pool, reader, role, found)
    return sorted((row for row in rows if row.until), key=lambda row: row.until or row.at)


async def own_appeals(
    pool: Pool, reader: Reader, role: Role, party_id: int, before_id: int, limit: int
) -> tuple[list[AppealRow], int | None]:
    """A party's appeals, the newest case first; and where to go on."""
    async with pool.acquire() as connection:
        found, more = await appeals_of(connection, role, party_id, before_id, limit)
    return await _rows(pool, reader, role, found), more


async def _rows(
    pool: Pool, reader: Reader, role: Role, found: Sequence[tuple[StoredCase, OrderFacts]]
) -> list[AppealRow]:
    states = [case.state for case, _ in found]
    names = await names_of(
        pool, {str(one.buyer_id) for one in states}, {str(one.merchant_id) for one in states}, reader.role
    )
    rows = []
    for case, order in found:
        view = case_view(case, order, reader.me, reader.language, reader.now)
        buyer, merchant = parties_of(view, names, reader.language)
        other = buyer if role is Role.MERCHANT else merchant
        rows.append(_row(view, title_of(view, reader.language), other, role))
    return rows


def _row(view: CaseView, title: str, other: str, role: Role) -> AppealRow:
    if view.appeal is not None:
        at = view.appeal.decided_at or view.appeal.at
        return AppealRow(view, title, other, words.APPEALS[view.appeal.outcome.value], at, None)
    until = view.appeal_until if role in view.appeal_open_to else None
    return AppealRow(view, title, other, "", view.updated_at, until)

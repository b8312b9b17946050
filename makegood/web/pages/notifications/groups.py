"""What somebody was told, grouped by case as the page shows it: the newest first, and where the case stands now."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct

from makegood.kit.ids import bucket_of
from makegood.notifications import Notification, happened, named, quoted, role_of
from makegood.web.pages.names import Names
from makegood.web.pages.shell import Reader

SHOWN_OF_A_CASE = 3

_STANDING = """
SELECT c.id, c.owner, c.due_at FROM cases c
JOIN unnest($1::smallint[], $2::bigint[]) AS w(bucket, id) ON (c.bucket, c.id) = (w.bucket, w.id)
UNION ALL
SELECT c.id, c.owner, c.deadline_at FROM claims c
JOIN unnest($1::smallint[], $2::bigint[]) AS w(bucket, id) ON (c.bucket, c.id) = (w.bucket, w.id)
"""


class Line(Struct, frozen=True):
    """One thing that was told. `actor` is the role that did it."""

    words: str
    quote: str
    at: datetime
    actor: str
    read: bool


class Group(Struct, frozen=True):
    """What was told of one case, or of one matter of the installation; `href` leads there.

    `due_at`: until when it is the reader's move, if it is now; `more`: how much is not shown.
    """

    case_id: str
    href: str
    order_number: str
    title: str
    other: str
    lines: list[Line]
    more: int
    unread: bool
    due_at: datetime | None


async def standing_now(pool: Any, case_ids: Sequence[int]) -> dict[int, tuple[str, datetime | None]]:
    """Who has the ball in some cases now, and until when."""
    rows = await pool.fetch(_STANDING, [bucket_of(one) for one in case_ids], list(case_ids))
    return {row["id"]: (row["owner"] or "", row["due_at"]) for row in rows}


def grouped(
    found: Sequence[Notification],
    reader: Reader,
    names: Names,
    standing: dict[int, tuple[str, datetime | None]],
) -> list[Group]:
    """The notifications by case, in the order of each case's newest."""
    by_case: dict[int, list[Notification]] = {}
    for one in found:
        by_case.setdefault(one.case_id, []).append(one)
    return [
        _group(of_case, reader, names, standing.get(case_id, ("", None)))
        for case_id, of_case in by_case.items()
    ]


def _group(
    of_case: Sequence[Notification], reader: Reader, names: Names, standing: tuple[str, datetime | None]
) -> Group:
    first = of_case[0]
    buyer, merchant = names.buyer(str(first.told.buyer_id)), names.merchant(str(first.told.merchant_id))
    parties = " · ".join(name for name in (buyer, merchant) if name)
    owner, due_at = standing
    return Group(
        str(first.case_id),
        first.path,
        first.told.order_number,
        named(first.told, reader.language),
        {"buyer": merchant, "merchant": buyer}.get(reader.role, parties),
        [_line(one, reader.language) for one in of_case[:SHOWN_OF_A_CASE]],
        max(0, len(of_case) - SHOWN_OF_A_CASE),
        any(not one.read for one in of_case),
        due_at if owner in reader.roles and role_of(first.recipient) in reader.roles else None,
    )


def _line(one: Notification, language: str) -> Line:
    words = happened(one.told, one.recipient, language)
    return Line(words, quoted(one.told, language), one.at, one.told.actor, one.read)

"""Marks on record against the parties of an order: promises leave them, such as a quality refund or false shipping, and rulings
set them. They are counted, never paid; those that an appeal takes away are kept apart, with why and when.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Literal

from msgspec import Struct, convert, to_builtins
from msgspec.json import decode

from makegood.cases import CaseState, OrderFacts
from makegood.db.writes import Connection, Writes
from makegood.kit.ids import IdMaker, bucket_of
from makegood.policy import Text, Value

WhyTakenBack = Literal["appeal", "ruled_anew"]
MOST_LISTED = 20
_COUNTS = """
SELECT mark, count(DISTINCT order_id)::integer AS orders, max(at) AS last_at FROM (
    SELECT mark, order_id, at FROM marks_on_record
    WHERE party_id = $1 AND against = $2 AND at >= $3 ORDER BY at DESC LIMIT 1000
) m GROUP BY mark ORDER BY mark
"""
_KEPT = """
SELECT order_id, mark, against, party_id, case_id, claim_id, by_ruling, rule, article::text, rests_on::text, at,
    NULL AS why, NULL::timestamptz AS taken_back_at FROM marks_on_record WHERE {whose}
UNION ALL
SELECT order_id, mark, against, party_id, case_id, NULL, by_ruling, rule, article::text, rests_on::text, at,
    why, taken_back_at FROM marks_taken_back WHERE {whose}
"""
_OF_CASE = (
    _KEPT.format(whose="bucket = $1 AND order_id = $2 AND case_id = $3")
    + " ORDER BY at, mark, against, taken_back_at"
)
_OF_PARTY = (
    "SELECT * FROM (" + _KEPT.format(whose="party_id = $1 AND against = $2 AND at >= $3") + ") m"
    f" ORDER BY at DESC, order_id DESC, mark, taken_back_at DESC LIMIT {MOST_LISTED}"
)


class MarkCount(Struct, frozen=True):
    """How many orders left a mark of a kind in a time, from the newest thousand marks of all kinds, and the last time."""

    mark: str
    orders: int
    last_at: datetime


class Stood(Struct, frozen=True):
    """A fact that a mark rests on, as the catalogue encodes it, with who says so."""

    name: str
    value: Value | None
    source: str


class Mark(Struct, frozen=True, kw_only=True):
    """A mark against a party (`against`: buyer or merchant), by a case or a claim. `by_ruling`: a ruling set it, by a `rule`
    that is written in its `article`, and that `rests_on` facts. With `taken_back_at` it stands no more, `why`: an appeal
    decided otherwise, or another ruling did.
    """

    order_id: int
    mark: str
    against: str
    party_id: int
    case_id: int | None = None
    claim_id: int | None = None
    by_ruling: bool = False
    rule: str = ""
    article: Text | None = None
    rests_on: tuple[Stood, ...] = ()
    at: datetime
    why: WhyTakenBack | None = None
    taken_back_at: datetime | None = None

    @property
    def stands(self) -> bool:
        """Whether it is on record."""
        return self.taken_back_at is None


def mark_of_case(
    state: CaseState, order: OrderFacts, mark: str, at: datetime, against: str = "merchant"
) -> Mark:
    """A mark that a case leaves against a party of it."""
    party_id = order.merchant_id if against == "merchant" else state.buyer_id
    return Mark(order_id=order.id, mark=mark, against=against, party_id=party_id, case_id=state.id, at=at)


def leave_marks(writes: Writes, marks: Iterable[Mark]) -> None:
    """Have marks put on record; what the same case left before stays as it is."""
    writes.add("leave_marks", *({"bucket": bucket_of(mark.order_id), **to_builtins(mark)} for mark in marks))


def take_marks_back(
    writes: Writes, marks: Iterable[Mark], why: WhyTakenBack, ids: IdMaker, now: datetime
) -> None:
    """Have marks of a case taken from the record, and kept with why and when."""
    writes.add("take_marks_back", *(
        {
            "bucket": bucket_of(mark.order_id), "id": ids(bucket_of(mark.order_id)), "order_id": mark.order_id,
            "mark": mark.mark, "against": mark.against, "case_id": mark.case_id, "why": why, "at": now,
        }
        for mark in marks
    ))  # fmt: skip


async def marks_of(
    connection: Connection, party_id: int, since: datetime, against: str = "merchant"
) -> list[MarkCount]:
    """The marks of a party since a moment, by kind; kinds without one are left out."""
    return [MarkCount(**dict(row)) for row in await connection.fetch(_COUNTS, party_id, against, since)]


async def marks_of_case(connection: Connection, case_id: int, order_id: int) -> list[Mark]:
    """The marks that a case left, those taken back among them, the first first."""
    return [_mark(row) for row in await connection.fetch(_OF_CASE, bucket_of(case_id), order_id, case_id)]


async def newest_marks(
    connection: Connection, party_id: int, since: datetime, against: str = "merchant"
) -> list[Mark]:
    """The newest twenty marks of a party since a moment, those taken back among them."""
    return [_mark(row) for row in await connection.fetch(_OF_PARTY, party_id, against, since)]


def _mark(row: Any) -> Mark:
    told = dict(row) | {
        "article": decode(row["article"]) if row["article"] else None, "rests_on": decode(row["rests_on"])
    }  # fmt: skip
    return convert(told, Mark)

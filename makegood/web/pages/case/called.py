"""Cases by name in lists that know their ids only: the order's number and the goods, for all rows in one query."""

from collections.abc import Iterable
from typing import Any

from msgspec import Struct

from makegood.accounts import PrincipalRole
from makegood.cases import cases_called
from makegood.web.pages.case.model import goods_title
from makegood.web.pages.shell import Reader


class Called(Struct, frozen=True):
    """What a case is called, in the reader's language (templates: parts/case.html)."""

    order_number: str
    title: str


async def called_of(pool: Any, ids: Iterable[str], reader: Reader) -> dict[str, Called]:
    """What cases are called, by id; merchants are told of their own only. Ids that are no case's are left out."""
    own = reader.me.subject or 0 if reader.me.role is PrincipalRole.MERCHANT else None
    found = await cases_called(pool, ids, own)
    return {
        case_id: Called(one.order_number, goods_title(one.title, one.quantity, one.more, reader.language))
        for case_id, one in found.items()
    }

"""One search: numbers first, then titles and names, and the cases of all that was found; at most twenty of each kind."""

from collections.abc import Iterable
from typing import Any, Literal

from msgspec import Struct

from makegood.accounts import Principal
from makegood.orders import short_name
from makegood.web.search.asked import Asked
from makegood.web.search.hits import CaseHit, OrderHit, PersonHit, cases_by_id, orders_by_id
from makegood.web.search.names import cases_of_people, orders_by_title, people
from makegood.web.search.numbers import (
    MOST,
    cases_by_number,
    cases_by_parcel,
    cases_of_orders,
    orders_by_number,
    orders_by_parcel,
)
from makegood.web.search.reach import Within

Kind = Literal["orders", "people"]
_GROUPS: dict[Kind, str] = {"orders": "search.orders", "people": "search.people"}


class Found(Struct, frozen=True):
    """What was found, the likeliest first. A kind with twenty has perhaps more: ask more narrowly.

    `left_out`: the kinds that the caller may not find; a key needs the scope orders:read for orders, people:read for people.
    """

    cases: list[CaseHit]
    orders: list[OrderHit]
    people: list[PersonHit]
    left_out: list[Kind]


async def find(pool: Any, asked: Asked, principal: Principal) -> Found:
    """What a principal may see of what was asked for."""
    within = Within(principal)
    left_out = [kind for kind, operation in _GROUPS.items() if not within.may(operation)]
    if asked.too_short:
        return Found([], [], [], left_out)
    by_number = await orders_by_number(pool, asked, within) + await orders_by_parcel(pool, asked, within)
    cases = await cases_by_number(pool, asked, within) + await cases_by_parcel(pool, asked, within)
    found_people = await people(pool, asked, within)
    # Words are for those who did not type a number that there is.
    by_title = [] if by_number or cases else await orders_by_title(pool, asked, within)
    orders = _few([*by_number, *by_title])
    cases += await cases_of_orders(pool, orders) if orders else []
    cases += await cases_of_people(pool, found_people, within)
    shown = short_name if within.is_merchant else str
    return Found(
        await cases_by_id(pool, _few(cases), shown),
        [] if "orders" in left_out else await orders_by_id(pool, orders, shown),
        [] if "people" in left_out else [
            PersonHit(one.role, one.id, shown(one.name)) for one in found_people[:MOST]
        ],
        left_out,
    )  # fmt: skip


def _few(ids: Iterable[int]) -> list[int]:
    """Each id once, where it came first, and not too many."""
    return list(dict.fromkeys(ids))[:MOST]

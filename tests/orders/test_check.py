"""What is wrong with an order: each obstacle by its field, and all of them at once."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from msgspec.structs import replace

from makegood.orders import OrderInput, ParcelLine, order_problems
from tests.orders.world import CUP, HILLSIDE, LIN, NOW, PLACED, TEA, a_payment, an_order, parcel


def fields(order: OrderInput) -> list[str]:
    return [problem.field for problem in order_problems(order, NOW)]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"payments": []}, "payments"),
        ({"payments": [a_payment(35_101)]}, "payments"),
        ({"payments": [a_payment(35_099)]}, "payments"),
        ({"discount_minor": 35_101, "payments": []}, "discount_minor"),
        ({"lines": [replace(TEA, discount_minor=30_001)]}, "lines[0].discount_minor"),
        ({"lines": [replace(TEA, quantity=10**6, unit_price_minor=10**15)], "payments": []}, "lines[0].unit_price_minor"),
        ({"lines": [replace(TEA, quantity=1, unit_price_minor=10**15)] * 2, "payments": []}, "lines"),
        ({"currency": "ZZZ"}, "currency"),
        ({"status": "completed"}, "completed_at"),
        ({"completed_at": NOW}, "completed_at"),
        ({"status": "completed", "completed_at": PLACED - timedelta(1)}, "completed_at"),
        ({"placed_at": NOW + timedelta(days=2)}, "placed_at"),
        ({"placed_at": datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14)))}, "placed_at"),
        ({"placed_at": datetime(9999, 12, 31, 23, tzinfo=timezone(-timedelta(hours=12)))}, "placed_at"),
        ({"payments": [a_payment(35_100, paid_at=datetime(1970, 1, 1, tzinfo=UTC))]}, "payments[0].paid_at"),
        ({"parcels": [replace(parcel(), shipped_at=PLACED - timedelta(1))]}, "parcels[0].shipped_at"),
        ({"parcels": [replace(parcel(), delivered_at=PLACED + timedelta(1))]}, "parcels[0].delivered_at"),
        ({"parcels": [replace(parcel(), lines=[ParcelLine(line_no=3, quantity=1)])]}, "parcels[0].lines[0].line_no"),
        ({"parcels": [replace(parcel(), lines=[ParcelLine(line_no=1, quantity=2)])] * 2}, "parcels[1].lines[0].quantity"),
        ({"merchant": replace(HILLSIDE, calendar="lunar")}, "merchant.calendar"),
        ({"buyer": replace(LIN, name="Lin\x00")}, "buyer.name"),
        ({"buyer": replace(LIN, name="Lin\x85")}, "buyer.name"),
        ({"lines": [replace(TEA, title="tea\r\nSet-Cookie: x")]}, "lines[0].title"),
        ({"lines": [TEA, replace(CUP, title="cup\x7f")]}, "lines[1].title"),
        ({"buyer": replace(LIN, name="\ud800")}, "buyer.name"),
    ],
)  # fmt: skip
def test_each_problem_names_its_field(changes: dict[str, Any], field: str) -> None:
    assert field in fields(an_order(**changes))


def test_a_sound_order_has_no_problem() -> None:
    assert fields(an_order(shipping_minor=800, discount_minor=100, parcels=[parcel(delivered=True)])) == []
    assert fields(an_order(buyer=replace(LIN, name="back\\slash \\n \\u0000 = fine, 林"))) == []


def test_all_problems_are_told_at_once() -> None:
    bad = an_order(
        currency="ZZZ",
        status="completed",
        lines=[replace(TEA, discount_minor=99_999)],
        payments=[],
        parcels=[replace(parcel(), shipped_at=PLACED - timedelta(1))],
    )
    assert fields(bad) == ["currency", "completed_at", "lines[0].discount_minor", "parcels[0].shipped_at"]


def test_the_difference_is_told_in_the_orders_own_money() -> None:
    (problem,) = order_problems(an_order(payments=[a_payment(35_000)]), NOW)
    assert problem.problem == "do not add up to what the order costs: 350.00 paid, 351.00 due"

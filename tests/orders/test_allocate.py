"""What was paid for each line: shares are fair and all lines together are exactly what was paid."""

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from makegood.orders import LineInput, OrderInput, order_problems, paid_lines, total_minor
from tests.orders.world import CUP, NOW, TEA, a_payment, an_order


def test_three_at_100_with_10_off_the_order_share_the_discount_to_the_cent() -> None:
    lines = [replace(TEA, quantity=1, sku=f"tea-{at}") for at in range(3)]
    paid = [line.paid_minor for line in paid_lines(an_order(lines=lines, discount_minor=1000))]
    assert paid == [9666, 9667, 9667]


def test_the_discount_is_shared_by_the_goods_before_tax() -> None:
    lines = [replace(TEA, quantity=1, tax_minor=1300), replace(CUP, quantity=4, unit_price_minor=2500)]
    paid = [line.paid_minor for line in paid_lines(an_order(lines=lines, discount_minor=2000))]
    assert paid == [10_000 + 1300 - 1000, 10_000 - 1000]


def test_shipping_is_a_line_of_its_own_after_the_goods() -> None:
    *goods, shipping = paid_lines(an_order(shipping_minor=1200, shipping_tax_minor=72, discount_minor=500))
    assert [line.kind for line in goods] == ["goods", "goods"]
    assert (shipping.line_no, shipping.kind, shipping.quantity, shipping.paid_minor) == (
        3,
        "shipping",
        1,
        1272,
    )


def test_free_shipping_has_no_line() -> None:
    assert [line.kind for line in paid_lines(an_order())] == ["goods", "goods"]


def test_a_present_takes_no_share_of_the_discount() -> None:
    lines = [TEA, replace(CUP, discount_minor=5100)]
    assert [line.paid_minor for line in paid_lines(an_order(lines=lines, discount_minor=999))] == [29_001, 0]


def test_a_discount_over_everything_leaves_nothing_to_pay() -> None:
    order = an_order(discount_minor=35_100)
    assert total_minor(order) == 0
    assert [line.paid_minor for line in paid_lines(order)] == [0, 0]


@st.composite
def lines(draw: st.DrawFn) -> LineInput:
    quantity, price = draw(st.integers(1, 99)), draw(st.integers(0, 10**7))
    return replace(
        TEA,
        quantity=quantity,
        unit_price_minor=price,
        discount_minor=draw(st.integers(0, quantity * price)),
        tax_minor=draw(st.integers(0, 10**6)),
    )


@st.composite
def orders(draw: st.DrawFn) -> OrderInput:
    order = an_order(
        lines=draw(st.lists(lines(), min_size=1, max_size=12)),
        shipping_minor=draw(st.integers(0, 10**5)),
        shipping_tax_minor=draw(st.integers(0, 10**4)),
        payments=[],
    )
    goods = sum(line.quantity * line.unit_price_minor - line.discount_minor for line in order.lines)
    order = replace(order, discount_minor=draw(st.integers(0, goods)))
    total = total_minor(order)
    return replace(order, payments=[a_payment(total)] if total else [])


@given(orders())
def test_lines_add_up_to_the_payments_and_none_is_below_zero(order: OrderInput) -> None:
    assert order_problems(order, NOW) == []
    paid = [line.paid_minor for line in paid_lines(order)]
    assert sum(paid) == sum(payment.amount_minor for payment in order.payments)
    assert min(paid) >= 0


@given(orders())
def test_no_line_costs_more_than_without_the_order_discount(order: OrderInput) -> None:
    whole = paid_lines(replace(order, discount_minor=0))
    assert all(
        line.paid_minor <= full.paid_minor for line, full in zip(paid_lines(order), whole, strict=True)
    )

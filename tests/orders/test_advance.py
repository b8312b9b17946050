"""What may become of a known order: a table of tellings and what each changes or why it is refused."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from makegood.kit.errors import Refused
from makegood.orders import OrderInput
from makegood.orders.advance import Change, StoredOrder, StoredPayment, change_of
from makegood.orders.prepare import prepare_order
from makegood.orders.refusals import (
    OrderAlreadyClaimed,
    OrderAlreadyCompleted,
    OrderCurrencyChanged,
    OrderOfAnotherBuyer,
    OrderOfAnotherMerchant,
    OrderPaymentChanged,
    OrderStatusWentBack,
)
from tests.orders.world import CUP, NOW, OMAR, RIVERSIDE, TEA, a_payment, an_order, parcel

DONE = {"status": "completed", "completed_at": NOW}


def stored(order: OrderInput, claimed: bool = False) -> StoredOrder:
    prepared = prepare_order(order, NOW)
    payments = zip(prepared.payments(), order.payments, strict=True)
    return StoredOrder(
        order_id=1, bucket=prepared.bucket, buyer_id=2, buyer_external_id=order.buyer.external_id, merchant_id=3,
        merchant_external_id=order.merchant.external_id, currency=order.currency, status=order.status,
        completed_at=order.completed_at, content_hash=prepared.content_hash, claimed=claimed, lines=prepared.lines,
        payments=[
            StoredPayment(
                payment_no=captured.payment_no, tender=captured.tender, processor=captured.processor,
                processor_reference=payment.processor_reference, amount_minor=captured.amount_minor,
            )
            for captured, payment in payments
        ],
    )  # fmt: skip


def change(known: OrderInput, told: OrderInput, claimed: bool = False) -> Change:
    return change_of(stored(known, claimed), prepare_order(told, NOW))


MORE_TEA = {
    "lines": [replace(TEA, quantity=4), CUP],
    "payments": [a_payment(35_100), a_payment(10_000, "pi_2")],
}


@pytest.mark.parametrize(
    ("known", "told", "claimed", "refusal"),
    [
        ({}, {"buyer": OMAR}, False, OrderOfAnotherBuyer),
        ({}, {"merchant": RIVERSIDE}, False, OrderOfAnotherMerchant),
        ({}, {"currency": "USD"}, False, OrderCurrencyChanged),
        ({"status": "shipped"}, {"status": "paid"}, False, OrderStatusWentBack),
        ({"status": "delivered"}, {"status": "shipped"}, False, OrderStatusWentBack),
        ({"status": "shipped"}, {"status": "cancelled"}, False, OrderStatusWentBack),
        (DONE, {"status": "cancelled"}, False, OrderStatusWentBack),
        (DONE, {"status": "delivered"}, False, OrderStatusWentBack),
        ({"status": "cancelled"}, {"status": "shipped"}, True, OrderStatusWentBack),
        ({}, {"status": "cancelled"}, True, OrderAlreadyClaimed),
        ({}, MORE_TEA, True, OrderAlreadyClaimed),
        ({}, {"lines": [CUP, TEA]}, True, OrderAlreadyClaimed),
        (DONE, MORE_TEA | DONE, False, OrderAlreadyCompleted),
        ({}, {"payments": [a_payment(35_100, "pi_other")]}, False, OrderPaymentChanged),
        ({}, {"payments": [a_payment(35_100, tender="wallet")]}, False, OrderPaymentChanged),
        ({}, {"lines": [CUP]}, False, OrderPaymentChanged),
        ({}, {"payments": [a_payment(100), a_payment(35_000, "pi_2")]}, False, OrderPaymentChanged),
    ],
)
def test_refusals(known: dict[str, Any], told: dict[str, Any], claimed: bool, refusal: type[Refused]) -> None:
    with pytest.raises(refusal):
        change(an_order(**known), an_order(**told), claimed)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("paid", "shipped"),
        ("paid", "delivered"),
        ("shipped", "delivered"),
        ("paid", "cancelled"),
        ("paid", "paid"),
    ],
)
def test_the_status_moves_forward(before: str, after: str) -> None:
    made = change(an_order(status=before), an_order(status=after))
    assert made.newly_cancelled == (after == "cancelled")
    assert not made.newly_completed


def test_completing_is_told_once() -> None:
    assert change(an_order(status="delivered"), an_order(**DONE), claimed=True).newly_completed
    later = an_order(status="completed", completed_at=NOW - timedelta(hours=1))
    assert not change(an_order(**DONE), later).newly_completed


def test_a_new_payment_is_captured_and_the_lines_are_rewritten() -> None:
    made = change(an_order(), an_order(**MORE_TEA))
    assert made.rewrites_lines
    assert [(payment.payment_no, payment.amount_minor) for payment in made.captured] == [(2, 10_000)]


def test_cancelling_returns_what_was_captured() -> None:
    made = change(an_order(), an_order(status="cancelled"))
    assert [payment.amount_minor for payment in made.returned] == [35_100]
    assert made.captured == ()


def test_words_of_a_claimed_line_stay_and_parcels_go_on() -> None:
    told = an_order(status="shipped", lines=[replace(TEA, title="Tea!"), CUP], parcels=[parcel()])
    assert not change(an_order(), told, claimed=True).rewrites_lines
    assert change(an_order(), told).rewrites_lines


def test_an_order_that_cases_refunded_in_full_may_be_cancelled_and_nothing_is_returned_twice() -> None:
    known = msgspec.structs.replace(stored(an_order(), claimed=True), refunded=True)
    told = change_of(known, prepare_order(an_order(status="cancelled"), NOW))
    assert told.newly_cancelled
    assert told.returned == ()

"""The small world of the order tests: Lin buys tea and cups from Hillside Teas."""

from datetime import UTC, datetime, timedelta
from typing import Any

from msgspec.structs import replace

from makegood.orders import (
    BuyerInput,
    LineInput,
    MerchantInput,
    OrderInput,
    ParcelInput,
    PaymentInput,
    ProductInput,
    TenderInput,
    total_minor,
)

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
PLACED = NOW - timedelta(days=5)
LIN = BuyerInput(
    external_id="lin",
    name="林小满",
    language="zh-CN",
    tenders=[TenderInput(external_id="card-1", tender="card", label="Visa ending 8674")],
)
OMAR = BuyerInput(external_id="omar", name="Omar Haddad")
HILLSIDE = MerchantInput(external_id="hillside", name="Hillside Teas", return_address="1 Tea Road, Hangzhou")
RIVERSIDE = MerchantInput(external_id="riverside", name="Riverside Teas")
TEA = LineInput(
    sku="tea-100",
    product=ProductInput(external_id="tea", category="food", traits=["perishable"]),
    title="Longjing tea 100 g",
    quantity=3,
    unit_price_minor=10_000,
)
CUP = LineInput(
    sku="cup-white",
    product=ProductInput(external_id="cup", category="kitchen"),
    title="White cup",
    quantity=2,
    unit_price_minor=2_550,
)


def parcel(delivered: bool = False) -> ParcelInput:
    """A parcel two days after the order, delivered two days later."""
    return ParcelInput(
        carrier="sf",
        tracking_no="SF1001",
        shipped_at=PLACED + timedelta(days=2),
        delivered_at=PLACED + timedelta(days=4) if delivered else None,
    )


def an_order(external_id: str = "A-1", **changes: Any) -> OrderInput:
    """An order for tea and cups, paid by one card unless payments are given."""
    order = OrderInput(
        external_id=external_id,
        buyer=changes.pop("buyer", LIN),
        merchant=changes.pop("merchant", HILLSIDE),
        currency="CNY",
        status="paid",
        placed_at=PLACED,
        lines=changes.pop("lines", [TEA, CUP]),
    )
    payments = changes.pop("payments", None)
    order = replace(order, **changes)
    return replace(order, payments=[a_payment(total_minor(order))] if payments is None else payments)


def a_payment(amount_minor: int, reference: str = "pi_1", **changes: Any) -> PaymentInput:
    """A payment by card."""
    payment = PaymentInput(
        tender="card",
        processor="fake",
        processor_reference=reference,
        amount_minor=amount_minor,
        paid_at=PLACED,
    )
    return replace(payment, **changes)

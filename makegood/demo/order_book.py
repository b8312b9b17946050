"""PURE: the demo's orders: one for each story, and the ordinary ones that nobody complains about."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct

from makegood.demo.cast import BUYERS, MERCHANTS, Merchant
from makegood.demo.goods import MARKETS, PRODUCTS, Product
from makegood.demo.listings import LISTINGS
from makegood.demo.story import Story
from makegood.kit.money import split_by_weights
from makegood.orders import (
    BuyerInput,
    LineInput,
    MerchantInput,
    OrderInput,
    ParcelInput,
    PaymentInput,
    ProductInput,
    TenderInput,
)

ORDINARY_ORDERS = 66
HISTORY = timedelta(days=50)
SEED = 20260302
TO_TRY = "MG-40001"
TO_WITHDRAW_FROM = "MG-40002"
INTERNAL = ("store_credit", "gift_card")
SHIPPING_MINOR = {"CNY": 800, "GBP": 595, "EUR": 690, "USD": 550, "JPY": 660}
CREDIT = {"li-na": "excellent", "liu-yang": "excellent", "wang-wei": "good"}
"""How far the marketplace trusts a buyer with an instant refund; else a little."""
LABELS = {
    "card": ("储蓄卡", "Debit card"), "wallet": ("手机钱包", "Phone wallet"),
    "store_credit": ("店铺余额", "Store credit"), "gift_card": ("礼品卡", "Gift card"),
}  # fmt: skip


def email_of(buyer: str) -> str:
    """The address of a buyer of the demo, for the way in by an order's number; nothing is ever sent there."""
    return f"{buyer}@mail.example"


class Purchase(Struct, frozen=True, kw_only=True):
    """What somebody bought and how far it has come."""

    number: str
    buyer: str
    goods: dict[str, int]
    placed_at: datetime
    status: str = "delivered"
    tenders: tuple[tuple[str, int], ...] = (("card", 100),)
    behaves: str = ""
    discount_percent: int = 0

    @property
    def shop(self) -> Merchant:
        """Who sold it all."""
        return MERCHANTS[PRODUCTS[next(iter(self.goods))].merchant]

    @property
    def shipped_at(self) -> datetime:
        """A day after the order was placed."""
        return self.placed_at + timedelta(hours=21)

    @property
    def delivered_at(self) -> datetime:
        """Two days later."""
        return self.placed_at + timedelta(hours=66)

    @property
    def completed_at(self) -> datetime:
        """When the buyer has not complained for ten days."""
        return self.delivered_at + timedelta(days=10)

    @property
    def told_at(self) -> datetime:
        """The first moment at which all of this has happened."""
        return {
            "shipped": self.shipped_at, "delivered": self.delivered_at, "completed": self.completed_at,
        }.get(self.status, self.placed_at)  # fmt: skip


def purchase_of(story: Story, number: str, base: datetime) -> Purchase:
    """The order that a story is about."""
    opened_at = base - timedelta(days=story.days_ago)
    return Purchase(
        number=number,
        buyer=story.buyer,
        goods=story.goods,
        placed_at=opened_at - timedelta(days=story.bought_days_before),
        status=story.status,
        tenders=story.tenders,
        behaves=story.behaves,
    )


def ordinary_purchases(first_number: int, base: datetime) -> Iterator[Purchase]:
    """Orders without a story, the same for the same base; the first is the oldest, the last was just placed."""
    dice = random.Random(SEED)
    step = HISTORY / (ORDINARY_ORDERS - 1)
    for at in range(ORDINARY_ORDERS):
        age = HISTORY - step * at
        shop = dice.choice(list(MERCHANTS))
        products = [product for product in PRODUCTS.values() if product.merchant == shop]
        products = [product for product in products if product.currency == products[0].currency]
        chosen = dice.sample(products, min(len(products), dice.choice((1, 1, 2))))
        yield Purchase(
            number=f"MG-{first_number + at}",
            buyer=dice.choice(list(BUYERS)),
            goods={product.key: dice.choice((1, 1, 1, 2, 3)) for product in chosen},
            placed_at=base - age,
            status=_status(age, dice),
            tenders=dice.choice(((("card", 100),), (("wallet", 100),), (("gift_card", 20), ("card", 80)))),
            discount_percent=dice.choice((0, 0, 5, 10)),
        )


def purchase_to_try(base: datetime) -> Purchase:
    """An order that came an hour ago and that nobody has complained about: the newest of Li Na's, for a first case."""
    arrived_before = timedelta(hours=67)
    return Purchase(number=TO_TRY, buyer="li-na", goods={"kids-shoes": 2}, placed_at=base - arrived_before)


def purchase_to_withdraw_from(base: datetime) -> Purchase:
    """An order under European law, in whose first fourteen days Amelia Hart may withdraw from the contract."""
    placed_at = base - timedelta(days=5)
    return Purchase(number=TO_WITHDRAW_FROM, buyer="amelia-hart", goods={"lamp": 1}, placed_at=placed_at)


def _status(age: timedelta, dice: random.Random) -> str:
    if age > timedelta(days=14):
        return "completed"
    if age > timedelta(days=4):
        return "delivered"
    if age > timedelta(days=1):
        return dice.choice(("shipped", "shipped", "cancelled"))
    return "paid"


def order_input(purchase: Purchase) -> OrderInput:
    """The order as the marketplace tells it."""
    products = [PRODUCTS[key] for key in purchase.goods]
    shop = purchase.shop
    goods_minor = sum(p.price_minor * purchase.goods[p.key] for p in products)
    discount_minor = goods_minor * purchase.discount_percent // 100
    currency = products[0].currency
    due_minor = goods_minor - discount_minor + SHIPPING_MINOR[currency]
    return OrderInput(
        external_id=purchase.number,
        buyer=_buyer(purchase.buyer),
        merchant=MerchantInput(
            external_id=shop.key, name=shop.name, calendar=shop.calendar, return_address=shop.return_address
        ),
        currency=currency,
        status=purchase.status,  # type: ignore[arg-type]
        placed_at=purchase.placed_at,
        completed_at=purchase.completed_at if purchase.status == "completed" else None,
        lines=[_line(product, purchase.goods[product.key]) for product in products],
        discount_minor=discount_minor,
        shipping_minor=SHIPPING_MINOR[currency],
        payments=_payments(purchase, due_minor),
        parcels=_parcels(purchase, shop.carrier),
        market=MARKETS[currency],
        facts=_facts(purchase),
    )


def _facts(purchase: Purchase) -> dict[str, Any]:
    """What the packs ask of an order and no order form says."""
    placed_at = purchase.placed_at.isoformat()
    return {
        "channel": "online",
        "free_shipping": False,
        "guarantees": list(purchase.shop.guarantees),
        "credit_tier": CREDIT.get(purchase.buyer, "basic"),
        "informed_of_withdrawal_at": placed_at,
        "return_cost_announced": True,
    }


def _buyer(key: str) -> BuyerInput:
    buyer = BUYERS[key]
    chinese = buyer.language == "zh-CN"
    tenders = [
        TenderInput(external_id=f"{key}-{tender}", tender=tender, label=labels[0 if chinese else 1])  # type: ignore[arg-type]
        for tender, labels in LABELS.items()
    ]
    return BuyerInput(
        external_id=key, name=buyer.name, language=buyer.language, email=email_of(key), tenders=tenders
    )


def _line(product: Product, quantity: int) -> LineInput:
    return LineInput(
        sku=product.key.upper(),
        product=ProductInput(
            external_id=product.key,
            category=product.category,
            title=product.title,
            traits=list(product.traits),
        ),
        title=product.title,
        quantity=quantity,
        unit_price_minor=product.price_minor,
        facts={"goods_kind": product.kind},
        listing=LISTINGS.get(product.key),
    )


def _payments(purchase: Purchase, due_minor: int) -> list[PaymentInput]:
    shares = split_by_weights(due_minor, [share for _, share in purchase.tenders])
    behaves = f"-{purchase.behaves}" if purchase.behaves else ""
    return [
        PaymentInput(
            tender=tender,  # type: ignore[arg-type]
            processor="internal" if tender in INTERNAL else "fake",
            processor_reference=f"pay_{purchase.number}_{rank}" + ("" if tender in INTERNAL else behaves),
            amount_minor=amount_minor,
            paid_at=purchase.placed_at,
            rank=rank,
        )
        for rank, ((tender, _), amount_minor) in enumerate(zip(purchase.tenders, shares, strict=True))
    ]


def _parcels(purchase: Purchase, carrier: str) -> list[ParcelInput]:
    if purchase.status in ("paid", "cancelled"):
        return []
    arrived = purchase.status in ("delivered", "completed")
    return [
        ParcelInput(
            carrier=carrier,
            tracking_no=f"OUT-{purchase.number}",
            shipped_at=purchase.shipped_at,
            delivered_at=purchase.delivered_at if arrived else None,
        )
    ]

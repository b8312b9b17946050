"""PURE: an order checked and worked out, ready to be written."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

import msgspec

from makegood.kit.ids import stable_bucket
from makegood.orders.allocate import paid_lines
from makegood.orders.check import order_problems
from makegood.orders.model import CapturedPayment, OrderInput, PaidLine
from makegood.orders.refusals import OrderHasProblems

HASH_BYTES = 16


class PreparedOrder(msgspec.Struct, frozen=True, kw_only=True):
    """An order without problems. `bucket` is its buyer's; `content_hash` changes with any of its content."""

    input: OrderInput
    bucket: int
    name_bucket: int
    lines: list[PaidLine]
    paid_minor: int
    content_hash: bytes

    @property
    def external_id(self) -> str:
        """What the marketplace calls the order."""
        return self.input.external_id

    def payments(self) -> tuple[CapturedPayment, ...]:
        """Its payments, numbered from 1 as they are listed."""
        return tuple(
            CapturedPayment(
                payment_no=number,
                tender=payment.tender,
                processor=payment.processor,
                amount_minor=payment.amount_minor,
            )
            for number, payment in enumerate(self.input.payments, 1)
        )


def prepare_order(order: OrderInput, now: datetime) -> PreparedOrder:
    """Check an order and work out its lines. Raises `OrderHasProblems` with all of them."""
    problems = order_problems(order, now)
    if problems:
        raise OrderHasProblems(order.external_id, problems)
    lines = paid_lines(order)
    return PreparedOrder(
        input=order,
        bucket=stable_bucket(order.buyer.external_id),
        name_bucket=stable_bucket(order.external_id),
        lines=lines,
        paid_minor=sum(line.paid_minor for line in lines),
        content_hash=content_hash(order),
    )


def content_hash(order: OrderInput) -> bytes:
    """16 bytes that tell one content of an order from another."""
    return hashlib.blake2b(msgspec.json.encode(order), digest_size=HASH_BYTES).digest()


def waves(orders: Sequence[PreparedOrder]) -> list[list[PreparedOrder]]:
    """The orders in rounds in which each order number comes once; later tellings come in later rounds."""
    rounds: list[list[PreparedOrder]] = []
    told: dict[str, int] = {}
    for order in orders:
        turn = told.get(order.external_id, 0)
        told[order.external_id] = turn + 1
        if turn == len(rounds):
            rounds.append([])
        rounds[turn].append(order)
    return rounds

"""PURE: what may become of an order that is already known, when the marketplace tells it again."""

from datetime import datetime

import msgspec

from makegood.orders.goods.presale import Presale
from makegood.orders.model import CapturedPayment, PaidLine
from makegood.orders.prepare import PreparedOrder
from makegood.orders.refusals import (
    OrderAlreadyClaimed,
    OrderAlreadyCompleted,
    OrderCurrencyChanged,
    OrderOfAnotherBuyer,
    OrderOfAnotherMerchant,
    OrderPaymentChanged,
    OrderStatusWentBack,
)

_LATER = {"paid": 0, "shipped": 1, "delivered": 2, "completed": 3}


class StoredPayment(msgspec.Struct, frozen=True, kw_only=True):
    """A payment on the books."""

    payment_no: int
    tender: str
    processor: str
    processor_reference: str
    amount_minor: int


class StoredOrder(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of an order, read under its lock. `claimed`: some line or payment was taken by a case.

    `claimed_lines`: the numbers of the lines that were; `refunded`: cases have given back all that was paid.
    """

    order_id: int
    bucket: int
    buyer_id: int
    buyer_external_id: str
    merchant_id: int
    merchant_external_id: str
    currency: str
    status: str
    completed_at: datetime | None
    content_hash: bytes
    claimed: bool
    claimed_lines: frozenset[int] = frozenset()
    refunded: bool = False
    lines: list[PaidLine]
    payments: list[StoredPayment]


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """What telling an order again changes beside its own row and its parcels.

    `balances`: the lines of a presale whose balance is paid now, where others were claimed already, so that nothing else may
    change.
    """

    rewrites_lines: bool
    balances: tuple[PaidLine, ...] = ()
    captured: tuple[CapturedPayment, ...]
    returned: tuple[CapturedPayment, ...]
    newly_completed: bool
    newly_cancelled: bool
    newly_left: bool = False


def change_of(stored: StoredOrder, told: PreparedOrder) -> Change:
    """Decide what a new telling changes. Raises the refusals of refusals.py."""
    name = told.external_id
    if told.input.buyer.external_id != stored.buyer_external_id:
        raise OrderOfAnotherBuyer(order=name)
    if told.input.merchant.external_id != stored.merchant_external_id:
        raise OrderOfAnotherMerchant(order=name)
    if told.input.currency != stored.currency:
        raise OrderCurrencyChanged(order=name, known=stored.currency)
    _check_status(stored, told)
    _check_payments(stored, told)
    _check_amounts(stored, told)
    cancelled = told.input.status == "cancelled" != stored.status
    return Change(
        rewrites_lines=not stored.claimed and stored.lines != told.lines,
        balances=_balances(stored, told) if stored.claimed else (),
        captured=told.payments()[len(stored.payments) :] if told.input.status != "cancelled" else (),
        # What our cases have refunded in full, the marketplace did not pay back as well.
        returned=_captured(stored.payments) if cancelled and not stored.refunded else (),
        newly_completed=told.input.status == "completed" != stored.status,
        newly_cancelled=cancelled,
        newly_left=_has_gone_further(stored.status, told.input.status),
    )


def _check_status(stored: StoredOrder, told: PreparedOrder) -> None:
    known, wanted = stored.status, told.input.status
    if known == wanted:
        return
    forward = known in _LATER and (_LATER[wanted] > _LATER[known] if wanted in _LATER else known == "paid")
    if not forward:
        raise OrderStatusWentBack(order=told.external_id, known=known, wanted=wanted)
    if wanted == "cancelled" and stored.claimed and not stored.refunded:
        raise OrderAlreadyClaimed(order=told.external_id)


def _has_gone_further(known: str, wanted: str) -> bool:
    return known != wanted and wanted in ("shipped", "delivered", "completed")


def _check_payments(stored: StoredOrder, told: PreparedOrder) -> None:
    for at, known in enumerate(stored.payments):
        wanted = told.input.payments[at] if at < len(told.input.payments) else None
        if wanted is None or (
            (known.tender, known.processor, known.processor_reference, known.amount_minor)
            != (wanted.tender, wanted.processor, wanted.processor_reference, wanted.amount_minor)
        ):
            raise OrderPaymentChanged(order=told.external_id, payment_no=known.payment_no)


def _check_amounts(stored: StoredOrder, told: PreparedOrder) -> None:
    if _amounts(stored.lines) == _amounts(told.lines):
        return
    if stored.claimed:
        paid = {line.line_no: line for line in _balances(stored, told)}
        if _amounts([paid.get(line.line_no, line) for line in stored.lines]) == _amounts(told.lines):
            return
        raise OrderAlreadyClaimed(order=told.external_id)
    if stored.status == "completed":
        raise OrderAlreadyCompleted(order=told.external_id)


def _balances(stored: StoredOrder, told: PreparedOrder) -> tuple[PaidLine, ...]:
    """The lines that no case has claimed and whose balance is paid now, as they are told."""
    known = {line.line_no: line for line in stored.lines if line.line_no not in stored.claimed_lines}
    return tuple(
        line
        for line in told.lines
        if (before := known.get(line.line_no)) and _awaits_balance(before) and not _awaits_balance(line)
        and _goods(line) == _goods(before) and line.paid_minor > before.paid_minor
    )  # fmt: skip


def _awaits_balance(line: PaidLine) -> bool:
    return isinstance(line.goods, Presale) and line.goods.awaits_balance


def _goods(line: PaidLine) -> tuple[str, str, int, int]:
    return line.kind, line.sku, line.quantity, line.unit_price_minor


def _amounts(lines: list[PaidLine]) -> list[tuple[str, str, int, int, int]]:
    """What cases stand on. The words of a claimed line stay as they were when it was claimed."""
    return [(line.kind, line.sku, line.quantity, line.unit_price_minor, line.paid_minor) for line in lines]


def _captured(payments: list[StoredPayment]) -> tuple[CapturedPayment, ...]:
    return tuple(
        CapturedPayment(
            payment_no=payment.payment_no,
            tender=payment.tender,
            processor=payment.processor,
            amount_minor=payment.amount_minor,
        )
        for payment in payments
    )

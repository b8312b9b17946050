"""PURE: which payments a refund goes back to, and how much to each, when an order was paid by several."""

from collections.abc import Callable, Iterable

import msgspec

from makegood.kit.errors import Refused
from makegood.kit.money import split_by_weights

INTERNAL = "internal"
"""The processor of tenders that live in our own books (store credit, gift cards): the posting is the payment."""
LAST_RANK = 1000
"""The rank of payments that came in with a case: refunds go back to them last."""


class TenderRoom(msgspec.Struct, frozen=True, kw_only=True):
    """What may still go back to one payment of an order: `room_minor`, in minor units.

    `rank` states the order of going back (0 first); payments of one rank follow their `payment_no`.
    """

    payment_no: int
    tender: str
    processor: str
    processor_reference: str
    room_minor: int
    rank: int = 0


class RefundLeg(msgspec.Struct, frozen=True, kw_only=True):
    """The part of a refund that goes back to one payment; never zero."""

    payment_no: int
    tender: str
    processor: str
    processor_reference: str
    amount_minor: int


class MoreThanRoom(Refused):
    """Only {room_minor} can still go back to the payments of this order, not {amount_minor}."""


Splitting = Callable[[Iterable[TenderRoom], int], tuple[RefundLeg, ...]]
"""A way of splitting a refund over the payments of an order."""


def in_order(rooms: Iterable[TenderRoom], amount_minor: int) -> tuple[RefundLeg, ...]:
    """Fill the payments one after the other, by rank. Raises `MoreThanRoom`, ValueError for bad input."""
    ranked = _ranked(rooms, amount_minor)
    left, parts = amount_minor, []
    for room in ranked:
        parts.append(min(left, room.room_minor))
        left -= parts[-1]
    return _legs(ranked, parts)


def pro_rata(rooms: Iterable[TenderRoom], amount_minor: int) -> tuple[RefundLeg, ...]:
    """Share over the payments in proportion to their room, largest remainder; a tie goes to the lower rank.

    No part exceeds its room: it is at most the exact share rounded up, and the share is at most the room.
    Raises `MoreThanRoom`, ValueError for bad input.
    """
    ranked = _ranked(rooms, amount_minor)
    if amount_minor == 0:
        return ()
    return _legs(ranked, split_by_weights(amount_minor, [room.room_minor for room in ranked]))


def _ranked(rooms: Iterable[TenderRoom], amount_minor: int) -> list[TenderRoom]:
    ranked = sorted(rooms, key=lambda room: (room.rank, room.payment_no))
    if amount_minor < 0 or any(room.room_minor < 0 for room in ranked):
        raise ValueError("neither a refund nor the room of a payment is negative")
    if len({room.payment_no for room in ranked}) < len(ranked):
        raise ValueError("a payment is named once")
    total = sum(room.room_minor for room in ranked)
    if amount_minor > total:
        raise MoreThanRoom(room_minor=total, amount_minor=amount_minor)
    return ranked


def _legs(ranked: list[TenderRoom], parts: list[int]) -> tuple[RefundLeg, ...]:
    return tuple(
        RefundLeg(
            payment_no=room.payment_no,
            tender=room.tender,
            processor=room.processor,
            processor_reference=room.processor_reference,
            amount_minor=part,
        )
        for room, part in zip(ranked, parts, strict=True)
        if part
    )

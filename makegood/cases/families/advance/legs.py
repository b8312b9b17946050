"""PURE: the parts of a refund that go no way of their own: what was paid in advance already, what the buyer owes, and
what the payments have no room for.
"""

from collections.abc import Iterable, Iterator

from makegood.cases.families.advance.plan import Advance
from makegood.cases.families.advance.room import AdvanceRoom
from makegood.cases.model import Leg, LegWay
from makegood.payments import INTERNAL, RefundLeg, TenderRoom, in_order

DEBT = "advance_debt"
BALANCE = "balance"


def from_advance(advance: Advance | None, owed_minor: int) -> Iterator[Leg]:
    """What was paid in advance, leg by leg, as far as it is the buyer's."""
    if advance is None:
        return
    left, past = min(owed_minor, advance.outstanding_minor), advance.settled_minor
    for leg in advance.legs:
        skipped = min(past, leg.amount_minor)
        past -= skipped
        part = min(left, leg.amount_minor - skipped)
        left -= part
        if part:
            yield Leg(
                0,
                leg.payment_no,
                leg.tender,
                leg.processor,
                leg.processor_reference,
                part,
                way=LegWay.ADVANCE,
            )


def from_debt(room: AdvanceRoom | None, owed_minor: int) -> Iterator[Leg]:
    """What the buyer owes for earlier advances is taken from what the buyer is to get."""
    part = min(owed_minor, room.due_minor) if room else 0
    if part:
        yield Leg(0, 0, DEBT, INTERNAL, "", part, way=LegWay.DEBT)


def within_room(
    rooms: Iterable[TenderRoom], owed_minor: int
) -> tuple[tuple[RefundLeg, ...], tuple[Leg, ...]]:
    """The parts that go back to the payments, and what goes into the buyer's balance since none of them has room for it.

    There is less room than is owed only where an advance went back to a payment and was then recovered otherwise.
    """
    rooms = list(rooms)
    fitting = min(owed_minor, sum(room.room_minor for room in rooms))
    rest = owed_minor - fitting
    beyond = (Leg(0, 0, BALANCE, INTERNAL, "", rest, way=LegWay.BALANCE),) if rest else ()
    return in_order(rooms, fitting), beyond

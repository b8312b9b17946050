"""PURE: the moves of receiving, inspecting and sending back, for the rows of every type whose goods come back."""

from collections.abc import Iterable
from dataclasses import replace

from makegood.cases.model import Role, Stage
from makegood.cases.protocol import Branch, Move, StageRow, go, move

HOLDERS = (Role.MERCHANT, Role.CARRIER)
"""Who can say that a parcel is there: the merchant, and the carrier, for whom the marketplace's systems speak."""

RECEIVE = move("receive", HOLDERS, go(Stage.AWAITING_INSPECTION, Branch(None, "parcels_awaited")))
"""Received once all parcels are; until then what has come is on record, and the clock of the way runs on."""

ON_THE_WAY_BACK = (
    RECEIVE,
    move("ship_more", Role.BUYER, None),
    move("refuse_parcel", Role.MERCHANT, Stage.DISPUTE_EVIDENCE),
)

SEND_BACK = move("send_back", Role.MERCHANT, None, "owed_back", "ruling_is_final")


GRADE = move("grade", Role.MERCHANT, None, "here_ungraded")
"""Goods and decision are separate axes: what came back is graded while a dispute, or the refund, goes its own way."""


TAKE_BACK = move("receive", HOLDERS, None, "stopped_and_not_here")
"""A parcel that was stopped, and refunded before it was back or since it counted as lost, is there after all: from then on it
is graded like any return.
"""


def sending_back(rows: Iterable[StageRow], *ends: Stage) -> tuple[StageRow, ...]:
    """The rows, where after the named ends the merchant sends back what stays the buyer's."""
    return tuple(replace(row, moves=_sent_back(row.moves)) if row.stage in ends else row for row in rows)


def _sent_back(moves: tuple[Move, ...]) -> tuple[Move, ...]:
    """What comes back in these types nobody has stopped on its way."""
    return (*(each for each in moves if each is not TAKE_BACK), SEND_BACK)


def inspect(*accepted: Branch) -> Move:
    """Reporting the inspection; `accepted`: where the case goes when all was taken back."""
    ways = (Branch(Stage.DISPUTE_EVIDENCE, "found_for_a_person"), *accepted)
    return move("inspect", Role.MERCHANT, go(Stage.AWAITING_BUYER, *ways))

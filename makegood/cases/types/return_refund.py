"""PURE: return & refund. The goods go back, are received and inspected, and then the money goes out."""

from makegood.cases.families.reception.rows import ON_THE_WAY_BACK, RECEIVE, inspect, sending_back
from makegood.cases.model import CaseType, Role, Stage
from makegood.cases.protocol import Branch, Protocol, go, move
from makegood.cases.types.coming_back import awaiting_inspection, awaiting_return, in_return_transit
from makegood.cases.types.stages import SHARED

AWAITING_RETURN = awaiting_return(
    "The case is closed without a refund, since nothing was sent back.",
    RECEIVE,
    move("waive_return", Role.MERCHANT, Stage.REFUNDING),
    # Refused at the door, or stopped after all: nothing is left for the buyer to send back.
    move(
        "record_interception",
        (Role.MERCHANT, Role.CARRIER),
        go(
            Stage.IN_RETURN_TRANSIT,
            Branch(Stage.REFUNDING, "lost_before_signing"),
            Branch(Stage.REFUNDING, "refunded_once_stopped"),
        ),
        "on_its_way_to_the_buyer",
    ),
)

IN_RETURN_TRANSIT = in_return_transit(
    ON_THE_WAY_BACK,
    move("note_pickup", Role.CARRIER, None, "policy_asks", "pickup_not_known"),
    move("waive_return", Role.MERCHANT, Stage.REFUNDING),
)

AWAITING_INSPECTION = awaiting_inspection(
    go(Stage.REFUNDING),
    "The goods count as accepted and the refund goes out.",
    inspect(Branch(Stage.REFUNDING, "accepted_in_full")),
)

RETURN_REFUND = Protocol(
    CaseType.RETURN_REFUND,
    Stage.AWAITING_MERCHANT,
    (
        *sending_back(SHARED, Stage.SETTLED, Stage.CLOSED),
        AWAITING_RETURN,
        IN_RETURN_TRANSIT,
        AWAITING_INSPECTION,
    ),
)

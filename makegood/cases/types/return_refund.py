"""PURE: return & refund. The goods go back, are received and inspected, and then the money goes out."""

from datetime import timedelta

from makegood.cases.model import CaseType, Role, Stage
from makegood.cases.protocol import Branch, Cap, Clock, Protocol, Silence, StageRow, go, move
from makegood.cases.types.stages import ESCALATE, SHARED, SUPPLY_FACTS, WITHDRAW

AWAITING_RETURN = StageRow(
    Stage.AWAITING_RETURN,
    Role.BUYER,
    Clock("return_shipping", timedelta(days=7)),
    (
        Silence(
            "close", go(Stage.CLOSED), "The case is closed without a refund, since nothing was sent back."
        ),
    ),
    (
        move("ship", Role.BUYER, Stage.IN_RETURN_TRANSIT),
        move("receive", (Role.MERCHANT, Role.CARRIER), Stage.AWAITING_INSPECTION),
        move("waive_return", Role.MERCHANT, Stage.REFUNDING),
        SUPPLY_FACTS,
        WITHDRAW,
        ESCALATE,
    ),
)

IN_RETURN_TRANSIT = StageRow(
    Stage.IN_RETURN_TRANSIT,
    Role.CARRIER,
    Clock("return_transit", timedelta(days=10)),
    (
        Silence(
            "trace", go(Stage.DISPUTE_RULING), "The parcel is traced and the desk decides who bears the loss."
        ),
    ),
    (
        move("receive", (Role.MERCHANT, Role.CARRIER), Stage.AWAITING_INSPECTION),
        move("report_lost", Role.CARRIER, Stage.DISPUTE_RULING),
        move("waive_return", Role.MERCHANT, Stage.REFUNDING),
        SUPPLY_FACTS,
        ESCALATE,
    ),
)

AWAITING_INSPECTION = StageRow(
    Stage.AWAITING_INSPECTION,
    Role.MERCHANT,
    # Consumer Protection Law art. 25: the money goes back within seven days of the merchant's receipt.
    Clock(
        "inspection", timedelta(days=10), cap=Cap("received_at", "inspection_from_receipt", timedelta(days=7))
    ),
    (Silence("approve", go(Stage.REFUNDING), "The goods count as accepted and the refund goes out."),),
    (
        move("inspect", Role.MERCHANT, go(Stage.AWAITING_BUYER, Branch(Stage.REFUNDING, "accepted_in_full"))),
        move("approve", Role.MERCHANT, Stage.REFUNDING),
        SUPPLY_FACTS,
        ESCALATE,
    ),
)

RETURN_REFUND = Protocol(
    CaseType.RETURN_REFUND,
    Stage.AWAITING_MERCHANT,
    (*SHARED, AWAITING_RETURN, IN_RETURN_TRANSIT, AWAITING_INSPECTION),
)

"""PURE: cancelling before shipping, and stopping a parcel on its way, as tables over the shared rows.

Sources: Taobao Dispute Rules art. 10 (risk until signing), 23 (the merchant stops the parcel), 27 (sent although the
buyer had asked for the money), 39 and 40 (refused at the door).
"""

from datetime import timedelta

from makegood.cases.model import CaseType, Role, Stage
from makegood.cases.protocol import AtOnce, Branch, Clock, Protocol, Silence, StageRow, go, move
from makegood.cases.types.stages import (
    APPEAL_BESIDE,
    AWAITING_MERCHANT,
    ESCALATE,
    GRANTED,
    PAUSE,
    REFUSE,
    SAY,
    SHARED,
    SUPPLY_FACTS,
    WITHDRAW,
    ask,
)

HOLDERS = (Role.MERCHANT, Role.CARRIER)
"""Who can say where a parcel is: the merchant, and the carrier, for whom the marketplace's systems speak."""
TOLD_BY = (*HOLDERS, Role.SYSTEM)
"""The product itself too, once the marketplace's order says so."""

AWAITING_CANCELLATION = StageRow(
    Stage.AWAITING_MERCHANT,
    Role.MERCHANT,
    Clock("merchant_answer", timedelta(hours=48), business=True),
    (
        Silence(
            "approve",
            GRANTED,
            "The cancellation is granted and the refund goes out; what has left meanwhile is stopped on its way.",
        ),
    ),
    (
        move("approve", Role.MERCHANT, GRANTED),
        move("confirm_unshipped", Role.CARRIER, Stage.REFUNDING, "still_unshipped"),
        move(
            "report_shipped",
            TOLD_BY,
            go(Stage.AWAITING_INTERCEPTION, Branch(Stage.AWAITING_RETURN, "return_owed")),
        ),
        REFUSE,
        SUPPLY_FACTS,
        move("offer", Role.MERCHANT, Stage.AWAITING_BUYER, "rounds_left"),
        move("revise", Role.BUYER, Stage.AWAITING_MERCHANT, "rounds_left"),
        WITHDRAW,
        ESCALATE,
        *PAUSE,
        SAY,
        ask(Role.MERCHANT),
    ),
)

CANCEL = Protocol(
    CaseType.CANCEL,
    Stage.AWAITING_MERCHANT,
    tuple(AWAITING_CANCELLATION if row is AWAITING_MERCHANT else row for row in SHARED),
    at_once=AtOnce("granted_at_once", "grant_at_once", go(Stage.REFUNDING)),
)

_MISSED = (
    Branch(Stage.CLOSED, "no_return_instead"),
    Branch(Stage.AWAITING_RETURN, "return_is_a_right"),
)
"""What follows when a parcel was not stopped: what would have followed without trying."""

AWAITING_INTERCEPTION = StageRow(
    Stage.AWAITING_INTERCEPTION,
    Role.CARRIER,
    Clock("interception", timedelta(hours=24)),
    (
        Silence(
            "miss",
            go(Stage.AWAITING_MERCHANT, *_MISSED),
            "The parcel counts as not stopped, and the case goes on as a return; where no rule opens one, it is closed.",
        ),
    ),
    (
        move(
            "record_interception",
            TOLD_BY,
            go(
                Stage.IN_RETURN_TRANSIT,
                Branch(Stage.REFUNDING, "lost_before_signing"),
                Branch(Stage.REFUNDING, "refunded_once_stopped"),
                *_MISSED,
                Branch(Stage.AWAITING_MERCHANT, "interception_missed"),
            ),
        ),
        move("receive", HOLDERS, Stage.REFUNDING),
        move("approve", Role.MERCHANT, Stage.REFUNDING),
        SUPPLY_FACTS,
        WITHDRAW,
        ESCALATE,
        SAY,
    ),
)

STOPPED_ON_ITS_WAY = StageRow(
    Stage.IN_RETURN_TRANSIT,
    Role.CARRIER,
    Clock("return_transit", timedelta(days=10)),
    (
        Silence(
            "lose",
            go(Stage.REFUNDING),
            "The parcel counts as lost on its way back and the refund goes out, since the buyer never had it.",
        ),
    ),
    (
        # What the buyer never had needs no inspection: it is refunded once it is back.
        move("receive", HOLDERS, Stage.REFUNDING),
        move("report_lost", Role.CARRIER, Stage.REFUNDING),
        move("waive_return", Role.MERCHANT, Stage.REFUNDING),
        SUPPLY_FACTS,
        ESCALATE,
        *APPEAL_BESIDE,
        SAY,
    ),
)

INTERCEPT = Protocol(
    CaseType.INTERCEPT,
    Stage.AWAITING_INTERCEPTION,
    (*SHARED, AWAITING_INTERCEPTION, STOPPED_ON_ITS_WAY),
)

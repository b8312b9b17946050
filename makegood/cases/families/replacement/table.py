"""PURE: exchange and reship as tables over the shared rows.

An exchange: the goods go back, are inspected, a difference is paid, and the other units go out. A reshipment: what was
missing goes out. Whoever is silent where goods are owed makes it a refund; a parcel nobody complains of has arrived.
"""

from datetime import timedelta

from makegood.cases.families.court_papers.table import BIND_BESIDE
from makegood.cases.families.reception.rows import ON_THE_WAY_BACK, RECEIVE, inspect, sending_back
from makegood.cases.model import CaseType, Role, Stage
from makegood.cases.protocol import Branch, Clock, Protocol, Silence, StageRow, go, move
from makegood.cases.types.coming_back import awaiting_inspection, awaiting_return, in_return_transit
from makegood.cases.types.stages import (
    APPEAL,
    APPEAL_BACK,
    DESK,
    ESCALATE,
    GOODS_OWED,
    SAY,
    SHARED,
    SUPPLY_FACTS,
    WITHDRAW,
    ask,
)

HOLDERS = (Role.MERCHANT, Role.CARRIER)
ONWARD = go(Stage.REFUNDING, *GOODS_OWED)
"""Where an exchange goes once its goods are back or need not come back."""
APPEAL_BESIDE_GOODS = (
    APPEAL,
    APPEAL_BACK,
    BIND_BESIDE,
    move(
        "rule_on_appeal",
        DESK,
        go(None, Branch(Stage.CLOSED, "ruled_for_merchant"), Branch(Stage.REFUNDING, "replacement_given_up")),
        "appealed",
        "by_another",
    ),
)
"""Where nothing but the replacement is awaited: a split makes it money at once."""

AWAITING_RETURN = awaiting_return(
    "The case is closed without an exchange, since nothing was sent back.",
    RECEIVE,
    move("waive_return", Role.MERCHANT, ONWARD),
    move("cannot_replace", Role.MERCHANT, None),
    move("choose_refund", Role.BUYER, None, "replacement_gone"),
)

IN_RETURN_TRANSIT = in_return_transit(ON_THE_WAY_BACK, move("waive_return", Role.MERCHANT, ONWARD))

AWAITING_INSPECTION = awaiting_inspection(
    ONWARD,
    "The goods count as accepted and the exchange goes on.",
    inspect(
        Branch(Stage.AWAITING_PAYMENT, "accepted_and_difference_due"),
        Branch(Stage.AWAITING_REPLACEMENT, "accepted_and_owed"),
        Branch(Stage.REFUNDING, "accepted_in_full"),
    ),
)

AWAITING_PAYMENT = StageRow(
    Stage.AWAITING_PAYMENT,
    Role.BUYER,
    Clock("difference_payment", timedelta(days=3)),
    (
        Silence(
            "turn_into_refund",
            go(Stage.REFUNDING),
            "The exchange turns into a refund of what was paid for the items.",
        ),
    ),
    (
        move("pay_difference", Role.BUYER, Stage.AWAITING_REPLACEMENT),
        # The marketplace's systems speak here as the carrier: it is they who run the checkout.
        move("record_payment", Role.CARRIER, Stage.AWAITING_REPLACEMENT),
        move("choose_refund", Role.BUYER, Stage.REFUNDING),
        move("cannot_replace", Role.MERCHANT, Stage.REFUNDING),
        WITHDRAW,
        ESCALATE,
        SAY,
        ask(Role.BUYER),
    ),
)

AWAITING_REPLACEMENT = StageRow(
    Stage.AWAITING_REPLACEMENT,
    Role.MERCHANT,
    # Taobao system time-outs: goods are shipped within 48 hours unless another time was promised.
    Clock("replacement_shipping", timedelta(hours=48), business=True),
    (
        Silence(
            "turn_into_refund",
            go(Stage.REFUNDING),
            "It turns into a refund: of what was paid for the items, or of the value of what is missing.",
        ),
    ),
    (
        move("ship_replacement", Role.MERCHANT, Stage.REPLACEMENT_IN_TRANSIT),
        move("choose_refund", Role.BUYER, Stage.REFUNDING, "replacement_late_or_gone"),
        move("cannot_replace", Role.MERCHANT, Stage.REFUNDING),
        SUPPLY_FACTS,
        WITHDRAW,
        ESCALATE,
        *APPEAL_BESIDE_GOODS,
        SAY,
        ask(Role.MERCHANT),
    ),
)

ARRIVED = go(
    Stage.SETTLED,
    Branch(Stage.REFUNDING, "arrived_and_owes_money"),
    Branch(Stage.UNDER_APPEAL, "appealed"),
)

REPLACEMENT_IN_TRANSIT = StageRow(
    Stage.REPLACEMENT_IN_TRANSIT,
    Role.CARRIER,
    # Taobao system time-outs: receipt counts as confirmed ten days after shipping by express.
    Clock("replacement_transit", timedelta(days=10)),
    (Silence("count_as_arrived", ARRIVED, "The replacement counts as arrived and the case is settled."),),
    (
        move("confirm_arrival", (Role.BUYER, Role.CARRIER), ARRIVED),
        move("replacement_lost", Role.CARRIER, Stage.REFUNDING),
        SUPPLY_FACTS,
        ESCALATE,
        # An appeal waits until the goods have arrived: nothing can be called back that is on its way.
        APPEAL,
        APPEAL_BACK,
        SAY,
    ),
)

_OWED_GOODS = (AWAITING_REPLACEMENT, REPLACEMENT_IN_TRANSIT)

EXCHANGE = Protocol(
    CaseType.EXCHANGE,
    Stage.AWAITING_MERCHANT,
    (
        *sending_back(SHARED, Stage.CLOSED),
        AWAITING_RETURN,
        IN_RETURN_TRANSIT,
        AWAITING_INSPECTION,
        AWAITING_PAYMENT,
        *_OWED_GOODS,
    ),
)
RESHIP = Protocol(CaseType.RESHIP, Stage.AWAITING_MERCHANT, (*SHARED, *_OWED_GOODS))

"""PURE: changes of an order before it ships, as one table for all three: where it goes, how it is paid, what is in it.

Nothing moves but money: a change is granted, paid for where it costs something, and made. The merchant's silence grants
it, as long as the order has not left; whatever is not made in time leaves the order as it is.
"""

from datetime import timedelta

from makegood.cases.families.evidence_window.table import ALL_SAID, TELL_THEIR_SIDE
from makegood.cases.model import CaseType, Role, Stage
from makegood.cases.protocol import AtOnce, Branch, Clock, Move, Protocol, Silence, StageRow, go, move
from makegood.cases.types.stages import (
    DESK,
    ESCALATE,
    REFUND_HELD,
    REFUNDING,
    SAY,
    SETTLED,
    SUPPLY_FACTS,
    WITHDRAW,
    WITHDRAWN,
    ask,
)

MADE = go(Stage.SETTLED, Branch(Stage.REFUNDING, "change_pays_back"))
GRANTED = go(
    Stage.SETTLED,
    Branch(Stage.AWAITING_PAYMENT, "change_unpaid"),
    Branch(Stage.REFUNDING, "change_pays_back"),
)
APPROVE = move("approve", Role.MERCHANT, GRANTED, "order_has_not_left")
LEFT = move("report_left", (Role.MERCHANT, Role.CARRIER, Role.SYSTEM), Stage.CLOSED)


def _open(*moves: Move) -> tuple[Move, ...]:
    return (*moves, LEFT, SUPPLY_FACTS, WITHDRAW, SAY)


AWAITING_MERCHANT = StageRow(
    Stage.AWAITING_MERCHANT,
    Role.MERCHANT,
    Clock("merchant_answer", timedelta(hours=48), business=True),
    (
        Silence("drop_change", go(Stage.CLOSED), "The order has left as it was.", when="order_has_left"),
        Silence("approve", GRANTED, "The order is changed as asked, unless it has left by then."),
    ),
    _open(
        APPROVE,
        move(
            "refuse",
            Role.MERCHANT,
            go(Stage.AWAITING_BUYER, Branch(Stage.DISPUTE_EVIDENCE, "called_by_rule")),
            "refusal_open",
        ),
        ESCALATE,
        ask(Role.MERCHANT),
    ),
)

AWAITING_BUYER = StageRow(
    Stage.AWAITING_BUYER,
    Role.BUYER,
    Clock("buyer_answer", timedelta(days=7)),
    (Silence("close", go(Stage.CLOSED), "The order stays as it is."),),
    _open(APPROVE, ESCALATE, ask(Role.BUYER)),
)

AWAITING_PAYMENT = StageRow(
    Stage.AWAITING_PAYMENT,
    Role.BUYER,
    Clock("difference_payment", timedelta(days=3)),
    (
        Silence(
            "drop_change", go(Stage.CLOSED), "The order stays as it is, since the change was not paid for."
        ),
    ),
    _open(
        move("pay_difference", Role.BUYER, MADE, "order_has_not_left"),
        move("record_payment", Role.CARRIER, MADE, "order_has_not_left"),
        ESCALATE,
        ask(Role.BUYER),
    ),
)

DISPUTE_EVIDENCE = StageRow(
    Stage.DISPUTE_EVIDENCE,
    None,
    # Short, and nobody makes it longer: the order may leave any day.
    Clock("change_evidence", timedelta(hours=12)),
    (
        Silence(
            "proceed",
            ALL_SAID,
            "The desk decides on the file as it is, once the other party's time is over, too.",
        ),
    ),
    _open(APPROVE, *TELL_THEIR_SIDE),
)

DISPUTE_RULING = StageRow(
    Stage.DISPUTE_RULING,
    Role.DESK,
    Clock("ruling", timedelta(hours=72)),
    (
        Silence(
            "drop_change",
            go(Stage.CLOSED),
            "The order stays as it is; it may still be cancelled or returned.",
        ),
    ),
    _open(
        move("grant_change", DESK, GRANTED, "order_has_not_left"),
        move("decline_change", DESK, Stage.CLOSED),
        APPROVE,
        ask(Role.DESK),
    ),
)

CLOSED = StageRow(Stage.CLOSED, None, None, (), (SAY,))
"""For good: whoever still wants a change asks anew, as long as the order has not left."""

_ROWS = (
    AWAITING_MERCHANT, AWAITING_BUYER, AWAITING_PAYMENT, DISPUTE_EVIDENCE, DISPUTE_RULING,
    REFUNDING, REFUND_HELD, SETTLED, CLOSED, WITHDRAWN,
)  # fmt: skip

MODIFY_ADDRESS, MODIFY_PAYMENT, MODIFY_ITEMS = (
    Protocol(
        type_,
        Stage.AWAITING_MERCHANT,
        _ROWS,
        at_once=AtOnce("granted_at_once", "grant_change_at_once", GRANTED),
    )
    for type_ in (CaseType.MODIFY_ADDRESS, CaseType.MODIFY_PAYMENT, CaseType.MODIFY_ITEMS)
)

"""PURE: the rows that the case types share: talking, disputing, refunding and the ends.

Durations are the defaults of DESIGN 5 (Taobao's system time-outs where they are known); policy packs set them.
"""

from datetime import timedelta

from makegood.cases.model import Role, Stage
from makegood.cases.protocol import Branch, Clock, Move, Silence, StageRow, go, move

PARTIES = (Role.BUYER, Role.MERCHANT)
DESK = (Role.DESK, Role.SENIOR)

GRANTED = go(
    Stage.REFUNDING,
    Branch(Stage.IN_RETURN_TRANSIT, "goods_on_their_way_back"),
    Branch(Stage.AWAITING_RETURN, "return_owed"),
)
"""Where a request goes once it is granted: for the goods first when they are owed, else to the money."""

ESCALATE = move("escalate", PARTIES, Stage.DISPUTE_EVIDENCE)
PAUSE = (
    move("pause", DESK, None, "not_paused", "pauses_left"),
    move("resume", DESK, None, "paused"),
)
SUPPLY_FACTS = move("supply_facts", (*PARTIES, *DESK), None, "policy_asks")
WITHDRAW = move("withdraw", Role.BUYER, Stage.WITHDRAWN, "goods_not_given_away")
RULED = go(
    Stage.REFUNDING,
    Branch(Stage.CLOSED, "ruled_for_merchant"),
    Branch(Stage.IN_RETURN_TRANSIT, "goods_on_their_way_back"),
    Branch(Stage.AWAITING_RETURN, "return_owed"),
)
RECEIVE_ASIDE = move("receive", (Role.MERCHANT, Role.CARRIER), None, "goods_returning")


AWAITING_MERCHANT = StageRow(
    Stage.AWAITING_MERCHANT,
    Role.MERCHANT,
    Clock("merchant_answer", timedelta(hours=48), business=True),
    (Silence("approve", GRANTED, "The request is granted as asked."),),
    (
        move("approve", Role.MERCHANT, GRANTED),
        move("refuse", Role.MERCHANT, Stage.AWAITING_BUYER, "refusal_open"),
        SUPPLY_FACTS,
        move("offer", Role.MERCHANT, Stage.AWAITING_BUYER, "rounds_left"),
        move("revise", Role.BUYER, Stage.AWAITING_MERCHANT, "goods_not_given_away", "rounds_left"),
        WITHDRAW,
        ESCALATE,
        *PAUSE,
    ),
)

AWAITING_BUYER = StageRow(
    Stage.AWAITING_BUYER,
    Role.BUYER,
    Clock("buyer_answer", timedelta(days=7)),
    (
        Silence(
            "escalate",
            go(Stage.DISPUTE_RULING),
            "The desk decides, since the goods are with the merchant.",
            when="goods_given_away",
        ),
        Silence("close", go(Stage.CLOSED), "The case is closed without a refund."),
    ),
    (
        move("accept", Role.BUYER, GRANTED, "offer_stands"),
        move("offer", Role.BUYER, Stage.AWAITING_MERCHANT, "rounds_left"),
        move("revise", Role.BUYER, Stage.AWAITING_MERCHANT, "goods_not_given_away", "rounds_left"),
        move("approve", Role.MERCHANT, GRANTED),
        SUPPLY_FACTS,
        WITHDRAW,
        ESCALATE,
        *PAUSE,
    ),
)


def _dispute(*moves: Move) -> tuple[Move, ...]:
    return (
        move("approve", Role.MERCHANT, GRANTED),
        move("accept", Role.BUYER, GRANTED, "offer_stands"),
        RECEIVE_ASIDE,
        SUPPLY_FACTS,
        WITHDRAW,
        *PAUSE,
        *moves,
    )


DISPUTE_EVIDENCE = StageRow(
    Stage.DISPUTE_EVIDENCE,
    None,
    Clock("evidence", timedelta(hours=48)),
    (Silence("proceed", go(Stage.DISPUTE_RULING), "The desk decides on the file as it is."),),
    _dispute(
        move("statement", PARTIES, go(None, Branch(Stage.DISPUTE_RULING, "respondent_was_heard"))),
        move("rule", DESK, RULED),
        move("hand_up", Role.DESK, Stage.DISPUTE_SENIOR),
    ),
)

DISPUTE_RULING = StageRow(
    Stage.DISPUTE_RULING,
    Role.DESK,
    Clock("ruling", timedelta(hours=72)),
    (Silence("hand_up", go(Stage.DISPUTE_SENIOR), "A senior person of the desk takes over."),),
    _dispute(
        move("statement", PARTIES, None),
        move("rule", DESK, RULED),
        move("hand_up", Role.DESK, Stage.DISPUTE_SENIOR),
    ),
)

DISPUTE_SENIOR = StageRow(
    Stage.DISPUTE_SENIOR,
    Role.SENIOR,
    Clock("senior_ruling", timedelta(hours=72)),
    (Silence("rule_by_default", RULED, "The case is decided for the buyer."),),
    _dispute(move("statement", PARTIES, None), move("rule", Role.SENIOR, RULED)),
)

REFUNDING = StageRow(
    Stage.REFUNDING,
    Role.PROCESSOR,
    Clock("refund_processing", timedelta(hours=24)),
    (Silence("hold", go(Stage.REFUND_HELD), "The desk looks after the refund; the money stays held."),),
    (
        move(
            "record_refund",
            Role.PROCESSOR,
            go(None, Branch(Stage.SETTLED, "every_leg_paid"), Branch(Stage.REFUND_HELD, "a_leg_failed")),
        ),
        move("escalate", PARTIES, Stage.REFUND_HELD),
    ),
)

REFUND_HELD = StageRow(
    Stage.REFUND_HELD,
    Role.DESK,
    Clock("refund_repair", timedelta(hours=72)),
    (
        Silence(
            "release",
            go(Stage.SETTLED),
            "What failed is paid into the buyer's balance; what is uncertain stays held until the processor answers.",
        ),
    ),
    (
        move("record_refund", Role.PROCESSOR, go(None, Branch(Stage.SETTLED, "every_leg_paid"))),
        move("retry_refund", DESK, Stage.REFUNDING, "a_leg_failed", "attempts_left"),
        move("redirect_refund", DESK, go(None, Branch(Stage.SETTLED, "every_leg_paid")), "a_leg_failed"),
        move("statement", PARTIES, None),
    ),
)

SETTLED = StageRow(
    Stage.SETTLED,
    None,
    None,
    (),
    (move("record_refund", Role.PROCESSOR, go(None, Branch(Stage.REFUND_HELD, "a_leg_failed"))),),
)

CLOSED = StageRow(
    Stage.CLOSED,
    None,
    None,
    (),
    (
        move(
            "reopen",
            (Role.BUYER, *DESK),
            Stage.AWAITING_MERCHANT,
            "return_window_kept",
            "not_ruled",
            "may_reopen",
        ),
    ),
)

WITHDRAWN = StageRow(Stage.WITHDRAWN, None, None, (), ())

SHARED = (
    AWAITING_MERCHANT,
    AWAITING_BUYER,
    DISPUTE_EVIDENCE,
    DISPUTE_RULING,
    DISPUTE_SENIOR,
    REFUNDING,
    REFUND_HELD,
    SETTLED,
    CLOSED,
    WITHDRAWN,
)

"""PURE: the rows that the case types share: talking, disputing, refunding and the ends.

Durations are the defaults of DESIGN 5 (Taobao's system time-outs where they are known); policy packs set them.
"""

from datetime import timedelta

from makegood.cases.families.court_papers.table import (
    BIND,
    BIND_AFTER,
    BIND_AND_SEND_HOME,
    BIND_AND_TAKE_UP,
    BIND_BESIDE,
)
from makegood.cases.families.evidence_window.table import (
    ADMIT,
    ALL_SAID,
    EVIDENCE_TIME,
    SHOW_ACCEPTANCE,
    SUSPENSION,
)
from makegood.cases.families.jury.table import LATE_VERDICT, TO_A_JURY, dispute_jury
from makegood.cases.families.new_circumstances.table import REOPEN
from makegood.cases.families.reception.rows import GRADE, TAKE_BACK
from makegood.cases.families.repair.lending import LOANER_BACK
from makegood.cases.families.second_review.table import DRAFTED, dispute_review
from makegood.cases.model import Role, Stage
from makegood.cases.protocol import Branch, Clock, Move, Only, Silence, StageRow, go, move

PARTIES = (Role.BUYER, Role.MERCHANT)
DESK = (Role.DESK, Role.SENIOR)

GOODS_OWED = (
    Branch(Stage.AWAITING_PAYMENT, "difference_due"),
    Branch(Stage.AWAITING_REPLACEMENT, "replacement_owed"),
    Branch(Stage.UNDER_REPAIR, "repair_owed"),
)
"""Where a request for goods goes once nothing else is to come first."""
GRANTED = go(
    Stage.REFUNDING,
    Branch(Stage.AWAITING_INTERCEPTION, "to_be_stopped"),
    Branch(Stage.IN_RETURN_TRANSIT, "goods_on_their_way_back"),
    Branch(Stage.AWAITING_RETURN, "return_owed"),
    *GOODS_OWED,
)
"""Where a request goes once it is granted: for the goods first when they are owed, else to the money."""

REFUSE = move(
    "refuse",
    Role.MERCHANT,
    go(Stage.AWAITING_BUYER, Branch(Stage.DISPUTE_EVIDENCE, "called_by_rule")),
    "refusal_open",
)
"""To the buyer, or to the desk where a rule says that this is one refusal too many."""
ESCALATE = move("escalate", PARTIES, Stage.DISPUTE_EVIDENCE, only=Only.PATIENT)
"""Both parties are heard. Where the packs say so, they first try by themselves for a time."""
SAY = move("say", (*PARTIES, *DESK, Role.CARRIER), None)
"""Everybody writes in the case, at every stage and after its end."""


def ask(*by: Role) -> Move:
    """Whoever has the ball asks another party. Not where the law caps the clock, nor once the money is on its way."""
    return move("ask", by, None, "not_paused", "no_question_stands", "questions_left", only=Only.HOLDER)


PAUSE = (
    # Not during a question: it stops the other clock already, and its own hurts nobody when it runs out.
    move("pause", DESK, None, "not_paused", "no_question_stands", "pauses_left"),
    move("resume", DESK, None, "paused"),
    SHOW_ACCEPTANCE,
)
SUPPLY_FACTS = move("supply_facts", (*PARTIES, *DESK), None, "policy_asks")
WITHDRAW = move("withdraw", Role.BUYER, Stage.WITHDRAWN, "goods_not_given_away", "papers_leave_it")
_APPEALABLE = ("ruled", "papers_leave_appeal", "appeals_left", "in_time_to_appeal")
APPEAL = move("appeal", PARTIES, None, *_APPEALABLE, only=Only.WRONGED)
"""Beside what the ruling asked for, which goes on: nobody waits for an appeal."""
APPEAL_AFTER = move("appeal", PARTIES, Stage.UNDER_APPEAL, *_APPEALABLE, only=Only.WRONGED)
APPEAL_BACK = move("take_back_appeal", PARTIES, None, "no_papers_bind", only=Only.APPELLANT)
"""What the ruling asked for goes on as before."""
ANSWER_APPEAL = move("statement", PARTIES, None, "appealed")
"""The other side tells its side of it, before it is decided otherwise."""
LET_STAND = go(Stage.CLOSED, Branch(Stage.SETTLED, "refund_begun"), Branch(Stage.SETTLED, "arrived"))
"""Where a case goes that waited for an appeal alone, once nobody decides it any more."""
APPEAL_BESIDE = (
    APPEAL,
    APPEAL_BACK,
    BIND_BESIDE,
    ANSWER_APPEAL,
    move(
        "rule_on_appeal", DESK, go(None, Branch(Stage.CLOSED, "ruled_for_merchant")), "appealed", "by_another"
    ),
)
"""While goods are on their way: an appeal is decided as soon as somebody has read it."""
RULED = go(
    Stage.REFUNDING,
    Branch(Stage.REFUNDING, "arrived_and_owes_money"),
    Branch(Stage.SETTLED, "arrived"),
    Branch(Stage.CLOSED, "ruled_for_merchant"),
    Branch(Stage.IN_RETURN_TRANSIT, "goods_on_their_way_back"),
    Branch(Stage.AWAITING_RETURN, "return_owed"),
    *GOODS_OWED,
)
GOODS_BESIDE = (GRADE, LOANER_BACK)
"""What is done with goods while others decide about the money, or have decided: a unit is where it is."""
RECEIVE_ASIDE = move("receive", (Role.MERCHANT, Role.CARRIER), None, "goods_returning")


AWAITING_MERCHANT = StageRow(
    Stage.AWAITING_MERCHANT,
    Role.MERCHANT,
    Clock("merchant_answer", timedelta(hours=48), business=True),
    (Silence("approve", GRANTED, "The request is granted as asked."),),
    (
        move("approve", Role.MERCHANT, GRANTED),
        REFUSE,
        SUPPLY_FACTS,
        move("offer", Role.MERCHANT, Stage.AWAITING_BUYER, "rounds_left"),
        move("revise", Role.BUYER, Stage.AWAITING_MERCHANT, "goods_not_given_away", "rounds_left"),
        WITHDRAW,
        ESCALATE,
        *PAUSE,
        SAY,
        ask(Role.MERCHANT),
    ),
)

AWAITING_BUYER = StageRow(
    Stage.AWAITING_BUYER,
    Role.BUYER,
    Clock("buyer_answer", timedelta(days=7)),
    (
        Silence(
            "escalate",
            go(Stage.DISPUTE_EVIDENCE),
            "Both sides are heard and the desk decides, since the goods are with the merchant.",
            when="goods_given_away",
        ),
        Silence("close", go(Stage.CLOSED), "The case is closed without a refund."),
    ),
    (
        move("accept", Role.BUYER, GRANTED, "offer_stands", "offer_not_expired"),
        move("offer", Role.BUYER, Stage.AWAITING_MERCHANT, "rounds_left"),
        move("revise", Role.BUYER, Stage.AWAITING_MERCHANT, "goods_not_given_away", "rounds_left"),
        move("approve", Role.MERCHANT, GRANTED),
        SUPPLY_FACTS,
        WITHDRAW,
        ESCALATE,
        *PAUSE,
        SAY,
        ask(Role.BUYER),
    ),
)


def _dispute(*moves: Move) -> tuple[Move, ...]:
    return (
        move("approve", Role.MERCHANT, GRANTED),
        move("accept", Role.BUYER, GRANTED, "offer_stands", "offer_not_expired"),
        move("offer", Role.MERCHANT, None, "rounds_left"),
        RECEIVE_ASIDE,
        GRADE,
        SUPPLY_FACTS,
        WITHDRAW,
        BIND,
        *PAUSE,
        SAY,
        *moves,
    )


DISPUTE_EVIDENCE = StageRow(
    Stage.DISPUTE_EVIDENCE,
    None,
    Clock("evidence", timedelta(hours=48)),
    (
        Silence(
            "proceed",
            ALL_SAID,
            "The desk decides on the file as it is, once the other party's time is over, too.",
        ),
    ),
    _dispute(
        # Against a party whose time is over, while the other's still runs.
        move("rule", DESK, (DRAFTED, *RULED), "somebody_heard", "appeal_heard_by_another"),
        LOANER_BACK,
        ask(*PARTIES),
        *EVIDENCE_TIME,
        LATE_VERDICT,
    ),
)

DISPUTE_RULING = StageRow(
    Stage.DISPUTE_RULING,
    Role.DESK,
    Clock("ruling", timedelta(hours=72)),
    (Silence("hand_up", go(Stage.DISPUTE_SENIOR), "A senior person of the desk takes over."),),
    _dispute(
        move("rule", DESK, (DRAFTED, *RULED), "appeal_heard_by_another"),
        move("hand_up", Role.DESK, Stage.DISPUTE_SENIOR),
        LOANER_BACK,
        ask(Role.DESK),
        ADMIT,
        *SUSPENSION,
        *TO_A_JURY,
    ),
)

DISPUTE_JURY = dispute_jury(
    (
        move("approve", Role.MERCHANT, GRANTED),
        move("accept", Role.BUYER, GRANTED, "offer_stands", "offer_not_expired"),
        move("offer", Role.MERCHANT, None, "rounds_left"),
        RECEIVE_ASIDE,
        GRADE,
        WITHDRAW,
        SAY,
        BIND_AND_SEND_HOME,
    )
)

DISPUTE_REVIEW = dispute_review(RULED, _dispute(LATE_VERDICT))

DISPUTE_SENIOR = StageRow(
    Stage.DISPUTE_SENIOR,
    Role.SENIOR,
    Clock("senior_ruling", timedelta(hours=72)),
    (
        Silence(
            "rule_by_default",
            RULED,
            "The case is decided as the papers say that bind it.",
            when="papers_bind",
        ),
        Silence("rule_by_default", RULED, "The case is decided for the buyer."),
    ),
    _dispute(
        move("rule", Role.SENIOR, (DRAFTED, *RULED), "appeal_heard_by_another"),
        LOANER_BACK,
        ask(Role.SENIOR),
        LATE_VERDICT,
    ),
)

PAID = (
    Branch(Stage.UNDER_APPEAL, "paid_and_appealed"),
    Branch(Stage.SETTLED, "every_leg_paid"),
)
APPEAL_DECIDED = go(
    Stage.REFUNDING,
    Branch(Stage.SETTLED, "refunded_enough"),
    Branch(Stage.REFUNDING, "refund_begun"),
    Branch(Stage.REFUNDING, "arrived_and_owes_money"),
    Branch(Stage.SETTLED, "arrived"),
    Branch(Stage.CLOSED, "ended_before"),
    Branch(Stage.IN_RETURN_TRANSIT, "goods_on_their_way_back"),
    Branch(Stage.AWAITING_RETURN, "return_owed"),
    *GOODS_OWED,
)
"""Where a case goes that was under appeal: back to its end, or on to what the buyer gets now."""

RESUME = move(
    "resume_refund",
    Role.PROCESSOR,
    go(None, *PAID, Branch(Stage.REFUNDING, "nothing_failed")),
    "bank_gave_back",
)
"""The bank has given back what it had taken: what it had paid of the refund goes out again."""

REFUNDING = StageRow(
    Stage.REFUNDING,
    Role.PROCESSOR,
    Clock("refund_processing", timedelta(hours=24)),
    (Silence("hold", go(Stage.REFUND_HELD), "The desk looks after the refund; the money stays held."),),
    (
        move(
            "record_refund",
            Role.PROCESSOR,
            go(None, *PAID, Branch(Stage.REFUND_HELD, "a_leg_failed")),
        ),
        move("escalate", PARTIES, Stage.REFUND_HELD),
        *GOODS_BESIDE,
        TAKE_BACK,
        APPEAL,
        APPEAL_BACK,
        ANSWER_APPEAL,
        SAY,
    ),
)

REFUND_HELD = StageRow(
    Stage.REFUND_HELD,
    Role.DESK,
    Clock("refund_repair", timedelta(hours=72)),
    (
        Silence(
            "release",
            go(Stage.SETTLED, Branch(Stage.UNDER_APPEAL, "appealed")),
            "What failed is paid into the buyer's balance, but for what the bank has paid back; what is uncertain stays held"
            " until the processor answers.",
        ),
    ),
    (
        move("record_refund", Role.PROCESSOR, go(None, *PAID)),
        move("retry_refund", DESK, Stage.REFUNDING, "a_leg_failed", "attempts_left", "left_to_send"),
        move("redirect_refund", DESK, go(None, *PAID), "a_leg_failed", "payable_elsewhere"),
        move(
            "reduce_refund",
            DESK,
            go(None, *PAID, Branch(Stage.REFUNDING, "nothing_failed")),
            "a_leg_failed",
            "bank_has_paid",
        ),
        RESUME,
        *GOODS_BESIDE,
        TAKE_BACK,
        move("statement", PARTIES, None),
        APPEAL,
        APPEAL_BACK,
        SAY,
    ),
)

UNDER_APPEAL = StageRow(
    Stage.UNDER_APPEAL,
    Role.DESK,
    Clock("appeal_ruling", timedelta(days=7)),
    (
        Silence(
            "decide_as_bound",
            APPEAL_DECIDED,
            "The appeal is decided as the papers say that bind the case.",
            when="papers_bind",
        ),
        Silence("hand_up", go(None), "A senior person of the desk takes over.", when="appeal_with_desk"),
        Silence("let_stand", LET_STAND, "The ruling stands."),
    ),
    (
        move("rule_on_appeal", DESK, APPEAL_DECIDED, "appealed", "by_another"),
        move("take_back_appeal", PARTIES, LET_STAND, "no_papers_bind", only=Only.APPELLANT),
        move("supply_facts", DESK, None, "policy_asks"),
        BIND,
        move("record_refund", Role.PROCESSOR, go(None, Branch(Stage.REFUND_HELD, "a_leg_failed"))),
        *GOODS_BESIDE,
        TAKE_BACK,
        move("statement", PARTIES, None),
        SAY,
    ),
)

SETTLED = StageRow(
    Stage.SETTLED,
    None,
    None,
    (),
    (
        move("record_refund", Role.PROCESSOR, go(None, Branch(Stage.REFUND_HELD, "a_leg_failed"))),
        RESUME,
        *GOODS_BESIDE,
        TAKE_BACK,
        APPEAL_AFTER,
        BIND_AFTER,
        SAY,
    ),
)

CLOSED = StageRow(
    Stage.CLOSED,
    None,
    None,
    (),
    (
        REOPEN,
        move("appeal", PARTIES, Stage.UNDER_APPEAL, "ended_by_ruling", *_APPEALABLE, only=Only.WRONGED),
        *GOODS_BESIDE,
        BIND_AND_TAKE_UP,
        SAY,
    ),
)

WITHDRAWN = StageRow(Stage.WITHDRAWN, None, None, (), (BIND_AFTER, SAY))

SHARED = (
    AWAITING_MERCHANT,
    AWAITING_BUYER,
    DISPUTE_EVIDENCE,
    DISPUTE_RULING,
    DISPUTE_JURY,
    DISPUTE_REVIEW,
    DISPUTE_SENIOR,
    REFUNDING,
    REFUND_HELD,
    UNDER_APPEAL,
    SETTLED,
    CLOSED,
    WITHDRAWN,
)

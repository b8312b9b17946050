"""PURE: repair as a table over the shared rows.

The goods go to the repairer, who says what is wrong and who pays; a price has to be agreed to and paid first. Then they
come back. Whoever has the goods and is silent too long gives the buyer the choice of another remedy.
"""

from datetime import timedelta

from makegood.cases.families.reception.rows import TAKE_BACK
from makegood.cases.families.repair.lending import LOANER_BACK
from makegood.cases.model import CaseType, Role, Stage
from makegood.cases.protocol import Branch, Clock, Move, Protocol, Silence, StageRow, go, move
from makegood.cases.types.coming_back import awaiting_return, in_return_transit
from makegood.cases.types.stages import (
    APPEAL,
    APPEAL_BACK,
    ESCALATE,
    GOODS_BESIDE,
    SAY,
    SETTLED,
    SHARED,
    SUPPLY_FACTS,
    ask,
)

HOLDERS = (Role.MERCHANT, Role.CARRIER)
OVERDUE = Silence(
    "repair_overdue",
    go(Stage.AWAITING_CHOICE),
    "The repair is late; the buyer may take a refund or the same model instead, or wait on.",
)
LOANER = move("note_loaner", Role.MERCHANT, None)

AGREED = go(Stage.UNDER_REPAIR, Branch(Stage.AWAITING_REPAIR_PAYMENT, "repair_unpaid"))

AWAITING_CHOICE = StageRow(
    Stage.AWAITING_CHOICE,
    Role.BUYER,
    Clock("buyer_answer", timedelta(days=7)),
    (
        Silence(
            "decline_quote",
            go(Stage.UNDER_REPAIR),
            "The price counts as declined, and the goods go back as they came.",
            when="quote_stands",
        ),
        Silence(
            "escalate",
            go(Stage.DISPUTE_EVIDENCE),
            "Both sides are heard and the desk decides, since the goods are with the merchant.",
        ),
    ),
    (
        move("accept_quote", Role.BUYER, AGREED, "quote_stands"),
        move("decline_quote", Role.BUYER, Stage.UNDER_REPAIR, "quote_stands"),
        move("take_refund", Role.BUYER, Stage.REFUNDING, "other_remedy_open"),
        move("take_replacement", Role.BUYER, Stage.AWAITING_REPLACEMENT, "other_remedy_open"),
        move("keep_waiting", Role.BUYER, Stage.UNDER_REPAIR, "repair_overdue"),
        LOANER_BACK,
        SUPPLY_FACTS,
        ESCALATE,
        APPEAL,
        APPEAL_BACK,
        SAY,
    ),
)

RECEIVE = move("receive", HOLDERS, Stage.UNDER_REPAIR)
AWAITING_RETURN = awaiting_return("The case is closed without a repair, since nothing was sent.", RECEIVE)
IN_RETURN_TRANSIT = in_return_transit((RECEIVE,))


def _with_repairer(*moves: Move) -> tuple[Move, ...]:
    """What may happen wherever the repairer has the goods. An appeal waits: nobody acts on it before they are back."""
    return (*moves, LOANER, SUPPLY_FACTS, ESCALATE, APPEAL, APPEAL_BACK, SAY)


UNDER_REPAIR = StageRow(
    Stage.UNDER_REPAIR,
    Role.MERCHANT,
    # Provisions on Repair, Replacement and Return of Certain Goods (1995) art. 13: thirty days of the repairer's own.
    Clock("repair", timedelta(days=30)),
    (OVERDUE,),
    _with_repairer(
        move("diagnose", Role.MERCHANT, go(None, Branch(Stage.AWAITING_CHOICE, "quote_stands")), "not_diagnosed"),
        move("wait_for_parts", Role.MERCHANT, Stage.AWAITING_PARTS, "repair_may_begin", "parts_not_waited"),
        move("send_repaired", Role.MERCHANT, Stage.REPAIRED_IN_TRANSIT, "repair_may_begin"),
        move("send_unrepaired", Role.MERCHANT, Stage.REPAIRED_IN_TRANSIT, "goes_back_unrepaired"),
        move(
            "report_unrepairable",
            Role.MERCHANT,
            go(None, Branch(Stage.AWAITING_CHOICE, "other_remedy_open")),
            "still_to_repair",
        ),
        ask(Role.MERCHANT),
    ),
)  # fmt: skip

AWAITING_PARTS = StageRow(
    Stage.AWAITING_PARTS,
    Role.MERCHANT,
    # The same Provisions, art. 12: ninety days for parts; sixty for phones by their own Provisions.
    Clock("repair_parts", timedelta(days=90)),
    (OVERDUE,),
    _with_repairer(
        move("parts_arrived", Role.MERCHANT, Stage.UNDER_REPAIR),
        move(
            "report_unrepairable",
            Role.MERCHANT,
            go(Stage.UNDER_REPAIR, Branch(Stage.AWAITING_CHOICE, "other_remedy_open")),
        ),
    ),
)

AWAITING_REPAIR_PAYMENT = StageRow(
    Stage.AWAITING_REPAIR_PAYMENT,
    Role.BUYER,
    Clock("repair_payment", timedelta(days=3)),
    (
        Silence(
            "decline_quote",
            go(Stage.UNDER_REPAIR),
            "The price counts as declined, and the goods go back as they came.",
        ),
    ),
    (
        move("record_repair_payment", Role.CARRIER, Stage.UNDER_REPAIR),
        move("decline_quote", Role.BUYER, Stage.UNDER_REPAIR),
        LOANER_BACK,
        SUPPLY_FACTS,
        ESCALATE,
        APPEAL,
        APPEAL_BACK,
        SAY,
    ),
)

BACK = go(
    Stage.SETTLED,
    Branch(Stage.REFUNDING, "arrived_and_owes_money"),
    Branch(Stage.UNDER_APPEAL, "appealed"),
)

REPAIRED_IN_TRANSIT = StageRow(
    Stage.REPAIRED_IN_TRANSIT,
    Role.CARRIER,
    Clock("repair_transit", timedelta(days=10)),
    (Silence("count_as_back", BACK, "The goods count as arrived and the case is settled."),),
    (
        move("confirm_repaired", (Role.BUYER, Role.CARRIER), BACK),
        # Nobody may keep silent about goods that are nowhere: both are heard, and the desk decides who bears it.
        move("report_lost", Role.CARRIER, Stage.DISPUTE_EVIDENCE),
        move("report_still_faulty", Role.BUYER, BACK, "repair_may_fail"),
        LOANER,
        SUPPLY_FACTS,
        ESCALATE,
        APPEAL,
        APPEAL_BACK,
        SAY,
    ),
)

AT_THE_END = StageRow(
    Stage.SETTLED,
    None,
    None,
    (),
    (
        *(each for each in SETTLED.moves if each not in (*GOODS_BESIDE, TAKE_BACK)),
        move("report_still_faulty", Role.BUYER, None, "repair_may_fail"),
        LOANER,
    ),
)

_OWN = (
    AWAITING_CHOICE, AWAITING_RETURN, IN_RETURN_TRANSIT, UNDER_REPAIR, AWAITING_PARTS, AWAITING_REPAIR_PAYMENT,
    REPAIRED_IN_TRANSIT, AT_THE_END,
)  # fmt: skip
_REPLACED = frozenset(row.stage for row in _OWN)

REPAIR = Protocol(
    CaseType.REPAIR,
    Stage.AWAITING_MERCHANT,
    (*(row for row in SHARED if row.stage not in _REPLACED), *_OWN),
)

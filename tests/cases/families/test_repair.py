"""Repairs as a table of situations: who pays, what waiting and silence mean, what comes of a repair in vain."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec import structs

from makegood.cases import commands as c
from makegood.cases.families.repair import commands as r
from makegood.cases.families.repair import refusals
from makegood.cases.families.repair.history import repair_facts, repair_record
from makegood.cases.model import BuyerTender, CaseType, Favour, Goods, Money, Role, Stage
from makegood.kit.errors import Refused
from tests.cases.stories import HEARD, RECEIVE, SHIP, SILENCE, B, C, D, M, Story, opens, tea

ASKED = opens(CaseType.REPAIR)
WITH_REPAIRER = [ASKED, (M, c.Approve()), SHIP, RECEIVE]
COVERED = (M, r.Diagnose(True, "a loose hinge"))
QUOTED = (M, r.Diagnose(False, "dropped", 1500))
AGREED = (B, r.AcceptQuote())
PAID = (C, r.RecordRepairPayment("card", "fake", "pay-2", 1500))
SENT = (M, r.SendRepaired("hinge replaced", "SF", "2"))
Steps = list[tuple[Role, c.Command]]

FINISHED_PART: Steps = [*WITH_REPAIRER, COVERED, (M, r.WaitForParts("x")), (M, r.PartsArrived())]
OTHER_SUM = (C, r.RecordRepairPayment("card", "fake", "p", 1))
RULED: Steps = [ASKED, *HEARD, (D, c.Rule(Favour.BUYER, "ruled"))]

WAYS: list[tuple[str, Steps, Stage, Role | None]] = [
    ("granted, the goods go to the repairer", [ASKED, (M, c.Approve())], Stage.AWAITING_RETURN, B),
    ("silence grants it too", [ASKED, SILENCE], Stage.AWAITING_RETURN, B),
    ("received", WITH_REPAIRER, Stage.UNDER_REPAIR, M),
    ("covered by the warranty", [*WITH_REPAIRER, COVERED], Stage.UNDER_REPAIR, M),
    ("quoted", [*WITH_REPAIRER, QUOTED], Stage.AWAITING_CHOICE, B),
    ("agreed", [*WITH_REPAIRER, QUOTED, AGREED], Stage.AWAITING_REPAIR_PAYMENT, B),
    ("paid", [*WITH_REPAIRER, QUOTED, AGREED, PAID], Stage.UNDER_REPAIR, M),
    ("the quote is not answered", [*WITH_REPAIRER, QUOTED, SILENCE], Stage.UNDER_REPAIR, M),
    ("the quote is not paid", [*WITH_REPAIRER, QUOTED, AGREED, SILENCE], Stage.UNDER_REPAIR, M),
    ("a part is awaited", [*WITH_REPAIRER, COVERED, (M, r.WaitForParts("hinge"))], Stage.AWAITING_PARTS, M),
    ("the repairer is silent", [*WITH_REPAIRER, SILENCE], Stage.AWAITING_CHOICE, B),
    ("nobody chooses", [*WITH_REPAIRER, SILENCE, SILENCE], Stage.DISPUTE_EVIDENCE, M),
    ("the part never comes", [*WITH_REPAIRER, COVERED, (M, r.WaitForParts("x")), SILENCE], Stage.AWAITING_CHOICE, B),
    ("waited on", [*WITH_REPAIRER, SILENCE, (B, r.KeepWaiting())], Stage.UNDER_REPAIR, M),
    ("unrepairable under warranty", [*WITH_REPAIRER, (M, r.ReportUnrepairable("burnt"))], Stage.AWAITING_CHOICE, B),
    ("repaired and sent", [*WITH_REPAIRER, COVERED, SENT], Stage.REPAIRED_IN_TRANSIT, C),
    ("nobody complains", [*WITH_REPAIRER, COVERED, SENT, SILENCE], Stage.SETTLED, None),
    ("confirmed", [*WITH_REPAIRER, COVERED, SENT, (B, r.ConfirmRepaired())], Stage.SETTLED, None),
    ("the same model instead", [*WITH_REPAIRER, SILENCE, (B, r.TakeReplacement())], Stage.AWAITING_REPLACEMENT, M),
    ("ruled for the buyer: the repair", RULED, Stage.AWAITING_RETURN, B),
]  # fmt: skip


@pytest.mark.parametrize(("steps", "stage", "owner"), [way[1:] for way in WAYS], ids=[way[0] for way in WAYS])
def test_the_way_of_a_repair(steps: Steps, stage: Stage, owner: Role | None) -> None:
    case = Story().plays(steps).case
    assert (case.stage, case.owner) == (stage, owner)


STOPPED: list[tuple[str, Steps, tuple[Role, c.Command], type[Refused]]] = [
    ("no repair before it is known who pays", WITH_REPAIRER, SENT, refusals.NotDiagnosed),
    ("nor before it is paid", [*WITH_REPAIRER, QUOTED, (B, r.DeclineQuote())], SENT, refusals.NotDiagnosed),
    ("no price under warranty", WITH_REPAIRER, (M, r.Diagnose(True, "x", 5)), refusals.QuoteOwed),
    ("no refusal to pay without a price", WITH_REPAIRER, (M, r.Diagnose(False, "x")), refusals.QuoteOwed),
    ("no price that is a slip of the pen", WITH_REPAIRER, (M, r.Diagnose(False, "x", 10**15)), refusals.QuoteBeyondGoods),
    ("one finding", [*WITH_REPAIRER, COVERED], COVERED, refusals.DiagnosedAlready),
    ("another sum", [*WITH_REPAIRER, QUOTED, AGREED], OTHER_SUM, refusals.RepairPaymentDiffers),
    ("nothing else while it is in time", [*WITH_REPAIRER, QUOTED], (B, r.TakeRefund()), refusals.NothingElseOpen),
    ("parts are waited for once", FINISHED_PART, (M, r.WaitForParts("y")), refusals.PartsWaitedBefore),
    ("nothing lent", WITH_REPAIRER, (M, r.NoteLoaner()), refusals.NoLoanerOut),
    ("lent already", [*WITH_REPAIRER, (M, r.NoteLoaner("a kettle"))], (M, r.NoteLoaner("b")), refusals.LoanerOut),
]  # fmt: skip


@pytest.mark.parametrize(
    ("given", "when", "refusal"), [row[1:] for row in STOPPED], ids=[row[0] for row in STOPPED]
)
def test_what_a_repair_refuses(given: Steps, when: tuple[Role, c.Command], refusal: type[Refused]) -> None:
    story = Story().plays(given)
    with pytest.raises(refusal):
        story.does(*when)


def test_a_repair_settles_without_money_and_leaves_the_units_to_be_asked_about() -> None:
    story = Story().plays([*WITH_REPAIRER, COVERED, SENT, (B, r.ConfirmRepaired())])
    assert (story.case.money, story.case.ended_because) == (Money.RELEASED, "repaired")
    assert story.case.goods is Goods.WITH_BUYER
    assert story.order.lines[0].left_quantity == 3


def test_a_late_repair_is_refunded_in_full_with_what_was_paid_for_it() -> None:
    story = Story().plays([*WITH_REPAIRER, QUOTED, AGREED, PAID, SILENCE, (B, r.TakeRefund())])
    case = story.case
    assert (case.type, case.stage) == (CaseType.RETURN_REFUND, Stage.REFUNDING)
    assert case.sent_minor == 10002 + 1500


def test_what_was_paid_for_a_repair_that_cannot_be_done_goes_back_when_the_goods_do() -> None:
    steps = [*WITH_REPAIRER, QUOTED, AGREED, PAID, (M, r.ReportUnrepairable("no such part"))]
    story = Story().plays([*steps, (M, r.SendUnrepaired("SF", "3")), (B, r.ConfirmRepaired())])
    assert (story.case.stage, story.case.sent_minor) == (Stage.REFUNDING, 1500)
    assert story.order.lines[0].left_quantity == 3


def test_a_gift_card_pays_at_once() -> None:
    order = structs.replace(tea(), tenders=(BuyerTender("gift-1", "gift_card"),))
    story = Story(order).plays([*WITH_REPAIRER, QUOTED, (B, r.AcceptQuote("gift-1"))])
    assert story.case.stage is Stage.UNDER_REPAIR
    assert story.order.payments[-1].amount_minor == 1500
    assert story.case.repair is not None
    assert story.case.repair.may_begin


def test_a_repair_in_vain_is_counted_within_the_time_that_it_has_to_work() -> None:
    story = Story().plays([*WITH_REPAIRER, COVERED, SENT, (B, r.ConfirmRepaired())])
    story.now += timedelta(days=29)
    story.does(B, r.ReportStillFaulty())
    record = repair_record(story.case, story.now)
    assert record is not None
    assert record.in_vain
    late = Story().plays([*WITH_REPAIRER, COVERED, SENT, (B, r.ConfirmRepaired())])
    late.now += timedelta(days=30)
    with pytest.raises(refusals.NotReportable):
        late.does(B, r.ReportStillFaulty())


def test_the_next_decision_knows_how_long_it_took_and_waited() -> None:
    story = Story().plays([*WITH_REPAIRER, COVERED])
    story.now += timedelta(days=5)
    story.does(M, r.WaitForParts("hinge"))
    story.now += timedelta(days=61)
    story.plays([(M, r.PartsArrived()), SENT])
    record = repair_record(story.case, story.now)
    assert record is not None
    line = structs.replace(story.order.lines[0], repairs={"1": record})
    told = dict(repair_facts(line, story.order, story.now))
    assert told["waiting_for_parts"] == 61 * 86_400
    assert told["repairer_delay"] == 5 * 86_400
    assert told["longest_repair"] == told["repair_time"] == 66 * 86_400
    assert told["repairs_failed"] == 0
    assert told["use_days"] == 5


def test_a_dispute_opens_the_finding_anew_and_keeps_what_was_paid() -> None:
    story = Story().plays(
        [*WITH_REPAIRER, QUOTED, AGREED, PAID, *HEARD, (D, c.Rule(Favour.BUYER, "it is covered"))]
    )
    plan = story.case.repair
    assert story.case.stage is Stage.UNDER_REPAIR
    assert plan is not None
    assert (plan.covered, plan.paid_minor) == (None, 1500)


LENT: Steps = [*WITH_REPAIRER, (M, r.NoteLoaner("a kettle"))]
STILL_OUT: list[tuple[str, Steps, Stage]] = [
    ("a quote waits for its answer", [*LENT, QUOTED], Stage.AWAITING_CHOICE),
    ("disputed", [*LENT, (B, c.Escalate())], Stage.DISPUTE_EVIDENCE),
    ("ruled to be repaired", [*LENT, *HEARD, (D, c.Rule(Favour.BUYER, "repair"))], Stage.UNDER_REPAIR),
    ("ruled to be refunded", [*LENT, *HEARD, (D, c.Rule(Favour.BUYER, "refund", with_return=True))],
     Stage.REFUNDING),
    ("ruled for the merchant", [*LENT, *HEARD, (D, c.Rule(Favour.MERCHANT, "misused"))], Stage.CLOSED),
    ("the money instead", [*LENT, SILENCE, (B, r.TakeRefund())], Stage.REFUNDING),
]  # fmt: skip


@pytest.mark.parametrize(
    ("steps", "stage"), [way[1:] for way in STILL_OUT], ids=[way[0] for way in STILL_OUT]
)
def test_what_was_lent_comes_back_wherever_the_case_has_gone(steps: Steps, stage: Stage) -> None:
    story = Story().plays(steps)
    assert story.case.stage is stage
    before = story.case.due_at
    story.does(M, r.NoteLoaner())
    assert (story.case.stage, story.case.due_at) == (stage, before)
    assert story.case.repair is not None
    assert not story.case.repair.loaner_is_out
    with pytest.raises(Refused, match="Nothing is lent"):
        story.does(M, r.NoteLoaner())


def test_nothing_more_is_lent_once_the_repair_is_disputed() -> None:
    with pytest.raises(Refused, match="Nothing is lent"):
        Story().plays([*WITH_REPAIRER, (B, c.Escalate()), (M, r.NoteLoaner("a kettle"))])

"""Decisions as tables read aloud: given what happened, when somebody does something, then events or a refusal."""

from __future__ import annotations

from datetime import timedelta

import pytest

from makegood.cases import commands as c
from makegood.cases import event_name, refusals
from makegood.cases.families.evidence_window.commands import SaidEverything
from makegood.cases.families.reception.refusals import NothingFoundWrong
from makegood.cases.model import CaseType, Favour, PauseReason, Role, Stage
from makegood.kit.errors import Refused
from tests.cases.stories import (
    DAY,
    GIVEN,
    HEARD,
    NOON,
    REFUND,
    B,
    C,
    D,
    M,
    P,
    S,
    Story,
    Y,
    opens,
    tea,
    unsent,
)

ONE, ALL = (c.ItemAsked(1, 1),), (c.ItemAsked(1),)
BUYER, MERCHANT, SPLIT = Favour

DONE = [
    # given, who, command, events, stage that it leads to
    ("asked", M, c.Approve(), "case.approved", Stage.AWAITING_RETURN),
    ("asked for money only", M, c.Approve(), "case.approved refund.started refund.paid", Stage.REFUNDING),
    ("asked", M, c.Refuse("used"), "case.refused", Stage.AWAITING_BUYER),
    ("asked", M, c.MakeOffer(5000), "case.offer_made", Stage.AWAITING_BUYER),
    ("asked", B, c.Revise(items=ONE), "case.revised", Stage.AWAITING_MERCHANT),
    ("asked", B, c.Withdraw(), "case.withdrawn", Stage.WITHDRAWN),
    ("asked", B, c.Escalate(), "case.escalated", Stage.DISPUTE_EVIDENCE),
    ("asked", M, c.Escalate(), "case.escalated", Stage.DISPUTE_EVIDENCE),
    ("asked", D, c.PauseClock(PauseReason.JOINT, "asked"), "case.clock_paused", Stage.AWAITING_MERCHANT),
    ("paused", D, c.ResumeClock(), "case.clock_resumed", Stage.AWAITING_MERCHANT),
    ("paused", M, c.Approve(), "case.approved", Stage.AWAITING_RETURN),
    ("refused", B, c.Revise(REFUND, None, 3000), "case.revised", Stage.AWAITING_MERCHANT),
    ("refused", B, c.MakeOffer(4000), "case.offer_made", Stage.AWAITING_MERCHANT),
    ("refused", M, c.Approve(), "case.approved", Stage.AWAITING_RETURN),
    ("offered 5000", B, c.Accept(), "case.offer_accepted", Stage.AWAITING_RETURN),
    ("granted", B, c.ShipReturn("SF", "1"), "case.return_shipped", Stage.IN_RETURN_TRANSIT),
    ("granted", M, c.Receive(), "case.return_received", Stage.AWAITING_INSPECTION),
    ("granted", M, c.WaiveReturn(), "case.return_waived refund.started refund.paid", Stage.REFUNDING),
    ("granted", B, c.Withdraw(), "case.withdrawn", Stage.WITHDRAWN),
    ("on the way back", C, c.Receive(), "case.return_received", Stage.AWAITING_INSPECTION),
    ("on the way back", C, c.ReportLost(), "case.return_lost", Stage.DISPUTE_EVIDENCE),
    ("on the way back", M, c.WaiveReturn(), "case.return_waived refund.started refund.paid", Stage.REFUNDING),
    ("received", M, c.Inspect(), "case.return_inspected refund.started refund.paid", Stage.REFUNDING),
    (
        "received",
        M,
        c.Inspect((c.UnitsAccepted(1, 2),), "torn"),
        "case.return_inspected case.offer_made",
        Stage.AWAITING_BUYER,
    ),
    (
        "received",
        M,
        c.Inspect((c.UnitsAccepted(1, 0),), "torn"),
        "case.return_inspected",
        Stage.AWAITING_BUYER,
    ),
    ("two of three accepted", B, c.Accept(), "case.offer_accepted refund.started", Stage.REFUNDING),
    ("two of three accepted", M, c.Approve(), "case.approved refund.started refund.paid", Stage.REFUNDING),
    ("two of three accepted", B, c.Escalate(), "case.escalated", Stage.DISPUTE_EVIDENCE),
    ("called in by the buyer", M, c.AddStatement("no"), "case.statement_added", Stage.DISPUTE_EVIDENCE),
    (
        "called in by the buyer",
        M,
        c.AddStatement("no", is_all=True),
        "case.statement_added window.said_everything",
        Stage.DISPUTE_EVIDENCE,
    ),
    ("called in by the buyer", B, SaidEverything(), "window.said_everything", Stage.DISPUTE_EVIDENCE),
    ("the merchant has said all", B, SaidEverything(), "window.said_everything", Stage.DISPUTE_RULING),
    ("called in by the buyer", B, c.AddStatement("yes"), "case.statement_added", Stage.DISPUTE_EVIDENCE),
    ("the merchant has said all", D, c.Rule(BUYER, "torn"), "case.ruled", Stage.AWAITING_RETURN),
    (
        "the merchant has said all",
        D,
        c.Rule(BUYER, "torn", None, False),
        "case.ruled refund.started refund.paid",
        Stage.REFUNDING,
    ),
    ("called in on the way back", M, c.Receive(), "case.return_received", Stage.DISPUTE_EVIDENCE),
    ("heard on the way back", D, c.Rule(SPLIT, "worn", 500), "case.ruled", Stage.IN_RETURN_TRANSIT),
    ("both heard", D, c.Rule(MERCHANT, "as sold"), "case.ruled", Stage.CLOSED),
    ("both heard", D, c.HandUp(), "case.handed_up", Stage.DISPUTE_SENIOR),
    ("both heard", B, c.Withdraw(), "case.withdrawn", Stage.WITHDRAWN),
    ("handed up", S, c.Rule(BUYER, "torn"), "case.ruled", Stage.AWAITING_RETURN),
    ("lost and heard", D, c.Rule(BUYER, "lost"), "case.ruled refund.started refund.paid", Stage.REFUNDING),
    ("lost", C, c.Receive(), "case.return_received", Stage.DISPUTE_EVIDENCE),
    ("refunding", P, c.RecordRefund(1, 1, "paid"), "refund.paid case.settled", Stage.SETTLED),
    ("refunding", P, c.RecordRefund(1, 1, "unknown"), "refund.unknown", Stage.REFUNDING),
    ("refunding", P, c.RecordRefund(1, 1, "failed"), "refund.failed", Stage.REFUND_HELD),
    ("refunding", B, c.Escalate(), "refund.held", Stage.REFUND_HELD),
    ("uncertain", P, c.RecordRefund(1, 1, "paid"), "refund.paid case.settled", Stage.SETTLED),
    ("uncertain", P, c.RecordRefund(1, 1, "failed"), "refund.failed", Stage.REFUND_HELD),
    ("held", D, c.RetryRefund(), "refund.retried", Stage.REFUNDING),
    ("held", D, c.RedirectRefund(), "refund.redirected case.settled", Stage.SETTLED),
    ("held", M, c.AddStatement("?"), "case.statement_added", Stage.REFUND_HELD),
    ("settled", P, c.RecordRefund(1, 1, "failed"), "refund.bounced", Stage.REFUND_HELD),
    ("closed", B, c.Reopen("photos"), "case.reopened", Stage.AWAITING_MERCHANT),
    ("closed", D, c.Reopen("our mistake"), "case.reopened", Stage.AWAITING_MERCHANT),
]


@pytest.mark.parametrize(("given", "who", "command", "events", "stage"), DONE)
def test_what_is_done(given: str, who: Role, command: c.Command, events: str, stage: Stage) -> None:
    story = Story().plays(GIVEN[given])
    decision = story.does(who, command)
    assert [event_name(recorded.event) for recorded in decision.recorded] == events.split()
    assert decision.after.stage is stage


REFUSED = [
    # given, who, command, the refusal; of several obstacles the first is told: stage, role, guard, content
    ("withdrawn", D, c.Approve(), refusals.CaseEnded),
    ("settled", B, c.Withdraw(), refusals.CaseEnded),
    ("asked", B, c.ShipReturn("SF", "1"), refusals.NotInThisStage),
    ("granted", B, c.Accept(), refusals.NotInThisStage),
    ("refunding", M, c.Inspect(), refusals.NotInThisStage),
    ("asked", B, c.Approve(), refusals.NotYourMove),
    ("asked", M, c.Withdraw(), refusals.NotYourMove),
    ("handed up", D, c.Rule(BUYER, "torn"), refusals.NotYourMove),
    ("received", B, c.Inspect(), refusals.NotYourMove),
    ("two of three accepted", M, c.Withdraw(), refusals.NotYourMove),  # the role comes before the guard
    ("two of three accepted", B, c.Withdraw(), refusals.GoodsGivenAway),
    ("two of three accepted", B, c.Revise(), refusals.GoodsGivenAway),
    ("called in on the way back", B, c.Withdraw(), refusals.GoodsGivenAway),
    ("lost", B, c.Withdraw(), refusals.GoodsGivenAway),
    ("both heard", M, c.Receive(), refusals.GoodsNotReturning),
    ("refused", B, c.Accept(), refusals.NoOfferStands),
    ("nothing accepted", B, c.Accept(), refusals.NoOfferStands),
    ("paused", D, c.PauseClock(PauseReason.COURT, "papers"), refusals.ClockAlreadyPaused),
    ("asked", D, c.ResumeClock(), refusals.ClockNotPaused),
    ("uncertain", D, c.RetryRefund(), refusals.NotInThisStage),
    ("not sent back", B, c.Reopen("new"), refusals.ReturnWindowMissed),
    ("ruled for the merchant", B, c.Reopen("new"), refusals.RulingStands),
    ("asked", M, c.MakeOffer(10003), refusals.OffersGoDown),
    ("refused", B, c.MakeOffer(10003), refusals.OffersGoDown),
    ("asked", B, c.Revise(amount_minor=10003), refusals.MoreThanPaid),
    ("asked", B, c.Revise(items=(c.ItemAsked(1, 4),)), refusals.UnitsNotLeft),
    ("asked", B, c.Revise(items=(c.ItemAsked(2),)), refusals.NoSuchLine),
    ("asked", B, c.Revise(items=(*ONE, *ONE)), refusals.LineNamedTwice),
    ("both heard", D, c.Rule(SPLIT, "half"), refusals.AmountOwed),
    ("both heard", D, c.Rule(BUYER, "all", 5), refusals.AmountOwed),
    ("both heard", D, c.Rule(SPLIT, "more", 10003), refusals.OffersGoDown),
    ("received", M, c.Inspect((c.UnitsAccepted(1, 2),)), refusals.ReasonOwed),
    ("received", M, c.Inspect((), "torn"), NothingFoundWrong),
    ("received", M, c.Inspect(None, "torn"), NothingFoundWrong),
    ("received", M, c.Inspect((c.UnitsAccepted(1, 4),), "torn"), refusals.MoreThanSent),
    ("received", M, c.Inspect((c.UnitsAccepted(2, 1),), "torn"), refusals.MoreThanSent),
    ("on the way back", M, c.Receive(NOON + DAY), refusals.TimeNotPossible),
    ("on the way back", M, c.Receive(NOON - DAY), refusals.TimeNotPossible),
    ("on the way back", M, c.Receive(NOON.replace(tzinfo=None)), refusals.TimeNotPossible),
    ("refunding", P, c.RecordRefund(1, 2, "paid"), refusals.StaleAttempt),
    ("refunding", P, c.RecordRefund(3, 1, "paid"), refusals.StaleAttempt),
    ("settled", P, c.RecordRefund(1, 1, "paid"), refusals.AlreadyRecorded),
    ("settled", P, c.RecordRefund(2, 1, "failed"), refusals.AlreadyRecorded),  # a gift card does not bounce
    ("uncertain", P, c.RecordRefund(1, 1, "unknown"), refusals.AlreadyRecorded),
    ("asked", Y, c.Tick(), refusals.NothingDue),
    ("withdrawn", Y, c.Tick(), refusals.NothingDue),
]


@pytest.mark.parametrize(("given", "who", "command", "refusal"), REFUSED)
def test_what_is_refused(given: str, who: Role, command: c.Command, refusal: type[Refused]) -> None:
    story = Story().plays(GIVEN[given])
    before = story.state
    with pytest.raises(refusal) as refused:
        story.does(who, command)
    assert type(refused.value) is refusal
    assert story.state is before
    assert "{" not in str(refused.value), "the message fills all its gaps"


SILENT = [
    # given, the stage that silence leads to, and why the case ended where it did
    ("asked", Stage.AWAITING_RETURN, ""),
    ("asked for money only", Stage.REFUNDING, ""),
    ("refused", Stage.CLOSED, "buyer_silent"),
    ("offered 5000", Stage.CLOSED, "buyer_silent"),
    ("granted", Stage.CLOSED, "return_not_sent"),
    ("on the way back", Stage.DISPUTE_EVIDENCE, ""),
    ("lost", Stage.DISPUTE_RULING, ""),
    ("received", Stage.REFUNDING, ""),
    ("two of three accepted", Stage.DISPUTE_EVIDENCE, ""),
    ("called in by the buyer", Stage.DISPUTE_RULING, ""),
    ("both heard", Stage.DISPUTE_SENIOR, ""),
    ("handed up", Stage.AWAITING_RETURN, ""),
    ("refunding", Stage.REFUND_HELD, ""),
    ("held", Stage.SETTLED, "refunded"),
]


@pytest.mark.parametrize(("given", "stage", "because"), SILENT)
def test_what_silence_means(given: str, stage: Stage, because: str) -> None:
    story = Story().plays(GIVEN[given])
    decision = story.stays_silent()
    assert decision.after.stage is stage
    assert decision.after.ended_because == because
    assert all(recorded.event.by_silence for recorded in decision.recorded)


OPENINGS_REFUSED = [
    (unsent(tea()), c.OpenCase(CaseType.RETURN_REFUND, ALL, "late"), refusals.NotShippedYet),
    (tea(), c.OpenCase(REFUND, (c.ItemAsked(9),), "late"), refusals.NoSuchLine),
    (tea(), c.OpenCase(REFUND, (c.ItemAsked(1, 4),), "late"), refusals.UnitsNotLeft),
    (tea(), c.OpenCase(REFUND, ONE, "late", 3335), refusals.MoreThanPaid),
    (tea(paid_minor=0), c.OpenCase(REFUND, ALL, "late"), refusals.NothingPaid),
]


@pytest.mark.parametrize(("order", "command", "refusal"), OPENINGS_REFUSED)
def test_what_cannot_be_opened(order: object, command: c.OpenCase, refusal: type[Refused]) -> None:
    with pytest.raises(refusal):
        Story(order=order).does(B, command)  # type: ignore[arg-type]


def test_goods_that_were_never_sent_are_not_asked_back() -> None:
    for who, command in (
        (M, c.MakeOffer(100, CaseType.RETURN_REFUND)),
        (B, c.Revise(CaseType.RETURN_REFUND)),
    ):
        with pytest.raises(refusals.NotShippedYet):
            Story(order=unsent(tea())).plays([opens(REFUND)]).does(who, command)
    story = Story(order=unsent(tea())).plays([opens(REFUND), *HEARD])
    with pytest.raises(refusals.NotShippedYet):
        story.does(D, c.Rule(BUYER, "late", None, True))
    assert story.does(D, c.Rule(BUYER, "late")).after.stage is Stage.REFUNDING


def test_goods_that_have_been_sent_since_can_be_asked_back() -> None:
    story = Story(order=unsent(tea())).plays([opens(REFUND)])
    story.order = tea()
    assert story.does(B, c.Revise(CaseType.RETURN_REFUND)).after.type is CaseType.RETURN_REFUND


def test_the_sixth_round_is_refused() -> None:
    story = Story().plays([opens()])
    for _ in range(2):
        story.plays([(M, c.MakeOffer(100)), (B, c.MakeOffer(5000))])
    story.does(M, c.MakeOffer(100))
    with pytest.raises(refusals.NoRoundsLeft):
        story.does(B, c.MakeOffer(5000))
    assert story.does(B, c.Accept()).after.approved_minor == 100


def test_the_third_pause_is_refused() -> None:
    story = Story().plays([opens()])
    for _ in range(2):
        story.plays([(D, c.PauseClock(PauseReason.JOINT, "asked")), (D, c.ResumeClock())])
    with pytest.raises(refusals.NoPausesLeft):
        story.does(D, c.PauseClock(PauseReason.JOINT, "asked"))


def test_the_sixth_attempt_is_refused_and_the_balance_is_left() -> None:
    story = Story().plays(GIVEN["held"])
    for attempt in range(2, 6):
        story.plays([(D, c.RetryRefund()), (P, c.RecordRefund(1, attempt, "failed"))])
    with pytest.raises(refusals.NoAttemptsLeft):
        story.does(D, c.RetryRefund())
    assert story.does(D, c.RedirectRefund()).after.refunded_minor == 10002


def test_reopening_is_once_and_within_seven_days() -> None:
    late = Story().plays(GIVEN["closed"])
    late.now += timedelta(days=7)
    with pytest.raises(refusals.NotReopenable):
        late.does(B, c.Reopen("photos"))
    again = Story().plays([*GIVEN["closed"], (B, c.Reopen("photos")), (M, c.Refuse("used")), (Y, c.Tick())])
    with pytest.raises(refusals.NotReopenable):
        again.does(B, c.Reopen("more photos"))

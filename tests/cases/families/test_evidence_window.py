"""The time for evidence: extended once, standing still by agreement, and for court or police until they are done."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec import structs

from makegood.cases import commands as c
from makegood.cases import decide
from makegood.cases.families.evidence_window import commands as w
from makegood.cases.families.evidence_window.refusals import (
    NoExtensionsLeft,
    NoPapersAwaited,
    NothingToAgreeTo,
    ProposedAlready,
)
from makegood.cases.model import FileRef, PauseReason, Stage
from makegood.cases.refusals import NoPausesLeft, NotInThisStage
from tests.cases.stories import HOUR, NOON, B, D, M, Story, opens

HEARD = [opens(), (B, c.Escalate("Look"))]


def heard() -> Story:
    """A hearing: the merchant is asked, with 48 hours."""
    return Story().plays(HEARD)


def test_the_desk_extends_once() -> None:
    story = heard()
    assert story.case.due_at == NOON + 48 * HOUR
    story.does(D, w.ExtendEvidence("The merchant's warehouse is closed."))
    assert (story.case.due_at, story.case.owner) == (NOON + 96 * HOUR, story.case.respondent)
    assert story.case.remind_at == NOON + 72 * HOUR, "a reminder of its own"
    with pytest.raises(NoExtensionsLeft):
        story.does(D, w.ExtendEvidence("Once more"))
    assert story.stays_silent().after.stage is Stage.DISPUTE_RULING


@pytest.mark.parametrize(("asks", "agrees"), [(B, M), (M, B)])
def test_the_parties_extend_by_agreement(asks: object, agrees: object) -> None:
    story = heard()
    story.does(asks, w.ProposeExtension("The lab needs a day"))
    assert story.case.due_at == NOON + 48 * HOUR, "nothing changes before the other says yes"
    for who, command, refusal in (
        (asks, w.AgreeStandstill(), NothingToAgreeTo),
        (agrees, w.ProposeSuspension(), ProposedAlready),
    ):
        with pytest.raises(refusal):
            story.does(who, command)
    story.does(agrees, w.AgreeStandstill())
    assert story.case.due_at == NOON + 96 * HOUR
    assert story.case.standstill is None
    with pytest.raises(NoExtensionsLeft):
        story.does(asks, w.ProposeExtension())
    with pytest.raises(NothingToAgreeTo):
        story.does(agrees, w.AgreeStandstill())


def test_a_suspension_by_agreement_lasts_thirty_days_and_ends_by_itself() -> None:
    story = heard()
    story.now = NOON + 8 * HOUR
    story.does(M, w.ProposeSuspension("We talk about a repair"))
    story.does(B, w.AgreeStandstill())
    assert story.case.paused is not None
    assert story.case.paused.reason is PauseReason.JOINT
    assert story.case.wake_at == story.now + timedelta(days=30)
    story.waits()
    assert (story.case.paused, story.case.due_at) == (None, NOON + 8 * HOUR + timedelta(days=30) + 40 * HOUR)
    for _ in range(1):
        story.does(M, w.ProposeSuspension())
        story.does(B, w.AgreeStandstill())
        story.waits()
    with pytest.raises(NoPausesLeft):
        story.does(M, w.ProposeSuspension())


def test_a_proposal_ends_with_its_stage() -> None:
    story = heard()
    story.does(B, w.ProposeExtension())
    story.does(M, c.AddStatement("It was dry"))
    assert (story.case.stage, story.case.standstill) == (Stage.DISPUTE_RULING, None)
    with pytest.raises(NotInThisStage):
        story.does(B, w.ProposeExtension())


@pytest.mark.parametrize("reason", [PauseReason.COURT, PauseReason.POLICE])
def test_papers_let_the_clock_stand_still_for_six_months(reason: PauseReason) -> None:
    story = heard()
    story.does(D, c.PauseClock(reason, "A summons is said to be there"))
    assert story.case.paused is not None
    short = story.case.paused.until
    assert short < NOON + timedelta(days=14)
    paper = FileRef("5", "summons.pdf", "application/pdf")
    facts = structs.replace(story.facts(), files={"5": paper})
    after = decide(w.ShowAcceptance(("5",)), story.case, (M,), facts).after
    assert after.paused is not None
    assert after.paused.until == NOON + timedelta(days=180)
    assert (after.paused.accepted, after.pauses) == (True, story.case.pauses)
    story.state = after
    with pytest.raises(NoPapersAwaited):
        story.does(M, w.ShowAcceptance(("5",)))
    story.waits()
    assert (story.case.paused, story.case.due_at) == (None, NOON + timedelta(days=180) + 48 * HOUR)


def test_without_papers_the_clock_runs_on_by_itself() -> None:
    story = heard()
    story.does(D, c.PauseClock(PauseReason.POLICE, "A report is said to be there"))
    story.waits()
    assert story.case.paused is None


def test_no_papers_are_awaited_of_a_suspension_by_agreement() -> None:
    story = heard()
    story.does(D, c.PauseClock(PauseReason.JOINT, "Both asked"))
    with pytest.raises(NoPapersAwaited):
        story.does(M, w.ShowAcceptance(("5",)))

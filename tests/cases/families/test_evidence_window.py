"""The time for evidence: extended once, standing still by agreement, and for court or police until they are done."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec import structs

from makegood.cases import commands as c
from makegood.cases import decide
from makegood.cases.families.evidence_window import commands as w
from makegood.cases.families.evidence_window.hearing import ends_of
from makegood.cases.families.evidence_window.refusals import (
    NobodyToExtend,
    NoExtensionsLeft,
    NoPapersAwaited,
    NothingToAgreeTo,
    ProposedAlready,
    TimeForEvidenceOver,
)
from makegood.cases.model import FileRef, PauseReason, Role, Stage
from makegood.cases.refusals import ClockAlreadyPaused, NoPausesLeft, NotInThisStage, QuestionStands
from tests.cases.stories import HOUR, NOON, B, D, M, Story, opens

HEARD = [opens(), (B, c.Escalate("Look"))]


def heard() -> Story:
    """A hearing: the merchant is asked, with 48 hours."""
    return Story().plays(HEARD)


def ends(story: Story) -> dict[Role, timedelta]:
    """When each party's time ends, from noon."""
    return {role: at - NOON for role, at in ends_of(story.case).items()}


def test_both_parties_have_the_same_time_side_by_side() -> None:
    story = heard()
    assert ends(story) == {B: 48 * HOUR, M: 48 * HOUR}
    assert story.case.owner is M, "whoever did not call the desk in is asked first"
    story.does(M, c.AddStatement("It was dry"))
    story.does(B, c.AddStatement("It was wet, see the film"))
    assert (story.case.stage, ends(story)) == (Stage.DISPUTE_EVIDENCE, {B: 48 * HOUR, M: 48 * HOUR})
    reminded = story.waits()
    assert [each.event.owner for each in reminded.recorded] == [M, B], "both are reminded"
    assert story.stays_silent().after.stage is Stage.DISPUTE_RULING


@pytest.mark.parametrize(("first", "second"), [(B, M), (M, B)])
def test_who_has_said_all_has_no_time_left_and_the_other_keeps_theirs(first: Role, second: Role) -> None:
    story = heard()
    story.now = NOON + 5 * HOUR
    story.does(first, c.AddStatement("That is all", is_all=True))
    assert (story.case.owner, ends(story)) == (second, {second: 48 * HOUR})
    for command in (c.AddStatement("One more"), w.SaidEverything(), w.ProposeExtension()):
        with pytest.raises(TimeForEvidenceOver):
            story.does(first, command)
    story.does(second, w.SaidEverything())
    assert (story.case.stage, story.case.hearing) == (Stage.DISPUTE_RULING, None)
    for role in (first, second):
        with pytest.raises(NotInThisStage):
            story.does(role, c.AddStatement("Too late"))


def test_who_calls_the_desk_in_may_say_at_once_that_this_is_all() -> None:
    story = Story().plays([opens(), (B, c.Escalate("Look", is_all=True))])
    assert (story.case.owner, ends(story)) == (M, {M: 48 * HOUR})
    assert story.does(M, w.SaidEverything()).after.stage is Stage.DISPUTE_RULING


def test_more_time_for_one_party_lets_the_other_end_as_before() -> None:
    story = heard()
    story.does(D, w.ExtendEvidence("The lab needs two days", B))
    assert ends(story) == {M: 48 * HOUR, B: 96 * HOUR}
    assert (story.case.owner, story.case.due_at) == (M, NOON + 48 * HOUR)
    story.waits()
    after = story.waits().after
    assert (after.stage, after.owner, after.due_at) == (Stage.DISPUTE_EVIDENCE, B, NOON + 96 * HOUR)
    with pytest.raises(TimeForEvidenceOver):
        story.does(M, c.AddStatement("I was away"))
    with pytest.raises(NoExtensionsLeft):
        story.does(D, w.ExtendEvidence("Once more", B))
    story.does(D, w.ExtendEvidence("They were in hospital", M))
    assert ends(story) == {B: 96 * HOUR, M: 96 * HOUR}
    assert story.stays_silent().after.stage is Stage.DISPUTE_RULING


def test_the_desk_lets_a_party_add_after_the_hearing() -> None:
    story = heard()
    story.stays_silent()
    with pytest.raises(NobodyToExtend):
        story.does(D, w.ExtendEvidence("For whom?"))
    at = story.now
    story.does(D, w.ExtendEvidence("They were in hospital", M))
    assert (story.case.stage, story.case.owner, story.case.due_at) == (
        Stage.DISPUTE_EVIDENCE, M, at + 48 * HOUR,
    )  # fmt: skip
    with pytest.raises(TimeForEvidenceOver):
        story.does(B, c.AddStatement("And I?"))
    story.does(M, c.AddStatement("It was dry", is_all=True))
    assert story.case.stage is Stage.DISPUTE_RULING


def test_nobody_closes_a_hearing_while_a_question_stands_or_the_clock_stands_still() -> None:
    story = heard()
    story.does(M, c.Ask(B, "Which tin?"))
    for command in (c.AddStatement("All", is_all=True), w.SaidEverything()):
        with pytest.raises(QuestionStands):
            story.does(M, command)
    story.does(B, c.Say("The first"))
    story.does(D, c.PauseClock(PauseReason.JOINT, "Both asked"))
    with pytest.raises(ClockAlreadyPaused):
        story.does(M, w.SaidEverything())


def test_a_suspension_is_as_long_as_was_proposed() -> None:
    story = heard()
    story.does(M, w.ProposeSuspension("We talk", 7))
    story.does(B, w.AgreeStandstill())
    assert story.case.wake_at == NOON + timedelta(days=7)
    story.waits()
    assert ends(story) == {B: timedelta(days=7) + 48 * HOUR, M: timedelta(days=7) + 48 * HOUR}


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
    story.does(M, c.AddStatement("It was dry", is_all=True))
    story.does(B, w.SaidEverything())
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
    assert after.paused.until == NOON + timedelta(days=183)
    assert (after.paused.accepted, after.pauses) == (True, story.case.pauses)
    story.state = after
    with pytest.raises(NoPapersAwaited):
        story.does(M, w.ShowAcceptance(("5",)))
    story.waits()
    assert (story.case.paused, story.case.due_at) == (None, NOON + timedelta(days=183) + 48 * HOUR)


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

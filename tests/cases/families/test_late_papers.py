"""Papers of an authority that come after a case has ended, or while an appeal is heard beside goods on their way."""

from __future__ import annotations

import pytest

from makegood.cases import commands as c
from makegood.cases.families.court_papers.refusals import (
    BoundAlready,
    DecidedElsewhere,
    NotAppealableHere,
    PapersBind,
)
from makegood.cases.model import AppealOutcome, AppealVerdict, CaseType, Favour, Money, Role, Stage
from makegood.cases.refusals import NoAppealOpen, NotYourMove
from tests.cases.families.test_court_papers import CHEN, GROUNDS, REASON, ZHAO, does, papers
from tests.cases.stories import DAY, HEARD, RECEIVE, REFUND, RETURN, SHIP, B, D, M, P, S, Story, opens

BOUND, TAKEN_UP = "case.ruling_bound", "case.reopened"


def ruled(favour: Favour = Favour.MERCHANT, type_: CaseType = REFUND) -> Story:
    """A dispute about 100.02 that Chen has ruled on."""
    story = Story().plays([opens(type_), *HEARD])
    does(story, D, c.Rule(favour, REASON), CHEN)
    return story


def paid(story: Story) -> Story:
    """The refund of a case has gone out."""
    story.does(P, c.RecordRefund(1, 1, "paid"))
    assert not story.case.stage.is_open or story.case.is_appealed
    return story


def left_alone() -> Story:
    """A case that closed since the buyer did not answer a refusal."""
    story = Story().plays([opens(REFUND), (M, c.Refuse("used"))])
    story.stays_silent()
    assert (story.case.stage, story.case.ruling) == (Stage.CLOSED, None)
    return story


OTHERWISE: list[tuple[CaseType, Favour, int | None, Stage]] = [
    (REFUND, Favour.BUYER, None, Stage.REFUNDING),
    (REFUND, Favour.SPLIT, 4000, Stage.REFUNDING),
    (RETURN, Favour.BUYER, None, Stage.AWAITING_RETURN),
]


@pytest.mark.parametrize(("type_", "favour", "amount", "then"), OTHERWISE)
def test_what_was_ruled_otherwise_is_taken_up_again_and_ruled_as_the_papers_say(
    type_: CaseType, favour: Favour, amount: int | None, then: Stage
) -> None:
    story = ruled(type_=type_)
    story.now += 400 * DAY  # courts take longer than the time for new circumstances
    assert does(story, D, papers(favour, amount), ZHAO) == [BOUND, TAKEN_UP]
    case = story.case
    assert (case.stage, case.owner, case.money) == (Stage.DISPUTE_RULING, D, Money.HELD)
    assert (case.ruling, case.ended_because, case.ended_at, case.reopenings) == (None, "", None, 1)
    with pytest.raises(PapersBind):
        does(story, D, c.Rule(Favour.MERCHANT, REASON), ZHAO)
    does(story, D, c.Rule(favour, REASON, amount), ZHAO)
    assert (story.case.stage, story.case.approved_minor) == (then, amount or 10_002)
    with pytest.raises(NotAppealableHere):
        does(story, M, c.Appeal(GROUNDS))


def test_the_silence_of_the_platform_carries_them_out() -> None:
    story = ruled()
    does(story, D, papers(Favour.SPLIT, 4000), ZHAO)
    while story.case.stage is not Stage.REFUNDING:
        story.stays_silent()
    assert story.case.ruling is not None
    assert (story.case.ruling.by_default, story.case.ruling.amount_minor) == (True, 4000)


def test_papers_that_say_what_was_ruled_are_put_on_record_and_end_the_matter() -> None:
    story = ruled()
    assert does(story, D, papers(Favour.MERCHANT), ZHAO) == [BOUND]
    assert (story.case.stage, story.case.due_at, story.case.money) == (Stage.CLOSED, None, Money.RELEASED)
    with pytest.raises(BoundAlready):
        does(story, D, papers(Favour.MERCHANT), ZHAO)
    for command in (c.Appeal(GROUNDS), c.Reopen("Once more", GROUNDS, ("5",))):
        with pytest.raises(NotAppealableHere):
            does(story, B, command)


def test_a_case_is_taken_up_once_and_later_papers_are_put_on_record() -> None:
    story = ruled()
    does(story, D, papers(Favour.BUYER), ZHAO)
    does(story, D, papers(Favour.MERCHANT, reference="(2026) Hu 02 No. 1"), ZHAO)
    does(story, D, c.Rule(Favour.MERCHANT, REASON), ZHAO)
    assert does(story, D, papers(Favour.BUYER, reference="(2027) Hu 03 No. 1"), ZHAO) == [BOUND]
    assert story.case.stage is Stage.CLOSED


def test_what_was_paid_is_not_asked_back_and_the_merchant_appeals() -> None:
    story = paid(ruled(Favour.BUYER))
    assert does(story, D, papers(Favour.MERCHANT), ZHAO) == [BOUND]
    assert (story.case.stage, story.case.refunded_minor) == (Stage.SETTLED, 10_002)
    does(story, M, c.Appeal(GROUNDS))
    assert story.case.stage is Stage.UNDER_APPEAL
    with pytest.raises(NotAppealableHere):
        does(story, M, c.TakeBackAppeal())
    for wrong in (AppealVerdict.UPHOLD, AppealVerdict.SPLIT):
        with pytest.raises(PapersBind):
            does(
                story, D, c.RuleOnAppeal(wrong, REASON, 4000 if wrong is AppealVerdict.SPLIT else None), ZHAO
            )
    does(story, D, c.RuleOnAppeal(AppealVerdict.MERCHANT, REASON), ZHAO)
    assert (story.case.stage, story.case.refunded_minor) == (Stage.SETTLED, 10_002)
    assert story.case.made_whole_minor == 10_002


def test_a_paid_ruling_that_the_papers_confirm_is_appealed_elsewhere() -> None:
    story = paid(ruled(Favour.BUYER))
    does(story, D, papers(Favour.BUYER), ZHAO)
    with pytest.raises(NotAppealableHere):
        does(story, M, c.Appeal(GROUNDS))


def test_a_request_that_ended_without_a_ruling_is_made_again_by_the_buyer_for_whom_the_papers_are() -> None:
    story = left_alone()
    assert does(story, D, papers(Favour.BUYER), ZHAO) == [BOUND]
    assert story.case.stage is Stage.CLOSED
    does(story, B, c.Reopen("The court has decided"))
    does(story, B, c.Escalate("Look", is_all=True))
    does(story, M, c.AddStatement("Dry when sent", is_all=True))
    with pytest.raises(PapersBind):
        does(story, D, c.Rule(Favour.MERCHANT, REASON), ZHAO)
    other = left_alone()
    does(other, D, papers(Favour.MERCHANT), ZHAO)
    with pytest.raises(NotAppealableHere):
        does(other, B, c.Reopen("Once more"))


def test_of_a_request_that_was_taken_back_they_are_only_put_on_record() -> None:
    story = Story().plays([opens(REFUND), (B, c.Withdraw())])
    assert does(story, D, papers(Favour.BUYER), ZHAO) == [BOUND]
    assert (story.case.stage, story.case.owner) == (Stage.WITHDRAWN, None)


@pytest.mark.parametrize("party", [B, M])
def test_parties_put_none_on_record_after_the_end_either(party: Role) -> None:
    for story in (ruled(), paid(ruled(Favour.BUYER))):
        with pytest.raises(NotYourMove):
            does(story, party, papers(Favour.BUYER))


def appealed_beside_goods() -> Story:
    """The merchant appeals while the goods are awaited that were ruled to go back."""
    story = ruled(Favour.BUYER, RETURN)
    assert story.case.stage is Stage.AWAITING_RETURN
    with pytest.raises(NoAppealOpen):
        does(story, D, papers(Favour.MERCHANT), ZHAO)
    does(story, M, c.Appeal(GROUNDS))
    assert (story.case.stage, story.case.is_appealed) == (Stage.AWAITING_RETURN, True)
    return story


@pytest.mark.parametrize("who", [D, S])
def test_an_appeal_beside_goods_is_decided_as_the_papers_say(who: Role) -> None:
    story = appealed_beside_goods()
    place = (story.case.stage, story.case.owner, story.case.due_at)
    assert does(story, who, papers(Favour.MERCHANT), ZHAO) == [BOUND]
    assert (story.case.stage, story.case.owner, story.case.due_at) == place
    with pytest.raises(PapersBind):
        does(story, who, c.RuleOnAppeal(AppealVerdict.UPHOLD, REASON), ZHAO)
    with pytest.raises(NotAppealableHere):
        does(story, M, c.TakeBackAppeal())
    with pytest.raises(DecidedElsewhere):
        does(story, B, c.Withdraw())
    does(story, who, c.RuleOnAppeal(AppealVerdict.MERCHANT, REASON), ZHAO)
    assert story.case.stage is Stage.CLOSED
    assert story.case.ruling is not None
    assert story.case.ruling.bound_by is not None


@pytest.mark.parametrize(
    ("favour", "outcome", "whole_minor"),
    [(Favour.MERCHANT, AppealOutcome.REVERSED, 10_002), (Favour.BUYER, AppealOutcome.UPHELD, 0)],
)
def test_an_appeal_beside_goods_that_nobody_decides_is_as_the_papers_say(
    favour: Favour, outcome: AppealOutcome, whole_minor: int
) -> None:
    story = appealed_beside_goods()
    does(story, D, papers(favour), ZHAO)
    paid(story.plays([SHIP, RECEIVE, (M, c.Approve())]))
    assert story.case.stage is Stage.UNDER_APPEAL
    story.stays_silent()
    assert story.case.appeal is not None
    assert (story.case.stage, story.case.appeal.outcome) == (Stage.SETTLED, outcome)
    assert (story.case.refunded_minor, story.case.made_whole_minor) == (10_002, whole_minor)

"""A case that a ruling ended is heard again with new circumstances, where the rules say so and something new is shown."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from msgspec import structs

from makegood.cases import commands as c
from makegood.cases import decide, event_name
from makegood.cases.families.court_papers.commands import BindRuling
from makegood.cases.families.court_papers.papers import Authority
from makegood.cases.families.court_papers.refusals import NotAppealableHere
from makegood.cases.families.new_circumstances.refusals import NothingNewShown, TooLateForNews
from makegood.cases.model import CaseType, Favour, FileRef, Role, Stage
from makegood.cases.refusals import (
    NoSuchFile,
    NotAgainstYou,
    NothingToAppeal,
    NotInThisStage,
    NotReopenable,
    RulingStands,
    TooFewWords,
)
from makegood.cases.terms import Terms
from tests.cases.stories import DAY, HEARD, HOUR, REFUND, RETURN, B, D, M, Story, opens

REPORT = FileRef("5", "report.pdf", "application/pdf")
OLD = FileRef("4", "early.png", "image/png")
WHY = "The laboratory has found the fault in the leaves."
NEWS = c.Reopen("A report has come", WHY, ("5",))
FIFTEEN_DAYS = {"new_circumstances": 15 * 86400}


def ruled(
    type_: CaseType = REFUND, clocks: dict[str, int] | None = None, favour: Favour = Favour.MERCHANT, **limits: int
) -> Story:  # fmt: skip
    """A dispute that was ruled on."""
    story = Story().plays([opens(type_), *HEARD])
    terms = Terms(1, clocks=FIFTEEN_DAYS if clocks is None else clocks, limits=limits)
    story.state = structs.replace(story.case, terms=terms)
    return story.plays([(D, c.Rule(favour, "The photo shows nothing."))])


def brings(story: Story, command: c.Command, role: Role = B, added_at: datetime | None = None) -> list[str]:
    """A command with an old file and a report that came an hour ago at hand; the names of what happened."""
    at = {"4": story.now - 20 * DAY, "5": added_at or story.now - timedelta(minutes=1)}
    facts = structs.replace(story.facts(), files={"4": OLD, "5": REPORT}, added_at=at)
    decision = decide(command, story.case, (role,), facts)
    story.state = decision.after
    story.recorded += decision.recorded
    return [event_name(each.event) for each in decision.recorded]


def later(story: Story, by: timedelta = DAY) -> Story:
    story.now += by
    return story


@pytest.mark.parametrize("type_", [REFUND, RETURN])
def test_both_parties_are_heard_again_and_the_next_ruling_takes_the_place_of_the_first(
    type_: CaseType,
) -> None:
    story = later(ruled(type_))
    assert story.case.stage is Stage.CLOSED
    assert brings(story, NEWS) == ["case.reopened"]
    case = story.case
    assert (case.stage, case.owner, case.reopenings) == (Stage.DISPUTE_EVIDENCE, M, 1)
    assert (case.ruling, case.ended_because) == (None, "")
    assert case.due_at == story.now + 48 * HOUR
    story.does(M, c.AddStatement("It was dry when it left"))
    story.does(M, c.AddStatement("It is not of these leaves.", is_all=True))
    story.does(D, c.Rule(Favour.BUYER, "The report shows the fault."))
    assert story.case.ruling is not None
    assert story.case.ruling.favour is Favour.BUYER
    assert story.case.stage is (Stage.REFUNDING if type_ is REFUND else Stage.AWAITING_RETURN)
    told = [each.event for each in story.recorded if event_name(each.event) == "case.ruled"]
    assert len(told) == 2, "the first ruling stays on the record"


def test_whoever_loses_after_the_news_has_an_appeal_of_their_own() -> None:
    story = ruled()
    story.does(B, c.Appeal(WHY))
    story.stays_silent()
    story = later(story)
    brings(story, NEWS)
    assert (story.case.appeals, story.case.jury, story.case.extensions) == (0, None, ())
    story.does(M, c.AddStatement("It is not of these leaves.", is_all=True))
    story.does(D, c.Rule(Favour.BUYER, "The report shows the fault."))
    story.does(M, c.Appeal(WHY))
    assert story.case.is_appealed


def test_the_first_ruling_can_no_longer_be_appealed_once_it_is_reopened() -> None:
    story = later(ruled())
    brings(story, NEWS)
    story.does(M, c.Approve())
    assert story.case.stage is Stage.REFUNDING
    with pytest.raises(NothingToAppeal):
        story.does(B, c.Appeal(WHY))


REFUSED = [
    ("no rule opens it", {}, NEWS, B, DAY, RulingStands),
    ("nothing but words", FIFTEEN_DAYS, structs.replace(NEWS, files=()), B, DAY, NothingNewShown),
    ("a file from before", FIFTEEN_DAYS, structs.replace(NEWS, files=("4",)), B, DAY, NothingNewShown),
    ("a file of nobody", FIFTEEN_DAYS, structs.replace(NEWS, files=("6",)), B, DAY, NoSuchFile),
    ("no grounds", FIFTEEN_DAYS, structs.replace(NEWS, grounds=""), B, DAY, TooFewWords),
    ("blank grounds", FIFTEEN_DAYS, structs.replace(NEWS, grounds=" x" * 19), B, DAY, TooFewWords),
    ("by the desk", FIFTEEN_DAYS, NEWS, D, DAY, NotAgainstYou),
    ("too late", FIFTEEN_DAYS, NEWS, B, 15 * DAY, TooLateForNews),
]


@pytest.mark.parametrize(
    ("clocks", "command", "role", "after", "refusal"), [each[1:] for each in REFUSED], ids=[r[0] for r in REFUSED]
)  # fmt: skip
def test_what_does_not_reopen_a_ruling(
    clocks: dict[str, int], command: c.Command, role: Role, after: timedelta, refusal: type[Exception]
) -> None:
    story = later(ruled(clocks=clocks), after)
    with pytest.raises(refusal):
        brings(story, command, role)
    assert story.case.stage is Stage.CLOSED


def test_in_time_until_the_last_moment_and_with_an_old_file_beside_the_new() -> None:
    story = later(ruled(), 15 * DAY - timedelta(seconds=1))
    assert brings(story, structs.replace(NEWS, files=("4", "5"))) == ["case.reopened"]


def test_a_file_that_came_with_the_ruling_is_not_new() -> None:
    story = ruled()
    ended_at = story.case.ended_at
    later(story)
    with pytest.raises(NothingNewShown):
        brings(story, NEWS, added_at=ended_at)


def test_it_is_heard_again_once() -> None:
    story = later(ruled())
    brings(story, NEWS)
    story.does(B, c.AddStatement("It is of these leaves.", is_all=True))
    story.does(D, c.Rule(Favour.MERCHANT, "The report is of other leaves."))
    later(story)
    with pytest.raises(NotReopenable):
        brings(story, NEWS)


def test_rules_may_leave_no_reopening_at_all() -> None:
    with pytest.raises(NotReopenable):
        brings(later(ruled(reopenings=0)), NEWS)


def test_a_ruling_that_carries_out_papers_is_not_reopened() -> None:
    story = Story().plays([opens(REFUND), *HEARD])
    story.state = structs.replace(story.case, terms=Terms(1, clocks=FIFTEEN_DAYS))
    brings(story, BindRuling(Authority.COURT, "No. 7", Favour.MERCHANT, ("4",)), D)
    story.does(D, c.Rule(Favour.MERCHANT, "As the court has decided."))
    with pytest.raises(NotAppealableHere):
        brings(later(story), NEWS)


def test_what_was_paid_out_is_not_reopened() -> None:
    story = ruled(favour=Favour.BUYER)
    with pytest.raises(NotInThisStage):
        brings(later(story), NEWS, M)


def test_a_case_that_nobody_ruled_on_is_reopened_as_before() -> None:
    story = Story().plays([opens(REFUND), (M, c.Refuse("used"))])
    story.stays_silent()
    assert story.case.stage is Stage.CLOSED
    later(story)
    assert brings(story, c.Reopen("New photos", files=("4",))) == ["case.reopened"]
    assert (story.case.stage, story.case.owner, story.case.respondent) == (Stage.AWAITING_MERCHANT, M, None)

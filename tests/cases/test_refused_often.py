"""Refusals that call the desk in by themselves: where the packs set a number, and only with that refusal."""

from __future__ import annotations

import pytest
from msgspec import structs

from makegood.cases import commands as c
from makegood.cases import event_name
from makegood.cases.model import CaseType, Role, Stage
from makegood.cases.refusals import NotInThisStage
from makegood.cases.refused_often import LIMIT
from makegood.cases.terms import Terms
from tests.cases.stories import B, M, Story, opens, tea, unsent


def limited(most: int | None, of: CaseType = CaseType.RETURN_REFUND, story: Story | None = None) -> Story:
    """A request whose packs call the desk in with so many refusals."""
    told = (story or Story()).plays([opens(of)])
    return told if most is None else bounded(told, most)


def bounded(story: Story, most: int) -> Story:
    """The packs speak of the request as it stands."""
    story.state = structs.replace(story.case, terms=Terms(1, limits={LIMIT: most}))
    return story


REFUSED = (M, c.Refuse("used"))


def test_the_first_refusal_of_what_is_grave_calls_the_desk_in() -> None:
    story = limited(1)
    decision = story.does(*REFUSED)
    assert [event_name(each.event) for each in decision.recorded] == ["case.refused", "case.called_by_rule"]
    assert (story.case.stage, story.case.owner, story.case.respondent) == (Stage.DISPUTE_EVIDENCE, M, M)
    assert story.case.refusal is not None
    story.does(B, c.AddStatement("It was forged"))
    with pytest.raises(NotInThisStage):
        story.does(B, c.Escalate())


def test_the_second_refusal_calls_the_desk_in() -> None:
    story = limited(2)
    story.does(*REFUSED)
    assert story.case.stage is Stage.AWAITING_BUYER
    story.does(B, c.Revise(amount_minor=5000))
    bounded(story, 2).does(*REFUSED)
    assert (story.case.stage, story.case.refusals) == (Stage.DISPUTE_EVIDENCE, 2)


def test_without_a_number_nobody_is_called_in() -> None:
    story = limited(None)
    for amount in (5000, 4000, 3000):
        story.does(*REFUSED)
        story.does(B, c.Revise(amount_minor=amount))
    assert (story.case.stage, story.case.refusals) == (Stage.AWAITING_MERCHANT, 3)


def test_a_refused_cancellation_goes_the_same_way() -> None:
    story = limited(1, CaseType.CANCEL, Story(unsent(tea())))
    story.does(*REFUSED)
    assert (story.case.stage, story.case.owner) == (Stage.DISPUTE_EVIDENCE, Role.MERCHANT)

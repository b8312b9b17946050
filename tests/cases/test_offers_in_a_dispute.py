"""Settling while the desk is called in: the merchant may offer less than was asked, and the buyer may take it."""

from __future__ import annotations

import pytest

from makegood.cases import commands as c
from makegood.cases.model import Role, Stage
from makegood.cases.refusals import NoRoundsLeft, NotYourMove, OffersGoDown
from tests.cases.stories import GIVEN, REFUND, B, M, Story, opens

CALLED_IN = [opens(REFUND), (B, c.Escalate("Look"))]
HEARD = [opens(REFUND), (B, c.Escalate("Look", is_all=True)), (M, c.AddStatement("Dry", is_all=True))]


@pytest.mark.parametrize("before", [CALLED_IN, HEARD])
def test_an_offer_is_taken_while_the_desk_is_called_in(before: list[tuple[Role, c.Command]]) -> None:
    story = Story().plays(before)
    stage, owner, due_at = story.case.stage, story.case.owner, story.case.due_at
    story.does(M, c.MakeOffer(4000))
    assert (story.case.stage, story.case.owner, story.case.due_at) == (stage, owner, due_at), (
        "nobody waits for it"
    )
    with pytest.raises(NotYourMove):
        story.does(B, c.MakeOffer(5000))
    story.does(B, c.Accept())
    assert (story.case.stage, story.case.owed_minor) == (Stage.REFUNDING, 4000)


def test_offers_in_a_dispute_keep_to_what_was_asked_and_to_the_rounds() -> None:
    story = Story().plays(GIVEN["both heard"])
    with pytest.raises(OffersGoDown):
        story.does(M, c.MakeOffer(story.case.requested_minor + 1))
    for amount in (1000, 2000, 3000, 4000, 5000):
        story.does(M, c.MakeOffer(amount))
    with pytest.raises(NoRoundsLeft):
        story.does(M, c.MakeOffer(6000))

"""Price reductions: amounts named from either side, until when they stand, and what is left of the price afterwards."""

from __future__ import annotations

from datetime import timedelta

import pytest

from makegood.cases import commands as c
from makegood.cases import ladder_of
from makegood.cases.families.evidence_window.commands import SaidEverything
from makegood.cases.families.price_reduction import refusals
from makegood.cases.families.price_reduction.expiry import standing_offer
from makegood.cases.model import CaseType, Role, Stage
from tests.cases.stories import SILENCE, B, D, M, Story, opens

LESS = CaseType.PRICE_REDUCTION
ASKED = opens(LESS, amount_minor=3000)
Steps = list[tuple[Role, c.Command]]

KEEP_IT: Steps = [opens(), (M, c.MakeOffer(2000, LESS)), (B, c.Accept())]

WAYS: list[tuple[str, Steps, Stage, int]] = [
    ("granted as asked", [ASKED, (M, c.Approve())], Stage.REFUNDING, 3000),
    ("silence grants it", [ASKED, SILENCE], Stage.REFUNDING, 3000),
    ("offered less and taken", [ASKED, (M, c.MakeOffer(1000)), (B, c.Accept())], Stage.REFUNDING, 1000),
    ("countered and granted", [ASKED, (M, c.MakeOffer(1000)), (B, c.MakeOffer(2000)), (M, c.Approve())], Stage.REFUNDING, 2000),
    ("nobody answers the offer", [ASKED, (M, c.MakeOffer(1000)), SILENCE], Stage.CLOSED, 3000),
    ("withdrawn", [ASKED, (B, c.Withdraw())], Stage.WITHDRAWN, 3000),
    ("offered by the merchant on a return", KEEP_IT, Stage.REFUNDING, 2000),
]  # fmt: skip


@pytest.mark.parametrize(
    ("steps", "stage", "owed_minor"), [way[1:] for way in WAYS], ids=[way[0] for way in WAYS]
)
def test_the_way_of_a_price_reduction(steps: Steps, stage: Stage, owed_minor: int) -> None:
    case = Story().plays(steps).case
    assert (case.stage, case.owed_minor) == (stage, owed_minor)
    assert case.goods.value == "with_buyer"


@pytest.mark.parametrize("amount_minor", [None, 10002])
def test_a_reduction_is_of_a_part(amount_minor: int | None) -> None:
    with pytest.raises(refusals.ReductionOwed):
        Story().does(*opens(LESS, amount_minor=amount_minor))


def test_an_expired_offer_cannot_be_taken_and_stays_on_record() -> None:
    story = Story().plays([ASKED, (M, c.MakeOffer(1000))])
    offer = story.case.offer
    assert offer is not None
    assert offer.expires_at == story.now + timedelta(hours=48)
    story.now += timedelta(hours=48)
    with pytest.raises(refusals.OfferExpired):
        story.does(B, c.Accept())
    assert [rung.became for rung in ladder_of(story.recorded, story.now)] == ["countered", "expired"]
    story.does(B, c.MakeOffer(2500))
    assert story.case.stage is Stage.AWAITING_MERCHANT


def test_a_buyers_number_stands_until_silence_grants_it() -> None:
    story = Story().plays([ASKED, (M, c.MakeOffer(1000)), (B, c.MakeOffer(2000))])
    due = story.case.due_at
    assert due is not None
    standing = standing_offer(story.case)
    assert standing is not None
    assert (standing.by, standing.expires_at) == (B, due)
    assert [rung.expires_at for rung in ladder_of(story.recorded, story.now, due)][-1] == due


def test_an_offer_of_a_return_does_not_expire() -> None:
    case = Story().plays([opens(), (M, c.MakeOffer(5000))]).case
    assert case.offer is not None
    assert case.offer.expires_at is None


def test_the_ladder_tells_what_became_of_each_amount() -> None:
    steps = [ASKED, (M, c.MakeOffer(1000)), (B, c.MakeOffer(2000)), (M, c.MakeOffer(1500)), (B, c.Accept())]
    story = Story().plays(steps)
    rungs = [(rung.by, rung.amount_minor, rung.became) for rung in ladder_of(story.recorded, story.now)]
    assert rungs == [
        (B, 3000, "countered"), (M, 1000, "countered"), (B, 2000, "countered"), (M, 1500, "accepted"),
    ]  # fmt: skip


def test_a_later_return_refunds_what_is_left_of_the_price() -> None:
    story = Story().plays([ASKED, (M, c.Approve())])
    story.state = None
    story.does(*opens())
    assert story.case.requested_minor == 10002 - 3000


def test_the_desk_may_rule_on_a_reduction() -> None:
    story = Story().plays([ASKED, (M, c.Refuse("as_described")), (B, c.Escalate())])
    story.does(M, c.MakeOffer(10))
    assert story.case.stage is Stage.DISPUTE_EVIDENCE, "an offer beside the hearing stops nothing"
    story.plays([(B, SaidEverything()), (M, SaidEverything())])
    story.does(D, c.Rule(c.Favour.SPLIT, "half", 1500))
    assert story.case.stage is Stage.REFUNDING

"""Rulings that another person reads first: when, who may, what takes effect, and what silence means."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec import structs

from makegood.cases import commands as c
from makegood.cases import decide, event_name
from makegood.cases.desk_only import KEPT_BY_THE_DESK
from makegood.cases.families.jury.plan import JuryPlan
from makegood.cases.families.jury.refusals import VerdictDepartureUnexplained
from makegood.cases.families.second_review.commands import ConfirmRuling, ReturnRuling
from makegood.cases.families.second_review.refusals import YourOwnDraft
from makegood.cases.model import AppealVerdict, Favour, Role, Stage
from makegood.cases.refusals import YourOwnRuling
from makegood.cases.terms import Terms
from tests.cases.stories import REFUND, SILENCE, B, M, Story, opens

CHEN, ZHAO, WU = "desk:chen", "desk:zhao", "senior:wu"
RULE = c.Rule(Favour.BUYER, "The photos show damp leaves.")
GROUNDS = "The ruling overlooks the photos."


def disputed(**limits: int) -> Story:
    """A dispute about 100.02 that waits for a ruling, under these limits."""
    story = Story().plays(
        [opens(REFUND), (B, c.Escalate("Look", is_all=True)), (M, c.AddStatement("Dry", is_all=True))]
    )
    story.state = structs.replace(story.case, terms=Terms(1, limits=limits, marks=("seller_fault",)))
    return story


def by(story: Story, who: str, command: c.Command) -> list[str]:
    """A command of a person of the desk; the names of what happened."""
    role = Role(who.partition(":")[0])
    roles = (Role.SENIOR, Role.DESK) if role is Role.SENIOR else (role,)
    facts = structs.replace(story.facts(), who=who)
    decision = decide(command, story.case, roles, facts, who)
    story.state = decision.after
    return [event_name(each.event) for each in decision.recorded]


READ_TWICE: list[tuple[dict[str, int], Favour, bool]] = [
    ({}, Favour.BUYER, False),
    ({"second_review_minor": 10_003}, Favour.BUYER, False),
    ({"second_review_minor": 10_002}, Favour.BUYER, True),
    ({"second_review_minor": 10_002}, Favour.MERCHANT, True),
    ({"second_review_marks": 1}, Favour.BUYER, True),
    ({"second_review_marks": 1}, Favour.SPLIT, True),
    ({"second_review_marks": 1}, Favour.MERCHANT, False),
    ({"second_review_marks": 2}, Favour.BUYER, False),
]


@pytest.mark.parametrize(("limits", "favour", "waits"), READ_TWICE)
def test_what_is_read_twice(limits: dict[str, int], favour: Favour, waits: bool) -> None:
    story = disputed(**limits)
    amount = 5000 if favour is Favour.SPLIT else None
    happened = by(story, CHEN, c.Rule(favour, "A reason that is long enough.", amount))
    assert ("ruling.drafted" in happened) is waits
    assert (story.case.stage is Stage.DISPUTE_REVIEW) is waits
    assert (story.case.ruling is None) is waits


def test_a_yes_of_another_person_makes_it_the_writers_ruling() -> None:
    story = disputed(second_review_minor=1)
    by(story, CHEN, RULE)
    assert story.case.owner is Role.DESK
    assert story.case.due_at is not None
    with pytest.raises(YourOwnDraft):
        by(story, CHEN, ConfirmRuling())
    # Who became a senior meanwhile stays who they are.
    with pytest.raises(YourOwnDraft):
        by(story, "senior:chen", ConfirmRuling())
    happened = by(story, ZHAO, ConfirmRuling())
    assert happened[0] == "case.ruled"
    assert (story.case.ruled_by, story.case.reviewed_by, story.case.draft) == (CHEN, ZHAO, None)
    assert story.case.stage is Stage.REFUNDING
    story.does(M, c.Appeal(GROUNDS))
    story.state = structs.replace(story.case, stage=Stage.UNDER_APPEAL)
    for who in (CHEN, ZHAO):
        with pytest.raises(YourOwnRuling):
            by(story, who, c.RuleOnAppeal(AppealVerdict.UPHOLD, GROUNDS))
    assert by(story, WU, c.RuleOnAppeal(AppealVerdict.UPHOLD, GROUNDS))[0] == "case.appeal_decided"


def test_what_is_sent_back_is_decided_anew() -> None:
    story = disputed(second_review_minor=1)
    by(story, CHEN, RULE)
    assert by(story, ZHAO, ReturnRuling("The inspection report is not mentioned.")) == ["ruling.returned"]
    assert (story.case.stage, story.case.draft) == (Stage.DISPUTE_RULING, None)
    by(story, ZHAO, c.HandUp())
    by(story, WU, RULE)
    by(story, CHEN, ReturnRuling("Look at the report again."))
    assert story.case.stage is Stage.DISPUTE_SENIOR, "a senior's ruling goes back to a senior"


def test_silence_gives_it_to_a_senior_and_ends() -> None:
    story = disputed(second_review_minor=1)
    by(story, CHEN, RULE)
    story.plays([SILENCE])
    assert (story.case.stage, story.case.draft, story.case.ruling) == (Stage.DISPUTE_SENIOR, None, None)
    story.plays([SILENCE])
    assert story.case.ruling is not None
    assert story.case.ruling.by_default


@pytest.mark.parametrize(
    ("who", "command", "stage"),
    [
        (M, c.Approve(), Stage.REFUNDING),
        (B, c.Withdraw(), Stage.WITHDRAWN),
    ],
)
def test_the_parties_can_still_agree(who: Role, command: Any, stage: Stage) -> None:
    story = disputed(second_review_minor=1)
    by(story, CHEN, RULE)
    story.does(who, command)
    assert story.case.stage is stage
    assert (story.case.draft is not None) is (stage is Stage.DISPUTE_REVIEW)


def test_the_parties_are_not_told_what_was_drafted() -> None:
    told = {event.__name__: fields for event, fields in KEPT_BY_THE_DESK.items()}
    assert told["RulingDrafted"] == {"ruling"}
    assert told["RulingReturned"] == {"reason"}


def test_a_panel_that_found_otherwise_meanwhile_is_heeded() -> None:
    story = disputed(second_review_minor=1)
    by(story, CHEN, c.Rule(Favour.MERCHANT, "A reason that is long enough."))
    assert story.case.stage is Stage.DISPUTE_REVIEW
    found = JuryPlan(seats=17, ended="majority", verdict="buyer", for_buyer=9)
    story.state = structs.replace(story.case, jury=found)
    with pytest.raises(VerdictDepartureUnexplained):
        by(story, ZHAO, ConfirmRuling())
    assert by(story, ZHAO, ReturnRuling("The panel has found for the buyer since.")) == ["ruling.returned"]

"""The file of a case by its sides: what is wanted, told, disputed, unanswered; made from the stream alone."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec import structs

from makegood.cases import FactTold, Role, file_of
from makegood.cases import commands as c
from makegood.cases.case_file import facts_told, time_held
from makegood.cases.store import StoredCase, StoredEvent
from makegood.cases.terms import GivenFact
from tests.cases.stories import GIVEN, HOUR, NOON, B, D, M, Story

STANDS = [
    # given, the buyer's stand, the merchant's stand
    ("asked", "asks", "silent"),
    ("refused", "asks", "refuses"),
    ("offered 5000", "asks", "offers"),
    ("granted", "asks", "agrees"),
    ("two of three accepted", "asks", "offers"),
]
TOLD = [
    # what was said by whom, and whether it is disputed
    ([("seal_broken", True, "buyer")], {"buyer": True}, False),
    (
        [("seal_broken", True, "buyer"), ("seal_broken", True, "merchant")],
        {"buyer": True, "merchant": True},
        False,
    ),
    (
        [("seal_broken", True, "buyer"), ("seal_broken", False, "merchant")],
        {"buyer": True, "merchant": False},
        True,
    ),
    (
        [("seal_broken", True, "buyer"), ("seal_broken", False, "merchant"), ("seal_broken", False, "desk")],
        {"buyer": True, "merchant": False, "desk": False},
        False,
    ),
    ([("seal_broken", True, "buyer"), ("seal_broken", False, "buyer")], {"buyer": False}, False),
]


def stored(story: Story) -> StoredCase:
    """A story as it is kept."""
    events = [StoredEvent(r.actor, r.at, r.event, seq, r.who) for seq, r in enumerate(story.recorded, 1)]
    return StoredCase(story.case, events)


@pytest.mark.parametrize(("given", "buyer", "merchant"), STANDS)
def test_what_each_side_wants(given: str, buyer: str, merchant: str) -> None:
    story = Story().plays(GIVEN[given])
    file = file_of(stored(story), story.now)
    assert (file.buyer.stand.kind, file.merchant.stand.kind) == (buyer, merchant)


@pytest.mark.parametrize(("given", "said", "is_disputed"), TOLD)
def test_what_is_disputed(given: list[tuple[str, Any, str]], said: dict[str, Any], is_disputed: bool) -> None:
    story = Story().plays(GIVEN["asked"])
    facts = tuple(GivenFact(name, value, by, NOON) for name, value, by in given)
    told = facts_told(structs.replace(story.case, given=facts))
    assert told == (FactTold("seal_broken", said, is_disputed),)


def test_a_question_is_open_until_it_is_answered_and_stays_on_file_when_it_lapses() -> None:
    story = Story().plays(GIVEN["both heard"])
    story.does(D, c.Ask(M, "Who packed it?"))
    standing = file_of(stored(story), story.now).merchant.unanswered
    assert [(each.text, each.is_lapsed) for each in standing] == [("Who packed it?", False)]
    story.does(M, c.Say("Our night shift."))
    assert file_of(stored(story), story.now).merchant.unanswered == ()
    story.does(D, c.Ask(B, "Is there a photo?"))
    story.waits()
    while story.case.question:
        story.waits()
    lapsed = file_of(stored(story), story.now).buyer.unanswered
    assert [(each.text, each.is_lapsed, each.by) for each in lapsed] == [("Is there a photo?", True, D)]


def test_the_time_with_each_role_adds_up_to_the_life_of_the_case() -> None:
    story = Story().plays(GIVEN["asked"])
    story.now += 5 * HOUR
    story.does(M, c.Refuse("used"))
    story.now += 7 * HOUR
    story.does(B, c.Escalate("Look"))
    story.now += 2 * HOUR
    held = time_held(stored(story).events, story.now)
    assert held == {Role.MERCHANT: 7 * HOUR, Role.BUYER: 7 * HOUR}
    assert file_of(stored(story), story.now).escalated_by is B

"""What our own record says of a dispute: how long it stands still, whether a merchant left it lying, who sells a lot."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from msgspec import structs

from makegood.cases import Goods, StoredCase, StoredEvent, decide
from makegood.cases import commands as c
from makegood.cases.families.advance.plan import Advance, Step
from makegood.cases.families.evidence_window.commands import (
    AgreeStandstill,
    ProposeSuspension,
    ShowAcceptance,
)
from makegood.cases.model import FileRef, PauseReason, Role
from makegood.disputes.our_record import of_the_case, of_the_seller
from tests.cases.stories import HEARD, NOON, B, D, M, Story, opens
from tests.disputes.courtroom import board_of
from tests.web_app import Site

MONDAY = datetime(2026, 3, 2, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
DAY = timedelta(days=1)
CLOCKS = ("joint_suspension", "acceptance_papers", "authority_suspension")


def of_the_packs() -> dict[str, int]:
    """What the shipped packs say of standing still."""
    decided = board_of({"reason": "quality"})[1].decided
    return {name: value for name in CLOCKS if (value := decided.value(f"clock.{name}")) is not None}


def before_the_desk(clocks: dict[str, int], now: datetime = NOON) -> Story:
    story = Story(now=now).plays([opens(), (B, c.Escalate())])
    story.state = structs.replace(story.case, terms=structs.replace(story.case.terms, clocks=clocks))
    return story


STANDING = [
    # article, reason, the clock of the packs, other seconds than theirs, until when it stands still by the packs, by the others
    (82, PauseReason.JOINT, "joint_suspension", 10 * 86_400, MONDAY + 30 * DAY, MONDAY + 10 * DAY),
    (83, PauseReason.COURT, "acceptance_papers", 3 * 86_400, datetime(2026, 3, 10, 18, tzinfo=MONDAY.tzinfo),
     datetime(2026, 3, 4, 18, tzinfo=MONDAY.tzinfo)),
    (83, PauseReason.POLICE, "acceptance_papers", 3 * 86_400, datetime(2026, 3, 10, 18, tzinfo=MONDAY.tzinfo),
     datetime(2026, 3, 4, 18, tzinfo=MONDAY.tzinfo)),
]  # fmt: skip


@pytest.mark.parametrize(("article", "reason", "clock", "others", "until", "until_then"), STANDING)
def test_a_case_stands_still_for_as_long_as_the_packs_say(
    article: int, reason: PauseReason, clock: str, others: int, until: datetime, until_then: datetime
) -> None:
    for clocks, ends in ((of_the_packs(), until), ({clock: others}, until_then)):
        story = before_the_desk(clocks, MONDAY)
        story.does(D, c.PauseClock(reason, f"Article {article}"))
        assert story.case.paused is not None
        assert story.case.paused.until == ends


@pytest.mark.parametrize(
    ("clocks", "days"), [(of_the_packs(), 183), ({"authority_suspension": 90 * 86_400}, 90)]
)
def test_what_was_taken_up_stops_a_case_for_as_long_as_the_packs_say(
    clocks: dict[str, int], days: int
) -> None:
    story = before_the_desk(clocks)
    story.does(D, c.PauseClock(PauseReason.POLICE, "reported"))
    paper = FileRef("5", "letter.pdf", "application/pdf")
    facts = structs.replace(story.facts(), files={"5": paper})
    after = decide(
        ShowAcceptance(("5",), "They have taken it up."), story.case, (Role.MERCHANT,), facts
    ).after
    assert after.paused is not None
    assert after.paused.until == NOON + days * DAY


def test_nobody_agrees_on_longer_than_the_packs_let() -> None:
    story = before_the_desk({"joint_suspension": 10 * 86_400})
    story.does(B, ProposeSuspension(days=30))
    assert story.case.standstill is not None
    assert story.case.standstill.days == 10
    story.does(M, AgreeStandstill())
    assert story.case.paused is not None
    assert story.case.paused.until == NOON + 10 * DAY


def stored(story: Story) -> StoredCase:
    events = [
        StoredEvent(each.actor, story.now, each.event, number)
        for number, each in enumerate(story.recorded, 1)
    ]
    return StoredCase(story.case, events)


def test_a_merchant_who_never_did_anything_has_left_the_claim_lying() -> None:
    silent = Story().plays([opens(), (B, c.Escalate(is_all=True))])
    assert of_the_case(stored(silent))["claim_ignored"] is False, "there is still time"
    silent.stays_silent()
    assert of_the_case(stored(silent))["claim_ignored"] is True
    heard = Story().plays([opens(), *HEARD])
    assert of_the_case(stored(heard))["claim_ignored"] is False


@pytest.mark.parametrize(
    ("reason", "word"),
    [(PauseReason.JOINT, "joint"), (PauseReason.COURT, "court"), (PauseReason.POLICE, "police")],
)
def test_why_a_case_stands_still_is_a_fact(reason: PauseReason, word: str) -> None:
    story = Story().plays([opens(), (B, c.Escalate())])
    assert "case_suspended" not in of_the_case(stored(story))
    story.does(D, c.PauseClock(reason, "stated"))
    assert of_the_case(stored(story))["case_suspended"] == word


@pytest.mark.parametrize(
    ("goods", "before"), [(Goods.RETURNED, 10_002), (Goods.WITH_BUYER, 0), (Goods.RETURNING, 0)]
)
def test_what_was_advanced_counts_once_something_has_come_back(goods: Goods, before: int) -> None:
    story = Story().plays([opens()])
    advance = Advance(step=Step.REQUESTED, amount_minor=10_002)
    story.state = structs.replace(story.case, goods=goods, advance=advance)
    assert of_the_case(stored(story))["refunded_before"] == before
    story.state = structs.replace(story.case, goods=Goods.RETURNED, advance=None)
    assert of_the_case(stored(story))["refunded_before"] == 0


CAMERA = {
    "sku": "CAM", "product": {"external_id": "cam", "category": "electronics.camera", "traits": ["second_hand"]},
    "title": "A used camera", "quantity": 1, "unit_price_minor": 80_000,
}  # fmt: skip


async def of_seller(shop: Site, kind: str, sold: int) -> dict[str, int]:
    """What is known of a seller of used cameras who has sold some before; the last one is disputed."""
    line = CAMERA | {"facts": {"seller_kind": kind}}
    paid = {
        "tender": "card",
        "processor": "fake",
        "amount_minor": 80_000,
        "paid_at": NOON.isoformat(),
        "rank": 0,
    }
    for number in range(sold):
        name = f"{kind}-{number}"
        payments = [paid | {"processor_reference": f"pay_{name}"}]
        recorded = await shop.world.order(name, lines=[line], shipping_minor=0, payments=payments)
    done = await shop.world.open(recorded)
    async with shop.world.engine.pool.acquire() as connection:
        return dict(await of_the_seller(connection, done.case.state, done.order))


async def test_how_often_a_private_person_sells_like_goods_is_counted(shop: Site) -> None:
    assert await of_seller(shop, "private", 3) == {"like_sales": 3, "like_turnover": 240_000}
    assert await of_seller(shop, "business", 1) == {}

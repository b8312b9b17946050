"""A gift card pays a difference or a repair as far as it is known to hold enough, and holds less from then on."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec import structs

from makegood.cases import Stage
from makegood.cases import commands as c
from makegood.cases.balances import pays_something
from makegood.cases.families.order_change.refusals import TenderTooSmall
from makegood.cases.families.repair import commands as repair
from makegood.cases.families.replacement import commands as exchange
from makegood.cases.model import BuyerTender
from tests.cases.families.test_repair import QUOTED, WITH_REPAIRER
from tests.cases.families.test_replacement import BACK, BUYER, asked, run, shop
from tests.cases.stories import B, Story, tea

PAYS = (BUYER, exchange.PayDifference("gift-1"))


def holding(minor: int) -> Any:
    """An order whose exchange costs 2 more, and a gift card."""
    return structs.replace(shop(12), balances={"gift-1": minor})


def test_a_card_that_holds_too_little_pays_no_difference() -> None:
    with pytest.raises(TenderTooSmall):
        run(holding(1), asked(), *BACK, PAYS)
    _, after = run(holding(2), asked(), *BACK, PAYS)
    assert after.balances == {"gift-1": 0}


def test_nothing_is_collected_from_it_either() -> None:
    waits, before = run(holding(1), asked("gift-1"), *BACK)
    assert (waits.stage, before.balances) == (Stage.AWAITING_PAYMENT, {"gift-1": 1})
    goes_on, after = run(holding(3), asked("gift-1"), *BACK)
    assert (goes_on.stage, after.balances) == (Stage.AWAITING_REPLACEMENT, {"gift-1": 1})


@pytest.mark.parametrize(("holds", "enough"), [(1499, False), (1500, True)])
def test_a_repair_is_paid_with_what_it_holds(holds: int, enough: bool) -> None:
    card = (BuyerTender("gift-1", "gift_card"),)
    story = Story(structs.replace(tea(), tenders=card, balances={"gift-1": holds}))
    story.plays([*WITH_REPAIRER, QUOTED])
    assert pays_something(repair.AcceptQuote("gift-1"), story.case)
    if not enough:
        with pytest.raises(TenderTooSmall):
            story.does(B, repair.AcceptQuote("gift-1"))
        return
    story.does(B, repair.AcceptQuote("gift-1"))
    assert story.order.balances == {"gift-1": 0}


def test_what_asks_for_nothing_to_be_paid_locks_no_balances() -> None:
    assert not pays_something(c.Approve(), None)

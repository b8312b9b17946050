"""The demo's own packs are as sound as its load says, and its orders and stories speak in words of the catalogue."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from makegood.demo.goods import PRODUCTS
from makegood.demo.load import STORIES
from makegood.demo.order_book import (
    Purchase,
    order_input,
    ordinary_purchases,
    purchase_of,
    purchase_to_try,
    purchase_to_withdraw_from,
)
from makegood.demo.pack_stories import CHANGED, CHANGES, PROMISE, changed_text, promise_text
from makegood.demo.story import Story
from makegood.policy import Catalogue, Pack, lint_upload
from makegood.policy.examples import ExampleRunner
from makegood.policy.publishing.opening import shipped_edition
from makegood.policy.reading.pack import read_pack

NOW = datetime(2026, 11, 2, 12, tzinfo=UTC)
PURCHASES = [
    *ordinary_purchases(1, NOW),
    *(purchase_of(story, story.key, NOW) for story in STORIES),
    purchase_to_try(NOW),
    purchase_to_withdraw_from(NOW),
]


@pytest.fixture(scope="module")
def shipped() -> tuple[Catalogue, dict[str, Pack]]:
    """The catalogue, and the packs by their names."""
    edition, packs = shipped_edition()
    return edition.catalogue, {pack.name: pack for pack in packs}


def sound(pack: Pack, catalogue: Catalogue, packs: dict[str, Pack], *, is_merchants: bool) -> None:
    """Fail with what the check or an example finds in a pack."""
    beside = [each for name, each in packs.items() if name != pack.name]
    found = [
        *lint_upload(pack, beside, catalogue, is_merchants),
        *ExampleRunner(catalogue, [*beside, pack]).run([pack]),
    ]
    assert not found, "\n".join(str(each) for each in found)


def test_the_promise_of_the_shop_is_sound(shipped: tuple[Catalogue, dict[str, Pack]]) -> None:
    catalogue, packs = shipped
    sound(read_pack(promise_text(), f"{PROMISE}.yaml", catalogue), catalogue, packs, is_merchants=True)


def test_the_proposal_of_the_platform_is_sound(shipped: tuple[Catalogue, dict[str, Pack]]) -> None:
    catalogue, packs = shipped
    assert [before for before, _ in CHANGES if packs[CHANGED].source_text.count(before) != 1] == []
    text = changed_text(packs[CHANGED])
    sound(read_pack(text, f"{CHANGED}.yaml", catalogue), catalogue, packs, is_merchants=False)


@pytest.mark.parametrize("purchase", PURCHASES, ids=lambda purchase: purchase.number)
def test_an_order_is_of_one_shop_and_in_words_of_the_catalogue(
    purchase: Purchase, shipped: tuple[Catalogue, dict[str, Pack]]
) -> None:
    assert len({(PRODUCTS[key].merchant, PRODUCTS[key].currency) for key in purchase.goods}) == 1
    catalogue, _ = shipped
    order = order_input(purchase)
    for line in order.lines:
        catalogue.encode(order.facts | line.facts | {"traits": line.product.traits, "market": order.market})


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.key)
def test_a_story_is_in_words_of_the_catalogue(
    story: Story, shipped: tuple[Catalogue, dict[str, Pack]]
) -> None:
    shipped[0].encode({"reason": story.reason, "remedy": story.type} | story.facts)

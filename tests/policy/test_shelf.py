"""The shelf: which packs hold when and for whom, books that are bound once, shadows, and decisions made again."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import asyncpg
import pytest

from makegood.kit.errors import Refused
from makegood.policy.book import PackRef
from makegood.policy.pack import Pack
from makegood.policy.publishing import store, versions
from makegood.policy.publishing.editions import Edition
from makegood.policy.publishing.shelf import Shelf, follow_shelf
from makegood.policy.publishing.versions import PackVersion
from makegood.policy.reading.facts import read_catalogue
from makegood.policy.reading.pack import read_pack
from makegood.policy.reading.problems import PackRefused
from tests.policy.versions_world import (
    DAY,
    FILES,
    LAMP_SHOP,
    NOON,
    TEA_HOUSE,
    World,
    edition,
    pack_of,
    promise,
    returns,
)

SECOND = timedelta(seconds=1)


@pytest.fixture
async def world(pool: asyncpg.Pool) -> World:
    made = World(pool)
    await made.merchants()
    return made


async def put(
    world: World, text: str, begins: datetime | None, merchant_id: int | None = None, *, shadow: bool = False
) -> PackVersion:
    """A version on the shelf without the way through review, published from a moment or a draft."""
    pack = pack_of(text)
    draft = versions.drafted(pack, merchant_id, edition().digest, versions.SYSTEM_DRAFTER, NOON)
    made, ended = draft, None
    async with world.pool.acquire() as connection, connection.transaction():
        if begins is not None:
            last = await store.last_version(connection, pack.name)
            made, ended = versions._announced(draft, last, "system", NOON, begins, False)
        await store.keep_catalogue(connection, edition(), NOON)
        await store.move_versions(connection, ended)
        await store.add_version(connection, versions.shadowing(made, True, NOON) if shadow else made)
        await store.turn_shelf(connection)
    await world.shelf.refresh()
    return made


def names(packs: tuple[Pack, ...]) -> list[tuple[str, str]]:
    return [(pack.name, pack.version) for pack in packs]


async def test_what_holds_when_and_for_whom(world: World) -> None:
    await put(world, returns("1"), NOON)
    await put(world, returns("2"), NOON + 7 * DAY)
    await put(world, promise(), NOON + DAY, LAMP_SHOP)
    at = world.shelf.packs_for
    assert at("CN", None, NOON - SECOND) == ()
    assert names(at("CN", LAMP_SHOP, NOON)) == [("lamp-returns", "1")]
    assert names(at("CN", LAMP_SHOP, NOON + DAY)) == [("lamp-returns", "1"), ("shop-lamps", "1")]
    assert names(at("CN", TEA_HOUSE, NOON + DAY)) == [("lamp-returns", "1")]
    assert names(at("CN", None, NOON + 7 * DAY - SECOND)) == [("lamp-returns", "1")]
    assert names(at("CN", None, NOON + 7 * DAY)) == [("lamp-returns", "2")]
    assert names(at("EU", LAMP_SHOP, NOON + DAY)) == [("shop-lamps", "1")]


async def test_a_book_is_bound_once_between_two_turns(world: World) -> None:
    await put(world, returns("1"), NOON)
    await put(world, returns("2"), NOON + 7 * DAY)
    await put(world, promise(), NOON, LAMP_SHOP)
    book = world.shelf.book
    one = book("CN", TEA_HOUSE, NOON, NOON + DAY)
    assert book("CN", None, NOON + DAY, NOON + 6 * DAY) is one
    assert book("CN", LAMP_SHOP, NOON, NOON + DAY) is not one
    across = book("CN", TEA_HOUSE, NOON, NOON + 7 * DAY)
    assert across is not one
    assert [ref.version for ref in across.packs] == ["1", "2"]
    assert [rule.rule.pack for rule in across.rules] == ["lamp-returns"]


async def test_nothing_is_read_while_nothing_has_changed(world: World) -> None:
    await put(world, returns("1"), NOON)
    book = world.shelf.book("CN", None, NOON, NOON)
    assert not await world.shelf.refresh()
    assert world.shelf.book("CN", None, NOON, NOON) is book
    await put(world, returns("2"), NOON + DAY)
    assert world.shelf.book("CN", None, NOON, NOON) is not book


async def test_another_process_follows(world: World) -> None:
    other = Shelf(world.pool, edition(), read_pack)
    async with follow_shelf(other, every_seconds=0.02):
        assert other.packs_for("CN", None, NOON) == ()
        await put(world, returns("1"), NOON)
        for _ in range(100):
            if other.packs_for("CN", None, NOON):
                break
            await asyncio.sleep(0.02)
        assert names(other.packs_for("CN", None, NOON)) == [("lamp-returns", "1")]


async def test_a_shadow_stands_in_the_place_of_its_name(world: World) -> None:
    await put(world, returns("1"), NOON)
    await put(world, returns("2", days=30), None, shadow=True)
    await put(world, promise(), None, LAMP_SHOP, shadow=True)
    (shadow,) = world.shelf.shadows("CN", TEA_HOUSE, NOON, NOON)
    assert (shadow.ref.version, [ref.version for ref in shadow.book.packs]) == ("2", ["2"])
    assert world.shelf.shadows("CN", TEA_HOUSE, NOON, NOON + DAY)[0].book is shadow.book
    assert [each.ref.name for each in world.shelf.shadows("CN", LAMP_SHOP, NOON, NOON)] == [
        "lamp-returns",
        "shop-lamps",
    ]
    assert world.shelf.shadows("EU", TEA_HOUSE, NOON, NOON) == ()
    assert [ref.version for ref in world.shelf.book("CN", TEA_HOUSE, NOON, NOON).packs] == ["1"]


async def test_an_announced_shadow_ends_where_it_begins(world: World) -> None:
    await put(world, returns("1"), NOON)
    await put(world, returns("2"), NOON + 7 * DAY, shadow=True)
    assert len(world.shelf.shadows("CN", None, NOON, NOON + 7 * DAY - SECOND)) == 1
    assert world.shelf.shadows("CN", None, NOON, NOON + 7 * DAY) == ()


async def test_what_a_pack_is_checked_beside(world: World) -> None:
    await put(world, returns("1"), NOON - DAY)
    await put(world, promise(), NOON + DAY, LAMP_SHOP)
    await put(world, promise(name="shop-tea"), NOON - DAY, TEA_HOUSE)
    beside = world.shelf.beside
    assert [pack.name for pack in beside(pack_of(returns("2")), None, NOON)] == []
    mine = pack_of(promise("2", name="shop-more"))
    assert [pack.name for pack in beside(mine, LAMP_SHOP, NOON)] == ["lamp-returns", "shop-lamps"]


async def test_the_platforms_rules_must_be_readable_and_a_merchants_promise_is_left_out(world: World) -> None:
    await put(world, returns("1"), NOON)
    await put(world, promise(), NOON, LAMP_SHOP)
    smaller = {"core.yaml": FILES["core.yaml"].replace("  intact:", "  whole:")}
    blind = Shelf(world.pool, Edition(read_catalogue(smaller), smaller), read_pack)
    with pytest.raises(PackRefused, match="intact"):
        await blind.refresh()
    await world.pool.execute("UPDATE policy_versions SET content = replace(content, 'intact and', '')")
    await blind.refresh()
    assert names(blind.packs_for("CN", LAMP_SHOP, NOON)) == [("lamp-returns", "1")]


async def test_a_decision_is_made_again_with_the_very_texts(world: World) -> None:
    made = await put(world, returns("1"), NOON)
    await put(world, returns("2", days=30), NOON + DAY)
    grown = {"core.yaml": FILES["core.yaml"].replace("the lamp is intact", "the lamp is whole")}
    later = Shelf(world.pool, Edition(read_catalogue(grown), grown), read_pack)
    ref = PackRef("lamp-returns", "1", made.digest)
    catalogue, (pack,) = await later.exact(world.pool, [ref], edition().digest, read_catalogue)
    assert (catalogue.kind("intact").label.en, pack.values["window"].written) == (
        "the lamp is intact",
        "7 days",
    )
    catalogue, _ = await later.exact(world.pool, [ref], later.edition.digest, read_catalogue)
    assert catalogue.kind("intact").label.en == "the lamp is whole"
    for refs, digest in (([PackRef("x", "1", "no")], edition().digest), ([ref], "no")):
        with pytest.raises(Refused, match="not kept here"):
            await later.exact(world.pool, refs, digest, read_catalogue)

"""Versions and decisions in the real database: what is kept, what it refuses, and two who come at once."""

from __future__ import annotations

import asyncio
from dataclasses import fields, replace
from typing import Any

import asyncpg
import pytest

from makegood.db.writes import Writes
from makegood.kit.errors import Refused
from makegood.kit.ids import IdMaker, bucket_of
from makegood.policy.book import PackRef
from makegood.policy.publishing import handlers, store
from makegood.policy.publishing.editions import Edition
from makegood.policy.publishing.kept import KeptDecision, KeptPack, StatedFact
from makegood.policy.publishing.versions import BEGINNING, PackVersion, Standing, Status
from tests.policy.versions_world import (
    ANNA,
    BERT,
    DAY,
    LAMP_SHOP,
    NOON,
    World,
    edition,
    findings,
    pack_of,
    promise,
    returns,
)


@pytest.fixture
async def world(pool: asyncpg.Pool) -> World:
    made = World(pool)
    await made.merchants()
    return made


async def drafted(
    world: World, text: str, name: str = "lamp-returns", owner: int | None = None
) -> PackVersion:
    async with world.pool.acquire() as connection, connection.transaction():
        made = await handlers.prepare(connection, world.office, name, text, owner, ANNA)
        return await handlers.draft(connection, world.office, made)


async def move(
    world: World, verb: Any, version: str = "1", name: str = "lamp-returns", **more: Any
) -> PackVersion:
    if verb is handlers.publish:
        more["checked"] = await handlers.check_again(world.pool, world.office, name, version, None)
    async with world.pool.acquire() as connection, connection.transaction():
        moved = await verb(connection, world.office, name, version, None, **more)
    await world.shelf.refresh()
    return moved


async def published(world: World, text: str, version: str = "1", **more: Any) -> PackVersion:
    await drafted(world, text)
    await move(world, handlers.submit, version, by=ANNA)
    await move(world, handlers.review, version, by=BERT, approve=True, note="good")
    return await move(world, handlers.publish, version, by=ANNA, **more)


async def test_a_version_comes_back_as_it_was_kept(world: World) -> None:
    world.found = findings("warning")
    made = await drafted(world, returns())
    kept = await store.read_version(world.pool, "lamp-returns", "1")
    assert kept == made
    assert (made.markets, made.title.zh, made.content) == (("CN",), "灯具退货", returns())
    first = await published(world, returns("2"), "2")
    assert await store.read_version(world.pool, "lamp-returns", "2") == first
    assert (first.reviewed_by, first.review_note, first.published_by) == (BERT, "good", ANNA)


async def test_the_catalogue_is_kept_once(world: World) -> None:
    await drafted(world, returns())
    await drafted(world, returns("2"))
    assert await world.pool.fetchval("SELECT count(*) FROM policy_catalogues") == 1
    files = await store.read_catalogue_files(world.pool, edition().digest)
    assert files == edition().files


async def test_the_same_text_again_is_the_same_draft_and_another_is_refused(world: World) -> None:
    made = await drafted(world, returns())
    world.clock.advance(DAY)
    assert await drafted(world, returns()) == made
    with pytest.raises(Refused, match="never changes"):
        await drafted(world, returns(days=15))


async def test_the_pack_in_the_text_is_the_one_it_was_sent_for(world: World) -> None:
    with pytest.raises(Refused, match="lamp-returns"):
        await drafted(world, returns(), name="tea-returns")


async def test_errors_refuse_publication_and_are_looked_for_again(world: World) -> None:
    world.found = findings("error")
    made = await drafted(world, returns())
    assert made.errors == 1
    world.found = []
    await move(world, handlers.submit, by=ANNA)
    await move(world, handlers.review, by=BERT, approve=True, note="")
    world.found = findings("error", "warning")
    with pytest.raises(Refused, match="found 1 errors"):
        await move(world, handlers.publish, by=ANNA)
    world.found = []
    after = await move(world, handlers.publish, by=ANNA)
    assert (after.status, after.errors) == (Status.PUBLISHED, 0)


async def test_a_name_belongs_to_whoever_used_it_first(world: World) -> None:
    await drafted(world, promise(), "shop-lamps", LAMP_SHOP)
    with pytest.raises(Refused, match="exists"):
        await drafted(world, promise("2"), "shop-lamps", 22)
    with pytest.raises(Refused, match="no such merchant"):
        await drafted(world, promise(name="shop-ghost"), "shop-ghost", 99)


async def test_the_next_version_ends_the_one_before_and_its_withdrawal_lets_it_go_on(world: World) -> None:
    await published(world, returns())
    world.clock.advance(8 * DAY)
    second = await published(world, returns("2", days=15), "2", major=True)
    first = await store.read_version(world.pool, "lamp-returns", "1")
    assert first is not None
    assert (first.status, first.in_force_until) == (Status.SUPERSEDED, second.in_force_from)
    back = await move(world, handlers.withdraw, "2", by=BERT)
    first = await store.read_version(world.pool, "lamp-returns", "1")
    assert first is not None
    assert (back.status, first.status, first.in_force_until) == (Status.WITHDRAWN, Status.PUBLISHED, None)


async def test_two_versions_published_at_once_follow_one_another(world: World) -> None:
    for version in ("1", "2"):
        await drafted(world, returns(version))
        await move(world, handlers.submit, version, by=ANNA)
        await move(world, handlers.review, version, by=BERT, approve=True, note="")
    answers = await asyncio.gather(
        *(move(world, handlers.publish, version, by=ANNA) for version in ("1", "2")), return_exceptions=True
    )
    assert sorted(type(answer).__name__ for answer in answers) in (
        ["LaterVersionAnnounced", "PackVersion"],
        ["PackVersion", "ShelfChanged"],
    )
    assert await world.pool.fetchval("SELECT count(*) FROM policy_versions WHERE status = 'published'") == 1


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ("reviewed_by = drafted_by", "reviewed_by_a_second_person"),
        ("status = 'approved'", "reviewed_before_publication"),
        ("status = 'published', reviewed_by = 'b'", "published_has_a_beginning"),
        ("in_force_until = '2026-01-01Z'", "superseded_has_an_end"),
        ("merchant_id = 11", "merchants_only_promise"),
    ],
)
async def test_the_database_says_no(world: World, change: str, constraint: str) -> None:
    await drafted(world, returns())
    with pytest.raises(asyncpg.CheckViolationError) as refused:
        await world.pool.execute(f"UPDATE policy_versions SET {change}")
    assert refused.value.constraint_name == constraint


async def test_shipped_packs_on_an_empty_shelf_have_held_since_the_beginning(world: World) -> None:
    made = await ship(world, returns())
    assert [(each.in_force_from, each.standing(NOON)) for each in made] == [(BEGINNING, Standing.IN_FORCE)]
    assert await ship(world, returns()) == ()


async def test_what_a_release_ships_later_is_a_draft_for_people(world: World) -> None:
    await ship(world, returns())
    (later,) = await ship(world, returns("2"))
    assert (later.status, later.drafted_by) == (Status.DRAFT, "system")
    await move(world, handlers.submit, "2", by=ANNA)
    assert (await move(world, handlers.review, "2", by=ANNA, approve=True, note="")).reviewed_by == ANNA
    with pytest.raises(Refused, match="never changes"):
        await ship(world, returns(days=30))


async def test_a_demo_takes_what_is_shipped_at_once(world: World) -> None:
    await ship(world, returns())
    world.clock.advance(DAY)
    (second,) = await ship(world, returns("2"), at_once=True)
    assert (second.in_force_from, second.standing(NOON + DAY)) == (NOON + DAY, Standing.IN_FORCE)
    world.clock.advance(DAY)
    (changed,) = await ship(world, returns("2", days=30), at_once=True)
    assert changed.version.startswith("2+")
    assert await ship(world, returns("2", days=30), at_once=True) == ()
    await world.shelf.refresh()
    (pack,) = world.shelf.packs_for("CN", None, NOON + 3 * DAY)
    assert (pack.version, pack.values["window"].written) == (changed.version, "30 days")


async def test_what_people_have_announced_goes_before_what_a_demo_takes_at_once(world: World) -> None:
    await ship(world, returns())
    announced = await published(world, returns("2"), "2")
    (later,) = await ship(world, returns("3"), at_once=True)
    assert (announced.standing(NOON), later.status) == (Standing.ANNOUNCED, Status.DRAFT)


async def ship(world: World, text: str, **more: Any) -> tuple[PackVersion, ...]:
    async with world.pool.acquire() as connection, connection.transaction():
        return await handlers.ensure_shipped(
            connection, edition(), [pack_of(text)], world.clock.now(), **more
        )


async def test_decisions_and_differences_are_kept(world: World) -> None:
    case_id = IdMaker()(7)
    decision = KeptDecision(
        1, 5, NOON, NOON - DAY, "opening", "b", (KeptPack("lamp-returns", "1", "d"),), "c",
        (StatedFact("intact", True, "buyer", NOON), StatedFact("traits", ("a", "b"), "order")),
        {"remedy.return_refund": {"value": 1}},
    )  # fmt: skip
    row = {"bucket": bucket_of(case_id), "case_id": case_id}
    writes = Writes()
    writes.add(
        "record_policy_decisions",
        row | {each.name: getattr(decision, each.name) for each in fields(decision)},
    )
    differences = [{"key": "k", "live": 1, "shadow": 0}]
    shadow = {"seq": 1, "pack": "lamp-returns", "version": "2", "at": NOON, "differences": differences}
    writes.add("record_policy_differences", row | shadow)
    await writes.send(world.pool)
    (kept,) = await store.decisions_of_case(world.pool, case_id)
    stated = (decision.facts[0], replace_value(decision.facts[1], ["a", "b"]))
    assert kept == replace(decision, facts=stated)
    assert kept.packs[0].ref == PackRef("lamp-returns", "1", "d")
    rows = await world.pool.fetch("SELECT pack, version, differences::text FROM policy_differences")
    assert [tuple(row) for row in rows] == [("lamp-returns", "2", '[{"key": "k", "live": 1, "shadow": 0}]')]
    with pytest.raises(asyncpg.UniqueViolationError):
        await writes.send(world.pool)


async def test_the_catalogue_of_a_release_is_kept_although_no_pack_is_new(world: World) -> None:
    await ship(world, returns())
    grown = Edition(edition().catalogue, {**edition().files, "more.yaml": "facts: {}"})
    async with world.pool.acquire() as connection, connection.transaction():
        assert await handlers.ensure_shipped(connection, grown, [pack_of(returns())], NOON) == ()
    assert await store.read_catalogue_files(world.pool, grown.digest) == grown.files


def replace_value(fact: StatedFact, value: Any) -> StatedFact:
    return StatedFact(fact.name, value, fact.source, fact.at)

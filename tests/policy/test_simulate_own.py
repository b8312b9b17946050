"""Our own history: versions simulated over what was decided here, and what a shadow saw."""

from __future__ import annotations

import json
from typing import Any

import asyncpg
import pytest

from makegood.accounts import Principal, PrincipalRole
from makegood.kit.errors import NotFound
from makegood.kit.ids import bucket_of
from makegood.policy.catalogue import seconds_of
from makegood.policy.reading.pack import read_pack
from makegood.policy.simulate import NothingDecided, decided_cases, shadow_of_version, simulate_version
from makegood.policy.simulate.shadow import Difference, Said, Seen, screened, told
from tests.policy.test_shelf import put
from tests.policy.versions_world import DAY, LAMP_SHOP, NOON, World, edition, promise, returns

OPERATOR = Principal(PrincipalRole.OPERATOR, None, "anna")
MERCHANT = Principal(PrincipalRole.MERCHANT, LAMP_SHOP, "lamps")
OTHER_MERCHANT = Principal(PrincipalRole.MERCHANT, LAMP_SHOP + 1, "others")


@pytest.fixture
async def world(pool: asyncpg.Pool) -> World:
    made = World(pool)
    await made.merchants()
    await put(made, returns("1"), NOON - 30 * DAY)
    return made


def facts(days_since: int, *, intact: bool | None = True) -> list[dict[str, Any]]:
    told = {
        "market": "CN", "currency": "CNY", "price": 10_000, "now": seconds_of(NOON),
        "purchased_at": seconds_of(NOON - (days_since + 2) * DAY), "signed_at": seconds_of(NOON - days_since * DAY),
    }  # fmt: skip
    stated = [{"name": name, "value": value, "source": "system", "at": None} for name, value in told.items()]
    if intact is not None:
        stated.append({"name": "intact", "value": intact, "source": "buyer", "at": None})
    return [*stated, {"name": "gift", "value": False, "source": "presumed", "at": None},
            {"name": "forgotten", "value": 1, "source": "system", "at": None}]  # fmt: skip


async def decided(world: World, number: int, told: list[dict[str, Any]], seq: int = 1) -> int:
    """A decision about a case, as the write path writes it down."""
    case_id = number << 22
    row = {
        "bucket": bucket_of(case_id), "case_id": case_id, "seq": seq, "order_id": 7, "at": NOON.isoformat(),
        "purchased_at": NOON.isoformat(), "about": "1", "book": "b", "packs": [], "catalogue": "c", "facts": told,
        "outcomes": {},
    }  # fmt: skip
    await world.pool.execute("SELECT record_policy_decisions($1::text::jsonb)", json.dumps([row]))
    return case_id


async def differed(world: World, case_id: int, *differences: dict[str, Any]) -> None:
    row = {
        "bucket": bucket_of(case_id), "case_id": case_id, "seq": 1, "pack": "lamp-returns", "version": "2",
        "at": NOON.isoformat(), "differences": list(differences),
    }  # fmt: skip
    await world.pool.execute("SELECT record_policy_differences($1::text::jsonb)", json.dumps([row]))


async def test_a_draft_is_simulated_over_our_own_cases(world: World) -> None:
    for number, days in enumerate((3, 10, 10, 40)):
        await decided(world, number + 1, facts(days))
    await decided(world, 9, facts(3, intact=None))
    await decided(world, 9, facts(10), seq=2)
    await put(world, returns("2", days=15), None)
    report = await simulate_version(world.office, OPERATOR, "lamp-returns", "2")
    assert (report.all.cases, report.all.changed, report.all.better) == (5, 3, 3)
    assert report.source.name == "cases"
    assert [pack.version for pack in report.packs_before] == ["1"]
    remedy = next(change for change in report.keys if change.key == "remedy.return_refund")
    assert [(flow.before, flow.after, flow.cases) for flow in remedy.flows] == [("none", "open", 3)]
    assert report.examples[0].case.isdecimal()


async def test_only_who_manages_a_version_simulates_it(world: World) -> None:
    await decided(world, 1, facts(3))
    await put(world, promise("1"), None, LAMP_SHOP)
    await put(world, returns("2", days=15), None)
    for principal, name, version in (
        (OTHER_MERCHANT, "shop-lamps", "1"), (MERCHANT, "lamp-returns", "2"), (OPERATOR, "lamp-returns", "9"),
        (OPERATOR, "../odd", "1"),
    ):  # fmt: skip
        with pytest.raises(NotFound):
            await simulate_version(world.office, principal, name, version)
        with pytest.raises(NotFound):
            await shadow_of_version(world.office, principal, name, version)
    with pytest.raises(NothingDecided):  # the merchant's own cases, of which there are none
        await simulate_version(world.office, MERCHANT, "shop-lamps", "1")


async def test_the_newest_cases_come_first(world: World) -> None:
    for number in range(1, 8):
        await decided(world, number, facts(number))
    async with world.pool.acquire() as connection, connection.transaction():  # as the command line has it
        history = await decided_cases(connection, edition().catalogue, limit=3)
    cases = next(history.chunks(["intact", "gift", "price"]))().cases
    assert cases["row.case"].to_list() == [str(number << 22) for number in (7, 6, 5)]
    assert cases["price"].to_list() == [10_000] * 3
    assert "gift" not in cases.columns  # nobody told it; it was presumed


async def test_what_a_shadow_saw(world: World) -> None:
    await put(world, returns("2", days=15), None, shadow=True)
    cases = [await decided(world, number, facts(10)) for number in range(1, 6)]
    opened = {"state": "decided", "value": 1, "rule": "lamp-returns/lamps_go_back"}
    await differed(world, cases[0], {"key": "remedy.return_refund", "live": None, "shadow": opened})
    await differed(
        world, cases[1],
        {"key": "remedy.return_refund", "live": {"state": "undecided", "value": None, "rule": None}, "shadow": opened},
        {"key": "freight.return", "live": {**opened, "value": 0}, "shadow": {**opened, "value": 4}},
        {"key": "no.such.key", "live": None, "shadow": opened},
    )  # fmt: skip
    report = await shadow_of_version(world.office, OPERATOR, "lamp-returns", "2")
    assert report.kind == "shadow"
    assert (report.all.cases, report.all.changed, report.all.undecided_before) == (5, 2, 1)
    assert {(change.key, change.better, change.settled) for change in report.keys} == {
        ("remedy.return_refund", 1, 1), ("freight.return", 1, 0),
    }  # fmt: skip
    example = next(each for each in report.examples if each.key == "freight.return")
    assert example.after.rules[0].text.zh == "完好的灯具可以退货。"
    assert {fact.name for fact in example.facts} >= {"intact", "signed_at"}


async def test_a_shadow_that_saw_nothing(world: World) -> None:
    await put(world, returns("2", days=15), None, shadow=True)
    report = await shadow_of_version(world.office, OPERATOR, "lamp-returns", "2")
    assert (report.all.cases, report.all.changed, report.keys, report.examples) == (0, 0, [], [])


def test_a_shadow_tells_which_merchants_are_affected_and_of_how_many_of_their_cases() -> None:
    version = read_pack(returns("2", days=15), "lamps.yaml", edition().catalogue)
    opened = Said("decided", 1, "lamp-returns/lamps_go_back")
    seen = [Seen("1", "Lamp shop", NOON, [Difference("remedy.return_refund", None, opened)], [])]
    rows = [
        {"merchant": "Lamp shop", "category": None, "month": f"{NOON:%Y%m}", "cases": 3},
        {"merchant": "Lamp shop", "category": None, "month": "202601", "cases": 4},
        {"merchant": "Book shop", "category": None, "month": "202601", "cases": 2},
    ]
    report = told(seen, screened(rows), edition().catalogue, version, [], NOON)
    assert [(group.name, group.cases, group.changed) for group in report.merchants] == [("Lamp shop", 7, 1)]
    assert {(month.name, month.cases, month.changed) for month in report.months} == {
        (f"{NOON:%Y-%m}", 3, 1), ("2026-01", 6, 0),
    }  # fmt: skip
    assert report.all.cases == 9

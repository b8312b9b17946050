"""Decisions that are kept: made again for ever from the very texts and facts, with their trace, over HTTP and by command."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from click.testing import CliRunner, Result

from makegood.cases import Done
from makegood.cases import commands as c
from makegood.cli.failure import CommandFailed
from makegood.cli.group import root
from makegood.db.pool import connect_pool
from makegood.kit.errors import Refused
from makegood.policy import Shelf, decide_again, deviations, outcomes_of
from makegood.policy.publishing.editions import Edition
from makegood.policy.reading.facts import read_catalogue
from makegood.policy.reading.pack import read_pack
from tests.cases.promises_world import PromisedWorld, line, paid_for, promised_world, tea_promises
from tests.policy.history_world import shipped
from tests.world import NOON, buyer_of, merchant_of

DAY = timedelta(days=1)
INTACT = {"intact": True}


@pytest.fixture
async def world(fresh_dsn: str) -> AsyncIterator[PromisedWorld]:
    pool = await connect_pool(fresh_dsn, min_size=1, max_size=5, application_name="makegood tests")
    yield await promised_world(pool)
    pool.terminate()


async def a_story(world: PromisedWorld) -> Done:
    """A case with three decisions: it was not known whether the tea was intact, then it was, then it was disputed."""
    order = await world.order()
    done = await world.asks(order)
    world.clock.advance(timedelta(hours=1))
    await world.do(buyer_of(order), done, c.SupplyFacts(INTACT))
    world.clock.advance(timedelta(hours=1))
    return await world.do(merchant_of(order), done, c.SupplyFacts({"intact": False}))


async def again(world: PromisedWorld, shelf: Shelf, done: Done) -> list[list[str]]:
    """For each decision of a case, what comes to something else when it is made again."""
    async with world.engine.pool.acquire() as connection:
        return [
            deviations(kept, await decide_again(shelf, connection, kept)) for kept in await world.kept(done)
        ]


def grown() -> Edition:
    """The facts of a later release: another file, and the word for a reason is another."""
    files = dict(shipped()[0].files)
    files["core.yaml"] = files["core.yaml"].replace("the goods are intact", "the goods are as new")
    files["later.yaml"] = (
        "facts:\n  scent: {type: flag, presumed: yes, label: {en: it smells, zh: 有气味}, by: [buyer], cost: 1}\n"
    )
    return Edition(read_catalogue(files), files)


async def test_the_same_facts_and_versions_decide_the_same_for_ever(world: PromisedWorld) -> None:
    done = await a_story(world)
    assert await again(world, world.shelf, done) == [[], [], []]
    await world.publish(tea_promises("2", days=1, payer="merchant", hours=1), NOON + DAY)
    await world.publish(
        tea_promises("3").replace("reason == 'no_reason'", "reason == 'quality'"), NOON + 2 * DAY
    )
    assert await again(world, world.shelf, done) == [[], [], []]
    later = Shelf(world.engine.pool, grown(), read_pack)
    await later.refresh()
    assert await again(world, later, done) == [[], [], []]
    cold = Shelf(world.engine.pool, grown(), read_pack)
    assert await again(world, cold, done) == [[], [], []]


async def test_it_is_told_in_the_words_of_its_own_catalogue(world: PromisedWorld) -> None:
    done = await a_story(world)
    later = Shelf(world.engine.pool, grown(), read_pack)
    async with world.engine.pool.acquire() as connection:
        decision = await decide_again(later, connection, (await world.kept(done))[1])
    assert decision.book.catalogue.kind("intact").label.en == "the goods are intact"
    assert "scent" not in decision.facts


async def test_a_case_over_two_versions_is_decided_with_what_was_promised(world: PromisedWorld) -> None:
    order = await world.order(placed_at=(NOON - 4 * DAY - timedelta(hours=1)).isoformat())
    await world.publish(tea_promises("2", more=LATER_LAW), NOON - DAY)
    done = await world.asks(order, facts=INTACT)
    assert done.case.state.terms.freight == {"return": "merchant"}
    (kept,) = await world.kept(done)
    assert {(pack.version, pack.judged) for pack in kept.packs} == {
        ("1", ("purchase",)),
        ("2", ("decision",)),
    }
    assert kept.outcomes["freight.return"]["rule"] == "tea-promises/from_now_on"
    assert await again(world, world.shelf, done) == [[]]


LATER_LAW = """
  - id: from_now_on
    text: {en: The merchant pays from now on., zh: 即日起由商家承担。}
    source: later law
    confidence: H
    judged: decision
    over: [intact_goes_back]
    when: intact
    then: {remedies: {return_refund: open}, freight: {return: merchant}}
"""


async def test_a_case_of_several_lines_is_decided_again_line_by_line(world: PromisedWorld) -> None:
    lines = [line(1), line(2, traits=["frozen"], facts={"channel": "live", "guarantees": ["quality_refund"]})]
    order = await world.order(lines=lines, payments=paid_for(lines), facts={"free_shipping": True})
    done = await world.asks(order, items=(c.ItemAsked(1), c.ItemAsked(2)))
    told = await world.do(buyer_of(order), done, c.SupplyFacts(INTACT))
    kept = await world.kept(told)
    assert [(each.seq, each.about) for each in kept] == [(1, "1"), (2, "2"), (3, "1"), (4, "2")]
    assert {fact.name: fact.value for fact in kept[1].facts}["guarantees"] == ["quality_refund"]
    assert await again(world, world.shelf, told) == [[], [], [], []]


async def test_what_was_tampered_with_is_found(world: PromisedWorld) -> None:
    done = await a_story(world)
    await _tamper(world, "outcomes", "jsonb_set(outcomes, '{freight.return,value}', '3')")
    assert await again(world, world.shelf, done) == [[], ["freight.return"], []]


async def test_without_the_text_nothing_is_made_up(world: PromisedWorld) -> None:
    done = await a_story(world)
    await _tamper(world, "catalogue", "repeat('0', 64)")
    with pytest.raises(Refused, match=r"catalogue 0{12}.* is not kept here"):
        await again(world, world.shelf, done)


async def _tamper(world: PromisedWorld, column: str, value: str) -> None:
    """Change the second decision behind the product's back."""
    await world.engine.pool.execute(f"UPDATE policy_decisions SET {column} = {value} WHERE seq = 2")


async def replay(world: PromisedWorld, dsn: str, *words: str) -> Result:
    """The command as a person gives it, on this database."""
    runner = CliRunner(env={"MAKEGOOD_DATABASE_URL": dsn, "MAKEGOOD_MODE": "test"})
    return await asyncio.to_thread(runner.invoke, root, ["policy", "replay", *words])


async def test_the_command_says_the_same_and_why(world: PromisedWorld, fresh_dsn: str) -> None:
    done = await a_story(world)
    case_id = str(done.case.state.id)
    told = await replay(world, fresh_dsn, case_id)
    assert told.exit_code == 0, told.output
    first, second, third = told.stdout.split("\n\n")
    assert first.startswith("Decision 1 of 2026-03-02 12:00:00 UTC, order lines 1: the same")
    assert "remedy.return_refund: undecided, for want of: intact" in first
    assert "remedy.return_refund: return & refund is open" in second
    assert "Intact tea goes back for a week. (tea-promises/intact_goes_back@1; house)" in second
    assert "the goods are intact [told by the buyer, 2026-03-02 13:00:00 UTC]" in second
    assert "reason: I changed my mind [known to the system" in second
    assert second.rstrip().endswith("tea-promises@1")
    assert "the goods are intact: not known [disputed" in third
    assert "[presumed]" not in second
    assert "--all names them" in second
    assert "clock.merchant_answer" not in second
    in_full = (await replay(world, fresh_dsn, case_id, "--all")).stdout.split("\n\n")[1]
    assert "[presumed]" in in_full
    assert "clock.merchant_answer: " in in_full
    chinese = (await replay(world, fresh_dsn, case_id, "--language", "zh")).stdout
    assert "第2次决定" in chinese
    assert "完好的茶叶七日内可退。" in chinese
    assert "[买家陈述" in chinese


async def test_the_command_for_machines(world: PromisedWorld, fresh_dsn: str) -> None:
    done = await a_story(world)
    told = json.loads((await replay(world, fresh_dsn, str(done.case.state.id), "--json")).stdout)
    assert (told["case"], told["same"]) == (str(done.case.state.id), True)
    assert [(each["seq"], each["verdict"], each["lines"]) for each in told["decisions"]] == [
        (1, "the same", [1]), (2, "the same", [1]), (3, "the same", [1])
    ]  # fmt: skip
    answer = told["decisions"][1]["trace"]["answers"][0]
    assert (answer["key"], answer["rule"]) == ("remedy.return_refund", "tea-promises/intact_goes_back")
    assert [pack["version"] for pack in told["decisions"][1]["packs"]] == ["1"]


async def test_the_command_tells_what_deviates(world: PromisedWorld, fresh_dsn: str) -> None:
    done = await a_story(world)
    case_id = str(done.case.state.id)
    await _tamper(world, "outcomes", "jsonb_set(outcomes, '{freight.return,value}', '3')")
    told = await replay(world, fresh_dsn, case_id)
    assert told.exit_code == 1
    assert "order lines 1: NOT THE SAME" in told.stdout
    assert (
        "! freight.return: kept 3 (tea-promises/intact_goes_back), again 0 (tea-promises/intact_goes_back)"
        in told.stdout
    )
    (deviation,) = json.loads((await replay(world, fresh_dsn, case_id, "--json")).stdout)["decisions"][1][
        "deviations"
    ]
    assert (deviation["key"], deviation["kept"]["value"], deviation["again"]["value"]) == (
        "freight.return",
        3,
        0,
    )


async def test_the_command_says_when_a_text_is_not_kept(world: PromisedWorld, fresh_dsn: str) -> None:
    done = await a_story(world)
    await _tamper(world, "catalogue", "repeat('0', 64)")
    told = await replay(world, fresh_dsn, str(done.case.state.id))
    assert told.exit_code == 1
    assert "order lines 1: cannot be made again" in told.stdout
    assert "(catalogue 000000000000) is not kept here" in told.stdout


async def test_the_command_on_a_case_that_is_not_there(world: PromisedWorld, fresh_dsn: str) -> None:
    told = await replay(world, fresh_dsn, "77")
    assert isinstance(told.exception, CommandFailed)
    assert "No decision about a case 77" in str(told.exception)
    assert (await replay(world, fresh_dsn, "seven")).exit_code == 2
    assert "makegood policy replay" in (await replay(world, fresh_dsn, "--help")).output


async def test_what_is_kept_is_what_came_out(world: PromisedWorld) -> None:
    done = await a_story(world)
    async with world.engine.pool.acquire() as connection:
        for kept in await world.kept(done):
            assert outcomes_of(await decide_again(world.shelf, connection, kept)) == kept.outcomes

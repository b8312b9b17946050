"""Evidence is kept as long as the packs say and then erased with a record; what is open or held is not."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from makegood.accounts import SYSTEM
from makegood.cases import Policy
from makegood.cases import commands as c
from makegood.db.writes import Writes
from makegood.evidence import (
    DiskShelf,
    FileOffice,
    FileStore,
    OrderCourse,
    Rule,
    Standing,
    StoredFile,
    record_case_files,
    standing_of,
)
from makegood.evidence.file_store import name_of
from makegood.evidence.holds import end_hold, holds_standing, place_hold
from makegood.evidence.refusals import FileErased, HoldEnded
from makegood.flows.retention import RetentionWork, retention_of
from makegood.kit.settings import Settings
from makegood.orders import OrderRecorded
from makegood.policy import open_shelf
from tests.evidence.made import paper, picture
from tests.world import DESK, NOON, OPERATOR, World, build_world, buyer_of, merchant_of

THREE_YEARS = timedelta(days=1096)
COURSE = OrderCourse(
    bucket=1, order_id=1, merchant_id=1, market="CN", placed_at=NOON, last_at=NOON, is_open=False, is_held=False,
    papers_case_id=None,
)  # fmt: skip
RULE = Rule(int(THREE_YEARS.total_seconds()), "records_are_kept", {"en": "art. 31"})


@pytest.fixture
def world(pool: Any) -> World:
    """The named world."""
    return build_world(pool)


@pytest.fixture
def office(world: World, tmp_path: Path) -> FileOffice:
    """The office for files over a folder of this test."""
    files = FileStore(DiskShelf(tmp_path / "files"))
    return FileOffice(world.engine.pool, world.clock, world.engine.ids, files, "page 203.0.113.7")


@pytest.fixture
def work(world: World, office: FileOffice, tmp_path: Path) -> RetentionWork:
    """The worker's part."""
    return RetentionWork(world.engine, Settings(home=tmp_path, market="CN"), office.files)


@pytest.mark.parametrize(
    ("changed", "at", "rule", "standing"),
    [
        ({}, timedelta(days=1095), RULE, Standing.KEPT),
        ({}, THREE_YEARS, RULE, Standing.DUE),
        ({}, THREE_YEARS * 9, None, Standing.UNRULED),
        ({"is_open": True}, THREE_YEARS, RULE, Standing.OPEN),
        ({"is_held": True}, THREE_YEARS, RULE, Standing.HELD),
        ({"papers_case_id": 7}, THREE_YEARS, RULE, Standing.HELD),
    ],
)
def test_how_long_it_is_kept(changed: Any, at: timedelta, rule: Rule | None, standing: Standing) -> None:
    course = OrderCourse(**{name: getattr(COURSE, name) for name in COURSE.__struct_fields__} | changed)
    found = standing_of(course, rule, NOON + at)
    assert found.standing is standing
    assert standing is Standing.DUE or found.look_at > NOON + at


async def test_the_number_stands_in_a_pack_with_its_article(world: World) -> None:
    policy = Policy(await open_shelf(world.engine.pool, NOON, at_once=True), "CN")
    rule = retention_of(policy, NOON + THREE_YEARS, COURSE)
    assert rule is not None
    assert (rule.seconds, rule.name) == (THREE_YEARS.total_seconds(), "records_are_kept")
    assert "31" in rule.law["en"]
    assert rule.law["pack"] == "cn-platform-duties"


@pytest.mark.parametrize(
    ("market", "days", "pack", "article"),
    [("EU", 731, "eu-retention", "2019/771"), ("UK", 2192, "uk-retention", "Limitation Act")],
)
async def test_where_the_law_names_no_number_a_setting_says_why(
    world: World, market: str, days: int, pack: str, article: str
) -> None:
    policy = Policy(await open_shelf(world.engine.pool, NOON, at_once=True), "CN")
    rule = retention_of(policy, NOON + timedelta(days=1), structs.replace(COURSE, market=market))
    assert rule is not None
    assert (rule.seconds, rule.law["pack"]) == (days * 86_400, pack)
    assert article in rule.law["en"]


async def shown(world: World, office: FileOffice, order: OrderRecorded, case_id: int) -> list[StoredFile]:
    """Two files that the case refers to."""
    kept = [
        await office.take(buyer_of(order), order.order_id, "leak.jpg", picture()),
        await office.take(merchant_of(order), order.order_id, "a.pdf", paper()),
    ]
    writes = Writes()
    record_case_files(writes, case_id, 2, [file.id for file in kept], world.clock.now())
    await writes.send(office.pool)
    return kept


def on_disk(office: FileOffice) -> set[str]:
    """The names of all contents."""
    return {path.name for path in Path(office.files.shelf.told).rglob("*") if path.is_file()}


async def ended(world: World, office: FileOffice) -> tuple[OrderRecorded, list[StoredFile]]:
    """An order whose only case was withdrawn, with its evidence."""
    order = await world.order(completed_at=NOON.isoformat(), status="completed")
    done = await world.open(order)
    files = await shown(world, office, order, done.case.state.id)
    await world.do(buyer_of(order), done, c.Withdraw())
    return order, files


async def test_it_is_erased_on_the_day_and_the_record_stays(
    world: World, office: FileOffice, work: RetentionWork
) -> None:
    order, files = await ended(world, office)
    assert await work.round() == 0
    row = await office.pool.fetchrow("SELECT * FROM evidence_retentions")
    assert (row["standing"], row["rule"]) == ("kept", "records_are_kept")
    assert row["kept_until"] - row["ended_at"] == THREE_YEARS
    world.clock.at = row["kept_until"] - timedelta(seconds=1)
    assert await work.round() == 0
    world.clock.at = row["kept_until"]
    assert await work.round() == 2
    assert await work.round() == 0
    records = await office.pool.fetch("SELECT * FROM file_erasures ORDER BY file_id")
    assert {(each["file_id"], each["sha256"]) for each in records} == {
        (file.id, file.sha256) for file in files
    }
    assert {each["rule"] for each in records} == {"records_are_kept"}
    assert on_disk(office) == set()
    for who in (buyer_of(order), DESK):
        with pytest.raises(FileErased):
            await office.seen(who, files[0].id)
    assert await office.pool.fetchval("SELECT count(*) FROM files WHERE given_from <> ''") == 0
    assert await office.pool.fetchval("SELECT count(*) FROM evidence_retentions") == 0


async def test_what_is_open_is_kept_however_long(
    world: World, office: FileOffice, work: RetentionWork
) -> None:
    order = await world.order(completed_at=NOON.isoformat(), status="completed")
    await shown(world, office, order, (await world.open(order)).case.state.id)
    world.clock.at = NOON + THREE_YEARS * 3
    assert await work.round() == 0
    assert await office.pool.fetchval("SELECT standing FROM evidence_retentions") == "open"


async def test_a_hold_keeps_it_until_somebody_ends_it(
    world: World, office: FileOffice, work: RetentionWork
) -> None:
    order, _ = await ended(world, office)
    ids, pool = world.engine.ids, office.pool
    hold = await place_hold(pool, ids(order.bucket), order.order_id, OPERATOR, "The court asked.", NOON)
    assert [each.id for each in await holds_standing(pool, 0, 10)] == [hold.id]
    world.clock.at = NOON + THREE_YEARS * 2
    assert await work.round() == 0
    assert await pool.fetchval("SELECT standing FROM evidence_retentions") == "held"
    over = await end_hold(pool, int(hold.id), OPERATOR, "The court is done.", world.clock.now())
    assert await end_hold(pool, int(hold.id), OPERATOR, "The court is done.", world.clock.now()) == over
    with pytest.raises(HoldEnded):
        await end_hold(pool, int(hold.id), DESK, "Another reason.", world.clock.now())
    assert await work.round() == 2


async def test_papers_of_a_court_hold_it_by_themselves(
    world: World, office: FileOffice, work: RetentionWork
) -> None:
    order, files = await ended(world, office)
    await office.pool.execute(
        """UPDATE case_events SET name = 'case.clock_paused', data = data || '{"pause": {"accepted": true}}'
        WHERE seq = 1 AND case_id IN (SELECT case_id FROM case_files WHERE file_id = $1)""",
        files[0].id,
    )
    world.clock.at = NOON + THREE_YEARS * 2
    assert await work.round() == 0
    holds = await holds_standing(office.pool, 0, 10)
    assert [each.who for each in holds] == [SYSTEM.label]
    assert holds[0].order_id == str(order.order_id)
    await end_hold(office.pool, int(holds[0].id), OPERATOR, "The court is done.", world.clock.now())
    assert await work.round() == 2


async def test_a_content_that_another_order_needs_stays(
    world: World, office: FileOffice, work: RetentionWork
) -> None:
    order, files = await ended(world, office)
    other = await world.order("T-2")
    await office.take(buyer_of(other), other.order_id, "same.jpg", picture())
    world.clock.at = NOON + THREE_YEARS * 2
    assert await work.round() == 2
    there = on_disk(office)
    assert files[0].sha256 in there
    assert files[1].sha256 not in there
    again = await office.take(buyer_of(order), order.order_id, "leak.jpg", picture())
    assert (again.id, again.erased_at) == (files[0].id, None)
    assert await office.files.shelf.size_bytes(name_of(again.sha256)) is not None

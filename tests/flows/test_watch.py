"""What needs an operator is noticed and told once: in the product, by e-mail as chosen, and to nobody else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from makegood.accounts import Principal, PrincipalRole
from makegood.cases import sweep_due
from makegood.flows.reconcile import ask
from makegood.flows.watch import watch, watch_book
from makegood.kit.ids import bucket_of
from makegood.notifications import (
    Choices,
    happened,
    keep_choices,
    kinds_in_app,
    named,
    page_of,
    person_of,
    recipients_of,
    unread_cases,
)
from makegood.webhooks import EndpointDraft, create_endpoint, disable_endpoint
from tests.flows.test_reconcile import a_refund, reconciled
from tests.notifications.conftest import Told, told
from tests.notifications.post_office import text_of
from tests.world import DESK, World, build_world

__all__ = ["told"]

ANNA = Principal(PrincipalRole.OPERATOR, None, "anna")
BEN = Principal(PrincipalRole.OPERATOR, None, "ben")


async def heard(pool: Any, who: Principal = ANNA, unread_only: bool = False) -> list[Any]:
    """What somebody was told, the newest first."""
    person, role = person_of(who), who.role.value
    return await page_of(
        pool, recipients_of(who), kinds_in_app(role, Choices()), person, unread_only=unread_only
    )


async def looked(world: World, pool: Any) -> int:
    return await watch(pool, world.engine.ids, world.clock.now())


async def a_version(pool: Any, world: World, by: str, merchant_id: int | None = None) -> None:
    """A version that waits for a second person."""
    await pool.execute(
        "INSERT INTO policy_catalogues (digest, files, kept_at) VALUES ('c', '{}', $1) ON CONFLICT DO NOTHING",
        world.clock.now(),
    )
    await pool.execute(
        "INSERT INTO policy_versions (name, version, digest, level, merchant_id, markets, title, content, catalogue, status,"
        " drafted_by, drafted_at, submitted_by, submitted_at)"
        " VALUES ($1, '1.2', 'd', 'promise', $2, '{cn}', '{\"en\": \"Shoes\", \"zh\": \"鞋\"}', '', 'c', 'in_review',"
        " $3, $4, $3, $4)",
        "shoes" if merchant_id is None else "shop-shoes", merchant_id, by, world.clock.now(),
    )  # fmt: skip


async def test_a_version_waits_for_a_second_person_and_the_first_knows_it(pool: Any) -> None:
    world = build_world(pool)
    order = await world.order()
    await a_version(pool, world, person_of(ANNA))
    await a_version(pool, world, "merchant:1", order.merchant_id)
    assert [await looked(world, pool) for _ in range(3)] == [1, 0, 0]
    (one,) = await heard(pool, BEN, unread_only=True)
    assert (one.kind, one.path, one.told.title) == ("review", "/policy/shoes/1.2", "shoes 1.2")
    assert happened(one.told, one.recipient, "zh-CN") == "规则的一个新版本正等待另一人复核。"
    assert await heard(pool, ANNA, unread_only=True) == []
    assert await heard(pool, DESK) == []
    world.clock.advance(timedelta(hours=1))
    await pool.execute(
        "UPDATE policy_versions SET submitted_by = $1, submitted_at = $2 WHERE name = 'shoes'",
        person_of(BEN), world.clock.now(),
    )  # fmt: skip
    assert await looked(world, pool) == 1
    assert len(await heard(pool, ANNA, unread_only=True)) == 1


@pytest.mark.parametrize(("reason", "word"), [("failing", "too long"), ("gone", "it is gone")])
async def test_an_endpoint_that_was_given_up_is_told_by_its_host(pool: Any, reason: Any, word: str) -> None:
    world = build_world(pool)
    now, ids = world.clock.now(), world.engine.ids
    async with pool.acquire() as connection, connection.transaction():
        made = await create_endpoint(
            connection, EndpointDraft("https://hooks.example/in?key=SECRET", ("*",)), None, now=now, ids=ids, https_only=True
        )  # fmt: skip
        other = await create_endpoint(
            connection,
            EndpointDraft("https://calm.example/in", ("*",)),
            None,
            now=now,
            ids=ids,
            https_only=True,
        )
        await disable_endpoint(connection, made[0].id, None, now=now, ids=ids, reason=reason)
        await disable_endpoint(connection, other[0].id, None, now=now, ids=ids)
    assert [await looked(world, pool) for _ in range(2)] == [1, 0]
    (one,) = await heard(pool)
    assert (one.told.title, one.path) == ("hooks.example", f"/console/health/webhooks/{made[0].id}")
    assert word in happened(one.told, one.recipient, "en")


async def dead_job(pool: Any, world: World, kind: str) -> None:
    job_id = world.engine.ids(3)
    await pool.execute(
        "INSERT INTO jobs (bucket, id, kind, payload, run_at, attempts, dead) VALUES ($1, $2, $3, '{}', $4, 12, true)",
        bucket_of(job_id), job_id, kind, world.clock.now(),
    )  # fmt: skip


async def test_jobs_that_gave_up_are_told_by_kind_once_an_hour(pool: Any) -> None:
    world = build_world(pool)
    for kind in ("send_refund", "send_refund", "of_somebody_else"):
        await dead_job(pool, world, kind)
    assert await looked(world, pool) == 2
    await dead_job(pool, world, "send_refund")
    assert await looked(world, pool) == 0
    world.clock.advance(timedelta(hours=2))
    assert await looked(world, pool) == 0
    await dead_job(pool, world, "send_refund")
    assert await looked(world, pool) == 1
    newest = (await heard(pool))[0]
    assert happened(newest.told, newest.recipient, "en") == "Jobs gave up after many tries. How many: 4."
    assert named(newest.told, "zh-CN") == "向支付渠道发起退款"
    assert {named(one.told, "en") for one in await heard(pool)} == {
        "Send a refund to its processor", "of_somebody_else",
    }  # fmt: skip


async def test_a_case_whose_clock_cannot_act_is_told_and_one_that_waits_its_turn_is_not(pool: Any) -> None:
    world = build_world(pool)
    stuck = await world.open(await world.order("T-1"), "refund_only")
    await world.open(await world.order("T-2"), "refund_only")
    world.clock.advance(timedelta(days=30))
    assert await looked(world, pool) == 0
    due = await pool.fetchval("SELECT due_at FROM cases WHERE id = $1", stuck.case.state.id)
    await pool.execute(
        "UPDATE cases SET wake_at = $2 WHERE id = $1", stuck.case.state.id, world.clock.now() + timedelta(minutes=5)
    )  # fmt: skip
    assert due < world.clock.now()
    await sweep_due(pool, world.engine.writes)
    assert [await looked(world, pool) for _ in range(2)] == [1, 0]
    (one,) = await heard(pool)
    assert (one.kind, one.case_id, one.told.order_number) == ("stuck", stuck.case.state.id, "T-1")
    assert one.path == f"/cases/{stuck.case.state.id}"


async def test_a_book_that_is_off_is_told_once_a_day_for_each_currency(pool: Any) -> None:
    world = build_world(pool)
    await a_refund(world)
    ids, clock = world.engine.ids, world.clock
    assert await watch_book(pool, ids, clock.now()) == 0
    await pool.execute(
        "UPDATE ledger_accounts SET balance_minor = balance_minor + 7 WHERE account = 'limits:refunds'"
    )
    assert [await watch_book(pool, ids, clock.now()) for _ in range(2)] == [1, 0]
    clock.advance(timedelta(days=1))
    assert await watch_book(pool, ids, clock.now()) == 1
    (one, _) = await heard(pool)
    assert (one.path, happened(one.told, one.recipient, "en")) == (
        "/console/money", "The accounts do not add up to zero: they are off by CN¥0.07.",
    )  # fmt: skip
    assert await unread_cases(pool, ["operator"], ["book"], person_of(BEN)) == 1


async def test_what_a_check_of_the_book_found_is_told_to_all_operators(pool: Any) -> None:
    world = build_world(pool)
    await a_refund(world)
    await reconciled(pool, world, "ledger")
    assert await looked(world, pool) == 0
    await pool.execute(
        "UPDATE ledger_accounts SET balance_minor = balance_minor + 7 WHERE account = 'limits:refunds'"
    )
    await reconciled(pool, world, "ledger")
    async with pool.acquire() as connection, connection.transaction():
        await ask(connection, world.engine, "processors", "operator:anna")
    assert [await looked(world, pool) for _ in range(2)] == [1, 0]
    (one,) = await heard(pool)
    assert happened(one.told, one.recipient, "zh-CN") == "核对发现账目有误，共 2 处。"


async def test_operators_get_e_mails_as_each_of_them_chose(told: Told) -> None:
    zhou = await told.member("operator", None, "Zhou", "zhou@platform.example", "zh-CN")
    await told.member("operator", None, "Kim", "kim@platform.example")
    quiet = await told.member("operator", None, "Lee", "lee@platform.example")
    await told.member("desk", None, "Chen", "chen@platform.example")
    await keep_choices(
        told.pool, f"operator:person-{quiet}", Choices({"review.mail": False, "jobs.mail": False}), told.world.clock.now()
    )  # fmt: skip
    await a_version(told.pool, told.world, f"operator:person-{zhou}")
    await dead_job(told.pool, told.world, "send_refund")
    assert await looked(told.world, told.pool) == 2
    await told.run()
    assert told.post.mails == []
    await told.later(minutes=61)
    assert {mail["to"]: mail["subject"] for mail in told.post.mails} == {
        "kim@platform.example": "2 things need an operator",
        "zhou@platform.example": "有 1 件事需要运营人员处理",
    }
    english = next(text_of(mail) for mail in told.post.mails if mail["to"] == "kim@platform.example")
    assert "shoes 1.2\nA version of the rules waits for a second person." in english.replace("\r\n", "\n")
    assert "https://care.example/policy/shoes/1.2" in english
    assert "you are an operator of this installation" in english
    assert "Order" not in english


async def test_a_book_that_is_off_is_no_news_that_waits_for_the_hour(told: Told) -> None:
    await told.member("operator", None, "Kim", "kim@platform.example")
    await a_refund(told.world)
    await told.pool.execute(
        "UPDATE ledger_accounts SET balance_minor = balance_minor + 7 WHERE account = 'limits:refunds'"
    )
    await watch_book(told.pool, told.world.engine.ids, told.world.clock.now())
    await told.run()
    (mail,) = told.post.mails
    assert mail["subject"] == "The accounts do not add up to zero: they are off by CN¥0.07 (The book)"
    assert "https://care.example/console/money" in text_of(mail)

"""What the demo shows of policy: rights, refusals that are not open, open questions, packs of its own, a shadow."""

from __future__ import annotations

from typing import Any

import pytest

from makegood.accounts import Principal, PrincipalRole
from makegood.cases import CaseState, Policy, Request, read_case
from makegood.cases import commands as c
from makegood.cases.refusals import RefusalNotOpen
from makegood.demo import personas
from makegood.demo.load import FIRST_OF_STORIES, STORIES
from makegood.demo.pack_stories import CHANGED, CHANGED_VERSION, PROMISE
from makegood.flows.engine import build_engine
from makegood.kit.clock import SetClock
from makegood.policy import PolicyOffice, open_shelf
from makegood.policy.publishing import handlers


async def case_of(pool: Any, key: str) -> CaseState:
    """The case of a story."""
    number = FIRST_OF_STORIES + next(at for at, story in enumerate(STORIES) if story.key == key)
    found = await pool.fetchval(
        "SELECT c.id FROM cases c JOIN orders o ON (o.bucket, o.id) = (c.bucket, c.order_id) WHERE o.external_id = $1",
        f"MG-{number}",
    )
    stored, _ = await read_case(pool, found)
    return stored.state


async def test_every_case_was_decided_by_packs(loaded: Any) -> None:
    assert await loaded.fetchval("SELECT count(*) FROM cases") >= len(STORIES)
    undecided = "SELECT count(*) FROM cases c WHERE NOT EXISTS (SELECT FROM policy_decisions d WHERE d.case_id = c.id)"
    assert await loaded.fetchval(undecided) == 0


@pytest.mark.parametrize(
    ("key", "may_refuse", "missing"),
    [
        ("loafers-tight", False, []),
        ("trail-twentieth-day", False, []),
        ("longjing-not-shipped", False, []),
        ("novel-order-twice", False, []),
        ("n7-speaker", False, []),
        ("teaset-unsure", True, ["intact"]),
        ("loafers-tag", True, ["intact", "trademark_removed"]),
        ("n7-lite-box", True, ["intact", "activated"]),
        ("buds-eighth-day", True, []),
        ("oranges-too-many", True, []),
        ("durian-unripe", True, ["rotten_share"]),
        ("chairs-refused", True, []),
    ],
)
async def test_whose_right_it_is(loaded: Any, key: str, may_refuse: bool, missing: list[str]) -> None:
    terms = (await case_of(loaded, key)).terms
    assert (terms.may_refuse, [fact.name for fact in terms.missing]) == (may_refuse, missing)


async def test_what_else_promises_say(loaded: Any) -> None:
    late = (await case_of(loaded, "n7-lite-restarts")).terms
    assert (late.remedy, [fact.name for fact in late.missing]) == ("undecided", ["purpose_defeated"])
    assert (await case_of(loaded, "n7-two-charging")).terms.human_review
    assert (await case_of(loaded, "longjing-not-shipped")).terms.instant_refund
    promised = (await case_of(loaded, "trail-twentieth-day")).terms
    assert promised.freight["return"] == "merchant"
    assert promised.until is not None
    assert (await case_of(loaded, "buds-eighth-day")).terms.until is None


async def test_the_merchant_cannot_refuse_what_is_a_right(loaded: Any) -> None:
    now = await loaded.fetchval("SELECT max(at) FROM case_events")
    shelf = await open_shelf(loaded, now, at_once=True)
    engine = build_engine(loaded, SetClock(now), {"internal": {}, "fake": {}}, policy=Policy(shelf, "CN"))
    case = await case_of(loaded, "loafers-tight")
    shop = Principal(PrincipalRole.MERCHANT, case.merchant_id)
    with pytest.raises(RefusalNotOpen):
        await engine.dry_run(Request(shop, c.Refuse(reason="worn"), case_id=case.id))
    await engine.pay_out.processors.close()


async def test_the_shop_promises_and_the_platform_proposes(loaded: Any) -> None:
    rows = await loaded.fetch(
        "SELECT * FROM policy_versions WHERE merchant_id IS NOT NULL OR status <> 'published'"
    )
    promise, draft = sorted(rows, key=lambda row: row["name"], reverse=True)
    walkwell = next(each for each in await personas(loaded) if each.key == "walkwell")
    assert (promise["name"], promise["status"], promise["merchant_id"]) == (
        PROMISE,
        "published",
        walkwell.subject,
    )
    assert promise["in_force_from"] < await loaded.fetchval(
        "SELECT min(o.placed_at) FROM orders o WHERE o.external_id = $1",
        f"MG-{FIRST_OF_STORIES + [story.key for story in STORIES].index('trail-twentieth-day')}",
    )
    assert (draft["name"], draft["version"], draft["status"], draft["shadow"]) == (
        CHANGED, CHANGED_VERSION, "in_review", True,
    )  # fmt: skip
    assert await loaded.fetchval("SELECT count(*) FROM policy_differences WHERE pack = $1", CHANGED) >= 5


async def test_the_operator_of_the_demo_can_review_the_proposal(loaded: Any) -> None:
    operator = next(each for each in await personas(loaded) if each.key == "operator").principal
    drafted_by = "SELECT drafted_by FROM policy_versions WHERE name = $1 AND version = $2"
    assert operator.label != await loaded.fetchval(drafted_by, CHANGED, CHANGED_VERSION)
    clock = SetClock(await loaded.fetchval("SELECT max(at) FROM case_events"))
    office = PolicyOffice(loaded, clock, await open_shelf(loaded, clock.now(), at_once=True), lambda *_: ())
    async with loaded.acquire() as connection:
        transaction = connection.transaction()
        await transaction.start()
        done = await handlers.review(
            connection, office, CHANGED, CHANGED_VERSION, None, operator.label, approve=True, note=""
        )
        await transaction.rollback()
    assert done.status == "approved"

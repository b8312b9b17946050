"""Decisions on appeals are drawn for a second look in the dark, too, by eyes that decided nothing in the case before."""

from __future__ import annotations

from itertools import count
from typing import Any

from makegood.accounts import Principal, PrincipalRole
from makegood.cases import Done, Request
from makegood.cases import commands as c
from makegood.cases.model import AppealVerdict
from makegood.desk import DEFAULT_SHARE_PERCENT, before_ruling, is_sampled, take_blind
from makegood.flows.engine import build_engine
from tests.desk.test_assignments import disputes, person
from tests.desk.test_who_rules import RULE, act
from tests.web.pages_world import Browser
from tests.web_app import Site
from tests.world import CONFIGURATION, DESK

WHY = "The photos show damp leaves in one of three tins."
REVERSED = c.RuleOnAppeal(AppealVerdict.BUYER, "The seal in the second photo is torn at its edge.")
ZHAO, LIN = person("zhao"), person("lin")


async def decided(shop: Site) -> Done:
    """Chen rules for the merchant, the buyer appeals, and Zhao decides for the buyer; that is drawn."""
    (case,) = await disputes(shop, 1)
    ruled = await act(shop, DESK, case, RULE)
    buyer = Principal(PrincipalRole.BUYER, ruled.case.state.buyer_id)
    await act(shop, buyer, case, c.Appeal("The photos of the seal were not looked at."))
    merchant = Principal(PrincipalRole.MERCHANT, ruled.case.state.merchant_id)
    appealed = await act(shop, merchant, case, c.AddStatement("The seal was whole.", is_all=True))
    # Nobody can foresee what is drawn without the secret of the installation: this one draws the next event.
    seq = appealed.case.state.version + 1
    secret = next(
        f"secret-{n}" for n in count() if is_sampled(case, seq, DEFAULT_SHARE_PERCENT, f"secret-{n}")
    )
    engine = build_engine(shop.app.state.pool, shop.world.clock, CONFIGURATION, secret=secret)
    return await engine.command(Request(ZHAO, REVERSED, case_id=case))


async def reviews(shop: Site) -> list[Any]:
    return list(await shop.app.state.pool.fetch("SELECT * FROM blind_reviews ORDER BY ruled_seq"))


async def test_a_decision_on_an_appeal_is_drawn_as_its_judges(shop: Site) -> None:
    done = await decided(shop)
    (drawn,) = [one for one in await reviews(shop) if one["first_person"] == "zhao"]
    assert (drawn["case_id"], drawn["first_favour"]) == (done.case.state.id, "buyer")
    assert drawn["first_amount_minor"] == done.case.state.requested_minor
    before = before_ruling(done.case, drawn["ruled_seq"]).state
    assert before.is_appealed
    assert before.ruling is not None
    assert before.ruling.favour == "merchant"


async def test_whoever_decided_in_the_case_is_no_fresh_eye(shop: Site) -> None:
    done = await decided(shop)
    case, pool = done.case.state.id, shop.app.state.pool
    now = shop.app.state.clock.now()
    await pool.execute("DELETE FROM blind_reviews WHERE first_person <> 'zhao'")
    for knows in (DESK, ZHAO):
        assert await take_blind(pool, knows, now) is None
    lin = Browser(shop, LIN)
    page = await lin.send(await lin.open("/desk/blind"), "/desk/blind/next")
    assert "The photos of the seal were not looked at." in page.text, (
        "what is said against the ruling is read"
    )
    assert "The seal in the second photo is torn" not in page.text
    kept = await lin.send(page, f"/desk/blind/{case}", favour="merchant", reason=WHY)
    assert kept.status == 200
    assert [one["second_favour"] for one in await reviews(shop)] == ["merchant"]


async def test_two_decisions_of_one_case_are_looked_at_by_two(shop: Site) -> None:
    done = await decided(shop)
    pool, now = shop.app.state.pool, shop.app.state.clock.now()
    ruled = next(one.seq for one in done.case.events if one.actor == "desk")
    await pool.execute("DELETE FROM blind_reviews WHERE first_person <> 'zhao'")
    await pool.execute(
        "INSERT INTO blind_reviews (bucket, case_id, ruled_seq, reason, currency, first_person, first_favour,"
        " first_amount_minor, ruled_at) SELECT bucket, case_id, $1, reason, currency, 'chen', 'merchant', 0, ruled_at"
        " FROM blind_reviews",
        ruled,
    )  # fmt: skip
    first = await take_blind(pool, LIN, now)
    assert first is not None
    await pool.execute("UPDATE blind_reviews SET answered_at = $1, second_favour = 'buyer', second_amount_minor = 0,"
                       " second_reason = 'x' WHERE second_person = 'lin'", now)  # fmt: skip
    assert await take_blind(pool, LIN, now) is None
    second = await take_blind(pool, person("wang"), now)
    assert second is not None
    assert second.ruled_seq != first.ruled_seq

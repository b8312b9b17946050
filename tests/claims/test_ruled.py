"""A ruling pays what it gives on top: once, at most what is owed, never beside a guarantee, and an appeal settles the rest."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import msgspec
import pytest

from makegood.accounts import Principal, PrincipalRole
from makegood.cases import CaseType, Request, Rule, loss_of
from makegood.cases import commands as c
from makegood.cases.families.second_review.commands import ConfirmRuling
from makegood.cases.model import AppealVerdict, Favour
from makegood.claims import KINDS, ClaimsWanted, claims_for
from makegood.flows.freight_cover import look_at_return
from makegood.flows.pay_compensation import PAY_COMPENSATION, pay_as_ruled
from makegood.kit.errors import Refused
from makegood.notifications import Told, happened, quoted
from tests.claims.claims_world import ClaimsWorld, claims_world, iso
from tests.world import DESK, OPERATOR, SENIOR, buyer_of, merchant_of

ARRIVED = [{"carrier": "SF", "tracking_no": "SF-1", "shipped_at": iso(-2), "delivered_at": iso(hours=-1)}]
GROUNDS = "The report is about another bag than the one that was delivered."
WHY = "The brand's own report says that the bag is not of its make."
PAID, TEN_TIMES = 10002, 100020
THIRD = Principal(PrincipalRole.DESK, name="zhao")
TEN = {"promised_multiple": 10, "promise_broken": True}


@pytest.fixture
async def claims(pool: Any) -> ClaimsWorld:
    return await claims_world(pool)


async def disputed(
    claims: ClaimsWorld, *promises: str, told: dict[str, Any] | None = None, **asked: Any
) -> Any:
    """A buyer says that the bags are fakes and calls the desk in, who finds what is told; the order and the case."""
    order = await claims.order("R-1", *promises, kind="bags", parcels=ARRIVED)
    items = (c.ItemAsked(1, asked.pop("units", None)),)
    command = c.OpenCase(CaseType("return_refund"), reason="counterfeit", items=items, **asked)
    done = await claims.world.engine.command(Request(buyer_of(order), command, order_id=order.order_id))
    done = await claims.world.hear(order, done)
    found = TEN if told is None else told
    if found:
        done = await claims.world.do(DESK, done, c.SupplyFacts(found))
    return order, done


async def carried_out(claims: ClaimsWorld, done: Any) -> int:
    """Do the jobs that rulings left, twice over; how many changes they made."""
    rows = await claims.pool.fetch(
        "DELETE FROM jobs WHERE kind = $1 RETURNING (payload ->> 'case_id')::bigint AS case_id",
        PAY_COMPENSATION,
    )
    assert {row["case_id"] for row in rows} <= {done.case.state.id}
    return sum([await pay_as_ruled(claims.office, row["case_id"]) for row in rows for _ in range(2)])


async def stages(claims: ClaimsWorld) -> list[tuple[str, str, int]]:
    rows = await claims.pool.fetch("SELECT kind, stage, amount_minor FROM claims ORDER BY id")
    return [tuple(row) for row in rows]


async def paid(claims: ClaimsWorld, done: Any) -> None:
    """A round of a worker after the jobs."""
    await carried_out(claims, done)
    await claims.pass_time(seconds=1)


async def appealed(claims: ClaimsWorld, who: Any, done: Any, verdict: str, **fields: Any) -> Any:
    done = await claims.world.do(who, done, c.Appeal(GROUNDS))
    state = done.case.state
    other = (
        Principal(PrincipalRole.MERCHANT, state.merchant_id)
        if who.role is PrincipalRole.BUYER
        else Principal(PrincipalRole.BUYER, state.buyer_id)
    )
    done = await claims.world.do(other, done, c.AddStatement("It was rightly ruled."))
    return await claims.world.do(SENIOR, done, c.RuleOnAppeal(AppealVerdict(verdict), GROUNDS, **fields))


def ten(minor: int = TEN_TIMES, favour: Favour = Favour.BUYER, **fields: Any) -> Rule:
    return c.Rule(favour, WHY, compensation_minor=minor, **fields)


async def test_a_ruling_is_paid_once(claims: ClaimsWorld) -> None:
    order, done = await disputed(claims)
    done = await claims.world.do(DESK, done, ten())
    ruling = done.case.state.ruling
    assert (ruling.compensation_rule, ruling.compensation_by) == ("cn-promises/ten_times", "merchant")
    assert await carried_out(claims, done) == 1
    assert await stages(claims) == [("ruling", "payout_due", TEN_TIMES)]
    await claims.pass_time(seconds=1)
    await claims.keep()
    assert await pay_as_ruled(claims.office, done.case.state.id) == 0
    assert await stages(claims) == [("ruling", "paid", TEN_TIMES)]
    assert await claims.balance(f"buyer:{order.buyer_id}:balance") == TEN_TIMES
    assert await claims.merchant_net(order.merchant_id) == -TEN_TIMES
    view = (await claims_for(claims.pool, buyer_of(order), ClaimsWanted(), None, 10, "zh-CN")).claims[0]
    assert (view.rule, view.ruling, view.case_id) == ("cn-promises/ten_times", WHY, str(done.case.state.id))
    assert "假一赔十" in view.because
    await claims.book_is_right()


async def test_both_parties_are_told_with_the_reason(claims: ClaimsWorld) -> None:
    _, done = await disputed(claims)
    done = await claims.world.do(DESK, done, ten())
    await paid(claims, done)
    rows = await claims.pool.fetch(
        "SELECT recipient, fields::text AS told FROM notifications ORDER BY seq, id"
    )
    told = {}
    for row in rows:
        each = msgspec.json.decode(row["told"], type=Told)
        told[row["recipient"].partition(":")[0], each.event] = (
            happened(each, row["recipient"], "en"), quoted(each, "en")
        )  # fmt: skip
    ten_for_one = "“Ten for one fake” was promised"
    for party in ("buyer", "merchant"):
        assert "CN¥1,000.20 on top" in told[party, "case.ruled"][0]
        words, why = told[party, "claim.ruled"]
        assert "CN¥1,000.20 on top of the refund" in words
        assert why.startswith(ten_for_one)
        assert "was paid: CN¥1,000.20" in told[party, "claim.paid_as_ruled"][0]


REFUSED: list[tuple[dict[str, Any], Rule, str]] = [
    (TEN, ten(TEN_TIMES + 1), "more_than_owed_on_top"),
    (TEN, ten(1, Favour.MERCHANT), "on_top_of_nothing"),
    (TEN, ten(TEN_TIMES + 1, Favour.SPLIT, amount_minor=1), "more_than_owed_on_top"),
    ({}, ten(1), "nothing_owed_on_top"),
    ({"promised_multiple": 10}, ten(1), "nothing_owed_on_top"),
]


@pytest.mark.parametrize(("told", "command", "code"), REFUSED)
async def test_it_gives_no_more_than_is_owed(
    claims: ClaimsWorld, told: dict[str, Any], command: Rule, code: str
) -> None:
    _, done = await disputed(claims, told=told)
    with pytest.raises(Refused) as refused:
        await claims.world.do(DESK, done, command)
    assert refused.value.code() == code
    assert await carried_out(claims, done) == 0


async def test_less_may_be_given_and_a_split_may_give_on_top(claims: ClaimsWorld) -> None:
    order, done = await disputed(claims)
    done = await claims.world.do(DESK, done, ten(7000, Favour.SPLIT, amount_minor=5000))
    await paid(claims, done)
    assert await claims.balance(f"buyer:{order.buyer_id}:balance") == 7000


async def test_a_guarantee_that_was_paid_for_the_same_loss_is_taken_off(claims: ClaimsWorld) -> None:
    order, done = await disputed(claims, "authenticity")
    view = await claims.claim(buyer_of(order), "R-1", "authenticity")
    await claims.act(merchant_of(order), view, "accept")
    left = TEN_TIMES - 2 * PAID
    with pytest.raises(Refused) as refused:
        await claims.world.do(DESK, done, ten(left + 1))
    assert (refused.value.code(), refused.value.fields["most_minor"]) == ("more_than_owed_on_top", left)
    done = await claims.world.do(DESK, done, ten(left))
    await paid(claims, done)
    assert sorted(await stages(claims)) == [("authenticity", "paid", 2 * PAID), ("ruling", "paid", left)]
    assert await claims.balance(f"buyer:{order.buyer_id}:balance") == TEN_TIMES
    await claims.book_is_right()


async def test_a_guarantee_that_came_to_nothing_takes_nothing_off(claims: ClaimsWorld) -> None:
    order, done = await disputed(claims, "authenticity")
    view = await claims.claim(buyer_of(order), "R-1", "authenticity")
    await claims.act(buyer_of(order), view, "withdraw")
    done = await claims.world.do(DESK, done, ten())
    assert done.case.state.ruling.compensation_minor == TEN_TIMES


async def test_no_guarantee_pays_beside_a_ruling(claims: ClaimsWorld) -> None:
    order, done = await disputed(claims, "authenticity")
    done = await claims.world.do(DESK, done, ten())
    await paid(claims, done)
    with pytest.raises(Refused) as refused:
        await claims.claim(buyer_of(order), "R-1", "authenticity")
    assert refused.value.code() == "claimed_already"


async def test_what_is_claimed_between_the_ruling_and_its_payment_counts(claims: ClaimsWorld) -> None:
    order, done = await disputed(claims, "authenticity")
    done = await claims.world.do(DESK, done, ten())
    claims.clock.advance(timedelta(seconds=1))
    await claims.claim(buyer_of(order), "R-1", "authenticity")
    await paid(claims, done)
    assert ("ruling", "paid", TEN_TIMES - 2 * PAID) in await stages(claims)


async def test_other_units_of_the_line_are_another_loss(claims: ClaimsWorld) -> None:
    order, done = await disputed(claims, "authenticity", units=1)
    most = done.case.state.terms.compensation_minor
    await claims.claim(buyer_of(order), "R-1", "authenticity", quantity=1)
    done = await claims.world.do(DESK, done, ten(most))
    await paid(claims, done)
    assert ("ruling", "paid", most) in await stages(claims)


async def test_a_second_reader_says_yes_before_anything_is_paid(claims: ClaimsWorld) -> None:
    hundred = {"promised_multiple": 100, "promise_broken": True}
    order, done = await disputed(claims, "authenticity", told=hundred)
    done = await claims.world.do(DESK, done, ten(100 * PAID))
    assert done.case.state.draft is not None  # what is given on top is at stake as well
    assert await carried_out(claims, done) == 0
    view = await claims.claim(buyer_of(order), "R-1", "authenticity")
    await claims.act(merchant_of(order), view, "accept")
    with pytest.raises(Refused) as refused:
        await claims.world.do(SENIOR, done, ConfirmRuling())
    assert refused.value.code() == "more_than_owed_on_top"
    await claims.act(OPERATOR, view, "reverse", note="It was paid by mistake.")
    done = await claims.world.do(SENIOR, done, ConfirmRuling())
    await paid(claims, done)
    assert ("ruling", "paid", 100 * PAID) in await stages(claims)


async def test_an_appeal_before_the_payment_calls_it_off(claims: ClaimsWorld) -> None:
    order, done = await disputed(claims)
    done = await claims.world.do(DESK, done, ten())
    assert await carried_out(claims, done) == 1
    done = await appealed(claims, merchant_of(order), done, "merchant")
    assert await carried_out(claims, done) == 1
    await claims.pass_time(days=1)
    assert await stages(claims) == [("ruling", "closed", TEN_TIMES)]
    assert await claims.balance(f"buyer:{order.buyer_id}:balance") == 0
    assert await claims.merchant_net(order.merchant_id) == 0
    await claims.book_is_right()


@pytest.mark.parametrize("left", [0, 40000])
async def test_an_appeal_after_the_payment_makes_the_merchant_whole(claims: ClaimsWorld, left: int) -> None:
    order, done = await disputed(claims)
    done = await claims.world.do(DESK, done, ten())
    await paid(claims, done)
    verdict = {"amount_minor": 5000, "compensation_minor": left} if left else {}
    done = await appealed(claims, merchant_of(order), done, "split" if left else "merchant", **verdict)
    assert await carried_out(claims, done) == 1
    await claims.keep()
    await look_at_return(claims.office, done.case.state.id)
    assert await stages(claims) == [("ruling", "paid", TEN_TIMES)]
    assert await claims.balance(f"buyer:{order.buyer_id}:balance") == TEN_TIMES
    assert await claims.merchant_net(order.merchant_id) == -left
    assert await claims.balance("platform:wrong_rulings") == left - TEN_TIMES
    await claims.book_is_right()


async def test_an_appeal_may_give_what_the_ruling_did_not(claims: ClaimsWorld) -> None:
    order, done = await disputed(claims)
    done = await claims.world.do(DESK, done, c.Rule(Favour.MERCHANT, WHY))
    assert await carried_out(claims, done) == 0
    done = await claims.world.do(buyer_of(order), done, c.Appeal(GROUNDS))
    done = await claims.world.do(merchant_of(order), done, c.AddStatement("It was rightly ruled."))
    too_much = c.RuleOnAppeal(AppealVerdict("buyer"), GROUNDS, compensation_minor=TEN_TIMES + 1)
    with pytest.raises(Refused) as refused:
        await claims.world.do(SENIOR, done, too_much)
    assert refused.value.code() == "more_than_owed_on_top"
    given = c.RuleOnAppeal(AppealVerdict("buyer"), GROUNDS, compensation_minor=TEN_TIMES)
    done = await claims.world.do(SENIOR, done, given)
    await paid(claims, done)
    assert await stages(claims) == [("ruling", "paid", TEN_TIMES)]


async def test_an_appeal_may_change_what_is_given_on_top_alone(claims: ClaimsWorld) -> None:
    order, done = await disputed(claims)
    done = await claims.world.do(DESK, done, ten(7000, Favour.SPLIT, amount_minor=5000))
    await paid(claims, done)
    done = await appealed(
        claims, buyer_of(order), done, "split", amount_minor=5000, compensation_minor=TEN_TIMES
    )
    await paid(claims, done)
    assert await stages(claims) == [("ruling", "paid", 7000), ("ruling", "paid", TEN_TIMES - 7000)]
    assert await claims.balance(f"buyer:{order.buyer_id}:balance") == TEN_TIMES
    assert await claims.merchant_net(order.merchant_id) == -TEN_TIMES
    await claims.book_is_right()


async def test_a_case_taken_up_again_after_its_appeal_moves_what_is_borne_and_nothing_twice(
    claims: ClaimsWorld,
) -> None:
    order, done = await disputed(claims)
    done = await claims.world.do(DESK, done, ten())
    await paid(claims, done)
    done = await appealed(claims, merchant_of(order), done, "merchant")
    await paid(claims, done)
    assert await claims.merchant_net(order.merchant_id) == 0
    claims.clock.advance(timedelta(hours=1))
    news = (await claims.photo(buyer_of(order), "R-1"),)
    done = await claims.world.do(buyer_of(order), done, c.Reopen("It came today.", grounds=WHY, files=news))
    assert done.case.state.ruling is None
    done = await claims.world.do(merchant_of(order), done, c.AddStatement("It is as sold.", is_all=True))
    done = await claims.world.do(THIRD, done, ten())
    assert await carried_out(claims, done) == 1
    await claims.keep()
    assert await stages(claims) == [("ruling", "paid", TEN_TIMES)]
    assert await claims.balance(f"buyer:{order.buyer_id}:balance") == TEN_TIMES
    assert await claims.merchant_net(order.merchant_id) == -TEN_TIMES
    assert await claims.balance("platform:wrong_rulings") == 0
    await claims.book_is_right()


async def test_an_upheld_ruling_pays_nothing_twice(claims: ClaimsWorld) -> None:
    order, done = await disputed(claims)
    done = await claims.world.do(DESK, done, ten())
    await paid(claims, done)
    done = await appealed(claims, merchant_of(order), done, "uphold")
    assert await carried_out(claims, done) == 0
    assert await stages(claims) == [("ruling", "paid", TEN_TIMES)]
    assert await claims.balance("platform:wrong_rulings") == 0


async def test_only_an_appeal_takes_it_back(claims: ClaimsWorld) -> None:
    _, done = await disputed(claims)
    done = await claims.world.do(DESK, done, ten())
    await paid(claims, done)
    view = {"id": str(await claims.pool.fetchval("SELECT id FROM claims"))}
    with pytest.raises(Refused) as refused:
        await claims.act(OPERATOR, view, "reverse", note="It should not have been paid.")
    assert refused.value.code() == "paid_as_ruled"


def test_each_loss_is_that_of_the_guarantees_with_its_reason() -> None:
    """A ruling and a guarantee for the same reason must find each other; freight of the way back is no loss of a ruling."""
    by_reason = {
        kind.reason: kind.family
        for kind in KINDS.values()
        if kind.gives == "compensation" and kind.reason and not kind.ruled
    }
    assert {reason: loss_of(reason) for reason in by_reason} == by_reason
    assert {loss_of(reason) for reason in ("quality", "fraud", "unsafe_food")} == {KINDS["ruling"].family}

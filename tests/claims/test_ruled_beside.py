"""What a ruling gives on top beside guarantees for the same loss: what these may give waits for them, and is paid once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from msgspec import structs

from makegood.cases import CaseRuled, FreightBearer, FreightRuled, owed_as_ruled, read_case
from makegood.cases import commands as c
from makegood.cases.facts import Facts
from makegood.cases.model import Favour, Role
from makegood.cases.verbs.disputing import rule_by_default
from makegood.claims.model import Goods
from makegood.claims.store import is_claimed, is_held
from makegood.kit.errors import Refused
from tests.claims.claims_world import ClaimsWorld, claims_world
from tests.claims.test_ruled import PAID, TEN_TIMES, WHY, appealed, carried_out, disputed, paid, stages, ten
from tests.world import DESK, OPERATOR, buyer_of, merchant_of

WHOLE = 2 * PAID
"""What the guarantee pays for all the goods of the order."""
Ended = Callable[[ClaimsWorld, Any, dict[str, Any]], Awaitable[None]]


@pytest.fixture
async def claims(pool: Any) -> ClaimsWorld:
    return await claims_world(pool)


async def withdrawn(claims: ClaimsWorld, order: Any, view: dict[str, Any]) -> None:
    await claims.act(buyer_of(order), view, "withdraw")


async def refused(claims: ClaimsWorld, order: Any, view: dict[str, Any]) -> None:
    await claims.act(merchant_of(order), view, "refuse", note="They are of our own make.")


async def left_alone(claims: ClaimsWorld, order: Any, view: dict[str, Any]) -> None:
    await refused(claims, order, view)
    await claims.pass_time(days=8)


async def declined(claims: ClaimsWorld, order: Any, view: dict[str, Any]) -> None:
    await refused(claims, order, view)
    await claims.act(buyer_of(order), view, "escalate")
    await claims.act(DESK, view, "decline", note="The guarantee covers other goods.")


async def taken_back(claims: ClaimsWorld, order: Any, view: dict[str, Any]) -> None:
    await claims.act(merchant_of(order), view, "accept")
    await claims.act(OPERATOR, view, "reverse", note="It was paid by mistake.")


async def on_top(claims: ClaimsWorld, order: Any) -> int:
    """What the buyer has beside the price."""
    return await claims.balance(f"buyer:{order.buyer_id}:balance")


@pytest.mark.parametrize("ended", [withdrawn, left_alone, declined, taken_back])
async def test_what_an_open_guarantee_stands_for_is_paid_once_it_comes_to_nothing(
    claims: ClaimsWorld, ended: Ended
) -> None:
    order, done = await disputed(claims, "authenticity")
    view = await claims.claim(buyer_of(order), "R-1", "authenticity")
    assert view["amount_minor"] == WHOLE
    done = await claims.world.do(DESK, done, ten(WHOLE))
    await paid(claims, done)
    assert [kind for kind, _, _ in await stages(claims)] == ["authenticity"]
    await ended(claims, order, view)
    await paid(claims, done)
    assert (await stages(claims))[1:] == [("ruling", "paid", WHOLE)]
    assert await on_top(claims, order) == WHOLE
    assert await claims.merchant_net(order.merchant_id) == -WHOLE
    await claims.book_is_right()


async def test_what_an_open_guarantee_pays_the_ruling_does_not(claims: ClaimsWorld) -> None:
    order, done = await disputed(claims, "authenticity")
    await claims.claim(buyer_of(order), "R-1", "authenticity")
    done = await claims.world.do(DESK, done, ten())
    await paid(claims, done)
    assert await on_top(claims, order) == TEN_TIMES - WHOLE
    await claims.pass_time(hours=49)  # the merchant's silence pays it
    assert await carried_out(claims, done) == 0
    assert sorted(await stages(claims)) == [
        ("authenticity", "paid", WHOLE), ("ruling", "paid", TEN_TIMES - WHOLE),
    ]  # fmt: skip
    assert await on_top(claims, order) == TEN_TIMES
    await claims.book_is_right()


async def test_a_guarantee_that_pays_less_leaves_the_rest_to_the_ruling(claims: ClaimsWorld) -> None:
    order, done = await disputed(claims, "authenticity")
    view = await claims.claim(buyer_of(order), "R-1", "authenticity", amount_minor=100)
    done = await claims.world.do(DESK, done, ten(WHOLE))
    await paid(claims, done)
    assert await on_top(claims, order) == 0, "the desk may still grant all that the guarantee gives"
    await claims.act(merchant_of(order), view, "accept")
    await paid(claims, done)
    assert await stages(claims) == [("authenticity", "paid", 100), ("ruling", "paid", WHOLE - 100)]
    assert await on_top(claims, order) == WHOLE


async def test_a_guarantee_that_ends_pays_nothing_where_no_ruling_gives_anything(claims: ClaimsWorld) -> None:
    order, done = await disputed(claims, "authenticity")
    view = await claims.claim(buyer_of(order), "R-1", "authenticity")
    done = await claims.world.do(DESK, done, c.Rule(Favour.MERCHANT, WHY))
    await withdrawn(claims, order, view)
    assert await claims.pool.fetchval("SELECT count(*) FROM jobs WHERE kind = 'pay_compensation'") == 0
    assert await carried_out(claims, done) == 0
    assert await on_top(claims, order) == 0


async def test_what_was_claimed_after_the_ruling_and_taken_back_is_paid_as_ruled(claims: ClaimsWorld) -> None:
    order, done = await disputed(claims, "authenticity")
    done = await claims.world.do(DESK, done, ten())
    claims.clock.advance(timedelta(seconds=1))
    view = await claims.claim(buyer_of(order), "R-1", "authenticity")
    await paid(claims, done)
    assert await on_top(claims, order) == TEN_TIMES - WHOLE
    await withdrawn(claims, order, view)
    await paid(claims, done)
    assert await on_top(claims, order) == TEN_TIMES
    assert await carried_out(claims, done) == 0


async def test_a_ruling_on_some_units_leaves_the_others_their_guarantee(claims: ClaimsWorld) -> None:
    order, done = await disputed(claims, "authenticity", units=1)
    most = done.case.state.terms.compensation_minor
    done = await claims.world.do(DESK, done, ten(most))
    await paid(claims, done)
    with pytest.raises(Refused) as stopped:
        await claims.claim(buyer_of(order), "R-1", "authenticity", quantity=3)
    assert stopped.value.code() == "claimed_already"
    view = await claims.claim(buyer_of(order), "R-1", "authenticity", quantity=2)
    await claims.act(merchant_of(order), view, "accept")
    assert await carried_out(claims, done) == 0
    assert sorted(await stages(claims)) == [
        ("authenticity", "paid", view["amount_minor"]), ("ruling", "paid", most),
    ]  # fmt: skip
    assert await on_top(claims, order) == most + view["amount_minor"]
    await claims.book_is_right()


async def test_units_that_several_rulings_gave_something_for_are_counted_together(
    claims: ClaimsWorld,
) -> None:
    order, done = await disputed(claims, "authenticity", units=1)
    done = await claims.world.do(DESK, done, ten(7000, Favour.SPLIT, amount_minor=3000))
    await paid(claims, done)
    whole_order, of_another_line = Goods(0, 0), Goods(2, 1)
    wanted = {Goods(1, 2): False, Goods(1, 3): True, of_another_line: False, whole_order: True}
    for goods, taken in wanted.items():
        for asks in (is_held, is_claimed):
            assert await asks(claims.pool, order.order_id, "multiple", goods) is taken, (asks, goods)
            assert not await asks(claims.pool, order.order_id, "installation", goods)
    # A second ruling of the same case on the same unit, and one of another case on another unit.
    await claims.pool.execute(COPY, 1, None)
    assert not await is_held(claims.pool, order.order_id, "multiple", Goods(1, 2))
    await claims.pool.execute(COPY, 2, done.case.state.id + 1)
    assert await is_held(claims.pool, order.order_id, "multiple", Goods(1, 2))
    assert not await is_held(claims.pool, order.order_id, "multiple", Goods(1, 1))


COPY = """
INSERT INTO claims SELECT (jsonb_populate_record(k, jsonb_build_object('id', k.id + $1, 'case_id', coalesce($2, k.case_id)))).*
FROM claims k WHERE kind = 'ruling' ORDER BY id LIMIT 1
"""


async def test_what_a_guarantee_gave_since_stays_taken_off_when_an_appeal_moves_the_freight(
    claims: ClaimsWorld,
) -> None:
    order, done = await disputed(claims, "authenticity")
    await claims.claim(buyer_of(order), "R-1", "authenticity")
    by_shop, by_buyer = (FreightRuled(back=each) for each in (FreightBearer.MERCHANT, FreightBearer.BUYER))
    done = await claims.world.do(DESK, done, ten(freight_by=by_shop))
    ruled_at = done.case.state.ruled_at
    await paid(claims, done)
    await claims.pass_time(hours=49)  # the merchant's silence pays the guarantee
    done = await appealed(
        claims, merchant_of(order), done, "buyer", compensation_minor=TEN_TIMES, freight_by=by_buyer
    )
    assert done.case.state.ruling.compensation_since == ruled_at < done.case.state.ruled_at
    await paid(claims, done)
    assert await on_top(claims, order) == TEN_TIMES
    await claims.book_is_right()


async def test_silence_after_a_ruling_owes_no_more_than_it_did(claims: ClaimsWorld) -> None:
    order, done = await disputed(claims, "authenticity")
    await claims.claim(buyer_of(order), "R-1", "authenticity")
    done = await claims.world.do(DESK, done, ten())
    ruled_at = done.case.state.ruled_at
    await paid(claims, done)
    await claims.pass_time(hours=49)
    _, facts = await read_case(claims.pool, done.case.state.id)
    later = rule_by_default(None, done.case.state, Facts(claims.clock.now(), facts, lambda: 0), Role.SENIOR)
    (event,) = (each for each in later if isinstance(each, CaseRuled))
    assert (event.ruling.compensation_minor, event.ruling.compensation_since) == (TEN_TIMES, ruled_at)
    stands = structs.replace(done.case.state, ruling=event.ruling, ruled_at=claims.clock.now())
    async with claims.pool.acquire() as connection:
        assert await owed_as_ruled(connection, stands) == TEN_TIMES - WHOLE

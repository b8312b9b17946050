"""A shop's own parcel that was lost or broken is claimed from its carrier when the buyer is refunded, by itself and once."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from makegood.carriers import Ending, RecoveryOffice, RecoveryView
from makegood.cases import CaseType, Done, Goods, Request, Stage
from makegood.cases import commands as c
from makegood.cases.families.replacement import commands as x
from makegood.cases.model import AppealVerdict, Favour
from makegood.cases.terms import GivenFact
from makegood.claims import ClaimSaid
from makegood.flows.claim import claim_office
from makegood.flows.claim_broken import claim_broken_goods
from makegood.flows.claim_outgoing import claim_lost_order, is_carriers
from makegood.flows.shipped_parcels import ShippedParcel
from makegood.ledger import check_ledger
from tests.carriers.carried import Carried, carried
from tests.claims.claims_world import ClaimsWorld, claims_world
from tests.world import DESK, NOON, OPERATOR, SENIOR, buyer_of, merchant_of


def sent(*parcels: dict[str, Any], status: str = "shipped") -> dict[str, Any]:
    """An order whose parcels have left."""
    left = {"shipped_at": (NOON - timedelta(days=3)).isoformat()}
    return {"status": status, "parcels": [left | parcel for parcel in parcels]}


SIMULATED = {"carrier": "simulated", "tracking_no": "SMOOTH-1"}
LATE = {"carrier": "simulated", "tracking_no": "DELAYED-1"}
ARRIVED = {"delivered_at": (NOON - timedelta(days=1)).isoformat()}


async def opened(
    all_: Carried,
    order: Any,
    reason: str = "not_received",
    minor: int | None = None,
    items: tuple[c.ItemAsked, ...] = (c.ItemAsked(1),),
) -> Done:
    """The buyer wants the money back and has nothing to send."""
    asked = c.OpenCase(CaseType.REFUND_ONLY, items, reason, amount_minor=minor)
    return await all_.world.engine.command(Request(buyer_of(order), asked, order_id=order.order_id))


async def refunded(all_: Carried, order: Any, reason: str = "not_received", **asked: Any) -> Done:
    """A case that the shop grants, with all that follows from it."""
    done = await opened(all_, order, reason, **asked)
    return await ended(all_, await all_.world.do(merchant_of(order), done, c.Approve()))


async def ended(all_: Carried, done: Done) -> Done:
    """The refund has been paid."""
    await all_.world.runner.run_ready()
    assert await all_.stage(done) is Stage.SETTLED
    await all_.runner.run_ready()
    return done


async def claims_of(all_: Carried, status: str = "open") -> list[RecoveryView]:
    """What is claimed from carriers."""
    office = RecoveryOffice(all_.pool, all_.world.clock, all_.world.engine.ids)
    return (await office.listed(OPERATOR, status, None, 10)).recoveries


@pytest.mark.parametrize(
    ("reason", "parcel", "because", "status"),
    [
        # Of a parcel that is followed its carrier tells where it is, whatever a case says.
        ("not_received", LATE, "lost", ("in_transit", False)),
        ("damaged", SIMULATED | ARRIVED, "damaged", ("delivered", True)),
        ("damaged", LATE, "damaged", ("in_transit", False)),
    ],
)
async def test_what_was_lost_or_broken_is_claimed_once(
    pool: Any, tmp_path: Path, reason: str, parcel: dict[str, Any], because: str, status: tuple[str, bool]
) -> None:
    all_ = carried(pool, tmp_path)
    done = await refunded(all_, await all_.world.order(**sent(parcel)), reason)
    (claim,) = await claims_of(all_)
    case_id = str(done.case.state.id)
    assert (claim.because, claim.case_id, claim.party, claim.claimed_minor) == (
        because,
        case_id,
        "simulated",
        10002,
    )
    row = await pool.fetchrow("SELECT status, is_damaged FROM carried_parcels WHERE direction = 'out'")
    assert tuple(row) == status
    engine, carriers = all_.world.engine, all_.work.conduct.carriers
    again = claim_lost_order(pool, carriers, done.case.state.id, engine.ids, all_.world.clock.now())
    assert await again == 0
    await all_.pass_hours(72, 12)
    assert [each.id for each in await claims_of(all_)] == [claim.id]


async def test_what_the_carrier_pays_is_the_shops_and_in_its_statement(pool: Any, tmp_path: Path) -> None:
    all_ = carried(pool, tmp_path)
    order = await all_.world.order(**sent(SIMULATED))
    await refunded(all_, order, "damaged", minor=4000)
    (claim,) = await claims_of(all_)
    assert claim.claimed_minor == 4000
    office = RecoveryOffice(pool, all_.world.clock, all_.world.engine.ids)
    await office.end(OPERATOR, int(claim.id), Ending("paid"), "paid")
    (paid,) = await claims_of(all_, "paid")
    assert (paid.paid_minor, paid.to_buyer_minor) == (4000, 0)
    balance = "SELECT balance_minor FROM ledger_accounts WHERE account = $1"
    assert await pool.fetchval(balance, "outside:carrier-simulated") == -4000
    assert (await check_ledger(pool)).findings == ()


@pytest.mark.parametrize(
    ("reason", "parcel"),
    [
        ("not_received", SIMULATED | {"carrier": "SF"}),
        ("not_received", SIMULATED | ARRIVED),
        ("quality", SIMULATED | ARRIVED),
    ],
)
async def test_nothing_is_claimed_where_it_is_not_the_doing_of_a_carrier_here(
    pool: Any, tmp_path: Path, reason: str, parcel: dict[str, Any]
) -> None:
    all_ = carried(pool, tmp_path)
    await refunded(all_, await all_.world.order(**sent(parcel)), reason)
    assert await claims_of(all_) == []
    assert await pool.fetchval("SELECT count(*) FROM carried_parcels") == 0


@pytest.mark.parametrize(
    ("given", "blamed"),
    [
        ({}, True),
        ({"address_trouble": "wrong_by_buyer"}, False),
        ({"address_trouble": "change_ignored"}, False),
        ({"delivery_proof": "elsewhere"}, True),
        ({"delivery_proof": "none"}, True),
        ({"delivery_proof": "to_buyer"}, True),
    ],
)
async def test_who_is_to_blame_for_what_never_came(
    pool: Any, tmp_path: Path, given: dict[str, str], blamed: bool
) -> None:
    all_ = carried(pool, tmp_path)
    done = await refunded(all_, await all_.world.order(**sent(SIMULATED)))
    told = tuple(GivenFact(name, value, "merchant", NOON) for name, value in given.items())
    state = structs.replace(done.case.state, given=told)
    left = NOON - timedelta(days=3)
    assert is_carriers(state, ShippedParcel("simulated", "SMOOTH-1", left, None)) is blamed
    signed = ShippedParcel("simulated", "SMOOTH-1", left, NOON - timedelta(days=1))
    assert is_carriers(state, signed) is (given.get("delivery_proof") in ("none", "elsewhere"))
    back = structs.replace(state, goods=Goods.RETURNED)
    assert not is_carriers(back, ShippedParcel("simulated", "SMOOTH-1", left, None))


async def test_a_loss_is_divided_over_the_parcels_and_claimed_of_those_here(
    pool: Any, tmp_path: Path
) -> None:
    all_ = carried(pool, tmp_path)
    other = {"carrier": "SF", "tracking_no": "SF-2"}
    await refunded(all_, await all_.world.order(**sent(SIMULATED, other)))
    (claim,) = await claims_of(all_)
    assert (claim.party, claim.claimed_minor) == ("simulated", 5001)


async def test_two_cases_about_one_parcel_claim_their_own_parts(pool: Any, tmp_path: Path) -> None:
    all_ = carried(pool, tmp_path)
    order = await all_.world.order(**sent(SIMULATED))
    await refunded(all_, order, minor=3334, items=(c.ItemAsked(1, 1),))
    await refunded(all_, order, minor=3334, items=(c.ItemAsked(1, 1),))
    claims = await claims_of(all_)
    assert [each.claimed_minor for each in claims] == [3334, 3334]
    assert len({each.parcel_id for each in claims}) == 1
    assert len({each.case_id for each in claims}) == 2


async def ruled_and_appealed(all_: Carried, order: Any, ending: Ending | None) -> None:
    """A ruling for the buyer is carried out and claimed, perhaps paid, and then reversed."""
    done = await opened(all_, order)
    done = await all_.world.hear(order, done)
    await all_.world.do(SENIOR, done, c.Rule(Favour.BUYER, "Nobody has shown it.", with_return=False))
    await ended(all_, done)
    (claim,) = await claims_of(all_)
    if ending:
        office = RecoveryOffice(all_.pool, all_.world.clock, all_.world.engine.ids)
        await office.end(OPERATOR, int(claim.id), ending, "paid")
    grounds = c.Appeal("The neighbour has it, as the photo of the carrier shows.")
    await all_.world.do(merchant_of(order), done, grounds)
    await all_.world.do(buyer_of(order), done, c.AddStatement("It was rightly ruled."))
    await all_.world.do(DESK, done, c.RuleOnAppeal(AppealVerdict.MERCHANT, "The buyer has it after all."))
    await ended(all_, done)


async def test_an_open_claim_is_dropped_by_an_appeal(pool: Any, tmp_path: Path) -> None:
    all_ = carried(pool, tmp_path)
    await ruled_and_appealed(all_, await all_.world.order(**sent(SIMULATED)), None)
    assert await claims_of(all_, "open") == []
    assert len(await claims_of(all_, "dropped")) == 1


async def test_what_a_carrier_paid_is_the_platforms_after_an_appeal(pool: Any, tmp_path: Path) -> None:
    all_ = carried(pool, tmp_path)
    await ruled_and_appealed(all_, await all_.world.order(**sent(SIMULATED)), Ending("paid", 9000))
    (paid,) = await claims_of(all_, "paid")
    assert (paid.paid_minor, paid.to_buyer_minor, paid.to_platform_minor) == (9000, 0, 9000)
    wrong = "SELECT balance_minor FROM ledger_accounts WHERE account = 'platform:wrong_rulings'"
    assert await pool.fetchval(wrong) == 9000 - 10002
    office = RecoveryOffice(pool, all_.world.clock, all_.world.engine.ids)
    await office.reverse(OPERATOR, int(paid.id), "back")
    assert await pool.fetchval(wrong) == -10002
    assert (await check_ledger(pool)).findings == ()


async def test_goods_that_were_sent_again_are_claimed(pool: Any, tmp_path: Path) -> None:
    """The buyer has what was sent once more: what came broken is the shop's loss all the same."""
    all_ = carried(pool, tmp_path)
    order = await all_.world.order(**sent(SIMULATED | ARRIVED))
    asked = c.OpenCase(CaseType.RESHIP, (c.ItemAsked(1, 1),), "damaged")
    done = await all_.world.engine.command(Request(buyer_of(order), asked, order_id=order.order_id))
    shop = merchant_of(order)
    done = await all_.world.do(shop, done, c.Approve())
    done = await all_.world.do(shop, done, x.ShipReplacement("simulated", "SMOOTH-2"))
    done = await all_.world.do(buyer_of(order), done, x.ConfirmArrival())
    assert not done.case.state.refunded_minor
    await all_.runner.run_ready()
    (claim,) = await claims_of(all_)
    assert (claim.because, claim.case_id, claim.claimed_minor) == ("damaged", str(done.case.state.id), 3334)
    number = "SELECT tracking_no FROM carried_parcels WHERE id = $1"
    assert await pool.fetchval(number, int(claim.parcel_id)) == "SMOOTH-1"


async def broken(all_: Carried, order: Any, items: int = 3) -> dict[str, Any]:
    """The buyer claims under the promise that breakage is compensated, and the shop grants it."""
    claims = await claims_world(all_.pool)
    office = claim_office(all_.pool, all_.world.clock, all_.world.engine.ids, claims.office.policy)
    of_all = ClaimsWorld(all_.world, office, all_.world.clock)
    asked = await of_all.claim(
        buyer_of(order), "T-1", "breakage", facts={"talks_failed": True}, quantity=items
    )
    granted = await of_all.act(merchant_of(order), asked, "accept")
    await all_.runner.run_ready()
    return granted


PROMISED: dict[str, Any] = {
    "facts": {"guarantees": ["breakage_compensation"]},
    "placed_at": (NOON - timedelta(days=4)).isoformat(),
}
JUST_HERE = {"delivered_at": (NOON - timedelta(hours=2)).isoformat()}


async def test_what_a_promise_paid_for_broken_goods_is_claimed_for_who_paid(
    pool: Any, tmp_path: Path
) -> None:
    all_ = carried(pool, tmp_path)
    order = await all_.world.order(**sent(SIMULATED | JUST_HERE, status="delivered"), **PROMISED)
    granted = await broken(all_, order)
    (claim,) = await claims_of(all_)
    amount = granted["amount_minor"]
    assert (claim.claim_id, claim.case_id, claim.claimed_minor) == (granted["id"], None, amount)
    office = RecoveryOffice(pool, all_.world.clock, all_.world.engine.ids)
    balance = "SELECT balance_minor FROM ledger_accounts WHERE account = 'insurer:ping-an:account'"
    assert await pool.fetchval(balance) == -amount
    await office.end(OPERATOR, int(claim.id), Ending("paid"), "paid")
    (paid,) = await claims_of(all_, "paid")
    assert (paid.to_insurer_minor, await pool.fetchval(balance)) == (amount, 0)
    lines = "SELECT kind, amount_minor FROM insurer_lines ORDER BY transaction_id"
    assert [tuple(row) for row in await pool.fetch(lines)][-1] == ("recovery", amount)
    await office.reverse(OPERATOR, int(paid.id), "back")
    assert await pool.fetchval(balance) == -amount
    assert (await check_ledger(pool)).findings == ()


async def test_a_promise_and_a_case_claim_one_parcel_once(pool: Any, tmp_path: Path) -> None:
    """Together no more than what was in it: the case gets the rest of the price, and so does its claim."""
    all_ = carried(pool, tmp_path)
    order = await all_.world.order(**sent(SIMULATED | JUST_HERE, status="delivered"), **PROMISED)
    granted = await broken(all_, order)
    rest = 10002 - granted["amount_minor"]
    done = await refunded(all_, order, "damaged", minor=rest)
    claims = {one.case_id: one.claimed_minor for one in await claims_of(all_)}
    assert claims == {None: granted["amount_minor"], str(done.case.state.id): rest}
    assert len({one.parcel_id for one in await claims_of(all_)}) == 1


async def test_a_promise_that_was_taken_back_claims_nothing(pool: Any, tmp_path: Path) -> None:
    all_ = carried(pool, tmp_path)
    order = await all_.world.order(**sent(SIMULATED | JUST_HERE, status="delivered"), **PROMISED)
    granted = await broken(all_, order)
    claims = await claims_world(pool)
    office = claim_office(pool, all_.world.clock, all_.world.engine.ids, claims.office.policy)
    await office.act(OPERATOR, int(granted["id"]), "reverse", ClaimSaid(note="It was whole."), None, "en")
    await all_.runner.run_ready()
    assert await claims_of(all_) == []
    assert len(await claims_of(all_, "dropped")) == 1


async def test_what_a_carrier_paid_for_a_promise_that_is_taken_back_it_is_owed_back(
    pool: Any, tmp_path: Path
) -> None:
    """Every account is as if nothing had been broken, and doing it again moves nothing."""
    all_ = carried(pool, tmp_path)
    order = await all_.world.order(**sent(SIMULATED | JUST_HERE, status="delivered"), **PROMISED)
    before = await accounts(pool)
    granted = await broken(all_, order)
    (claim,) = await claims_of(all_)
    office = RecoveryOffice(pool, all_.world.clock, all_.world.engine.ids)
    await office.end(OPERATOR, int(claim.id), Ending("paid", claim.claimed_minor - 1), "paid")
    assert (await accounts(pool))["outside:carrier-simulated"] == 1 - claim.claimed_minor
    claims = await claims_world(pool)
    of_claims = claim_office(pool, all_.world.clock, all_.world.engine.ids, claims.office.policy)
    await of_claims.act(OPERATOR, int(granted["id"]), "reverse", ClaimSaid(note="It was whole."), None, "en")
    for _ in range(2):
        await all_.runner.run_ready()
        assert (
            await claim_broken_goods(
                pool, all_.work.conduct.carriers, int(granted["id"]), all_.world.engine.ids, NOON
            )
            == 0
        )
        assert await accounts(pool) == before
    (dropped,) = await claims_of(all_, "dropped")
    assert (dropped.paid_minor, dropped.to_insurer_minor) == (0, 0)
    lines = await pool.fetch("SELECT kind, amount_minor FROM insurer_lines ORDER BY transaction_id")
    assert ("recovery_reversed", 1 - claim.claimed_minor) in [tuple(row) for row in lines]
    owed = "SELECT count(*) FROM ledger_transactions WHERE kind = 'recovery_owed_back'"
    assert await pool.fetchval(owed) == 1
    assert (await check_ledger(pool)).findings == ()


async def accounts(pool: Any) -> dict[str, int]:
    """What is in each account that is not empty."""
    found = "SELECT account, sum(balance_minor)::bigint AS minor FROM ledger_accounts GROUP BY 1"
    return {row["account"]: row["minor"] for row in await pool.fetch(found) if row["minor"]}


BREAKS = {"carrier": "simulated", "tracking_no": "DAMAGED-1"}


async def test_what_its_carrier_tells_to_be_broken_is_claimed_at_once_until_a_case_says_what_it_cost(
    pool: Any, tmp_path: Path
) -> None:
    all_ = carried(pool, tmp_path)
    order = await all_.world.order(**sent(BREAKS))
    await all_.pass_hours(96, 12)
    (notice,) = await claims_of(all_)
    about = (notice.because, notice.case_id, notice.order_id, notice.claimed_minor)
    assert about == ("damaged", None, str(order.order_id), 10002)
    done = await refunded(all_, order, "damaged", minor=4000)
    (claim,) = await claims_of(all_)
    assert (claim.because, claim.case_id, claim.claimed_minor) == ("damaged", str(done.case.state.id), 4000)
    assert [each.id for each in await claims_of(all_, "dropped")] == [notice.id]
    await all_.pass_hours(24, 12)
    assert [each.id for each in await claims_of(all_)] == [claim.id]


async def test_what_the_carrier_paid_for_a_broken_parcel_no_case_claims_once_more(
    pool: Any, tmp_path: Path
) -> None:
    all_ = carried(pool, tmp_path)
    order = await all_.world.order(**sent(BREAKS))
    await all_.pass_hours(96, 12)
    (notice,) = await claims_of(all_)
    office = RecoveryOffice(pool, all_.world.clock, all_.world.engine.ids)
    await office.end(OPERATOR, int(notice.id), Ending("paid"), "paid")
    await refunded(all_, order, "damaged", minor=4000)
    assert await claims_of(all_) == []
    found = await accounts(pool)
    assert found["outside:carrier-simulated"] == -10002
    assert sum(minor for name, minor in found.items() if name.startswith("merchant:")) == 10002

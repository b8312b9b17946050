"""Freight on the real database: posted once the carrier has the parcel, to whoever bears it, and turned round with the case."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from makegood.carriers import CARRIAGE, WEIGHT, Borne, Direction, ParcelWanted, freight_for
from makegood.carriers.easypost_terms import Rate, price_of
from makegood.carriers.simulated_carrier.tariff import price_minor
from makegood.cases import CaseState, CaseType, Favour, FreightBearer, FreightRuled, Ruling
from makegood.cases import commands as c
from makegood.flows.freight_bearer import borne_by
from makegood.ledger import AccountOwner, OwnerKind, account_kinds, check_ledger, statement_lines
from makegood.web.pages.case.panels.claims import bearer_of_way_back
from tests.carriers.carried import SENDER, Carried, carried
from tests.cases.stories import B, M, Story, opens
from tests.world import DESK, MARKETPLACE, NOON, SENIOR, buyer_of, merchant_of

SQL = "SELECT because, ground, amount_minor, buyer_minor, merchant_minor FROM freight_charges ORDER BY id"


def a_return(
    said: str = "",
    favour: Favour | None = None,
    type_: CaseType = CaseType.RETURN_REFUND,
    **ruled: FreightBearer,
) -> CaseState:
    case = Story().plays([opens(), (M, c.Approve()), (B, c.ShipReturn("SF", "1"))]).case
    freight = FreightRuled(**ruled) if ruled else None
    ruling = Ruling(favour, 0, True, "read", freight_by=freight) if favour else None
    terms = structs.replace(case.terms, freight={"return": said} if said else {})
    return structs.replace(case, type=type_, ruling=ruling, terms=terms)


def an_exchange(**said: str) -> CaseState:
    case = a_return(type_=CaseType.EXCHANGE)
    return structs.replace(case, terms=structs.replace(case.terms, freight=said))


BEARERS: list[tuple[str, CaseState, str, Borne]] = [
    ("nothing was said", a_return(), CARRIAGE, Borne("unsaid", merchant_minor=1001)),
    ("a change of mind", a_return("buyer"), CARRIAGE, Borne("policy", buyer_minor=1001)),
    ("a fault", a_return("merchant"), CARRIAGE, Borne("policy", merchant_minor=1001)),
    ("the platform promised it", a_return("platform"), CARRIAGE, Borne("policy", platform_minor=1001)),
    ("half each", a_return("shared"), CARRIAGE, Borne("policy", buyer_minor=500, merchant_minor=501)),
    ("insured: the cover pays the buyer", a_return("insurer"), CARRIAGE, Borne("policy", buyer_minor=1001)),
    ("ruled for the merchant", a_return("merchant", Favour.MERCHANT), CARRIAGE, Borne("ruling", buyer_minor=1001)),
    ("ruled for the buyer", a_return("merchant", Favour.BUYER), CARRIAGE, Borne("policy", merchant_minor=1001)),
    ("a right without a reason", a_return("buyer", Favour.BUYER), CARRIAGE, Borne("policy", buyer_minor=1001)),
    (
        "the ruling names the shop", a_return("buyer", Favour.BUYER, back=FreightBearer.MERCHANT), CARRIAGE,
        Borne("ruling", merchant_minor=1001),
    ),
    (
        "the ruling has it shared", a_return("merchant", Favour.SPLIT, back=FreightBearer.SHARED), CARRIAGE,
        Borne("ruling", buyer_minor=500, merchant_minor=501),
    ),
    (
        "ruled for the merchant, who bears it all the same", a_return("buyer", Favour.MERCHANT, back=FreightBearer.MERCHANT),
        CARRIAGE, Borne("ruling", merchant_minor=1001),
    ),
    (
        "the ruling names the other way alone", a_return("buyer", Favour.BUYER, outbound=FreightBearer.MERCHANT), CARRIAGE,
        Borne("policy", buyer_minor=1001),
    ),
    (
        "heavier than told, whatever was ruled", a_return("merchant", Favour.BUYER, back=FreightBearer.MERCHANT), WEIGHT,
        Borne("weight", buyer_minor=1001),
    ),
    ("heavier than told", a_return("merchant"), WEIGHT, Borne("weight", buyer_minor=1001)),
]  # fmt: skip


@pytest.mark.parametrize(("what", "case", "because", "borne"), BEARERS, ids=[one[0] for one in BEARERS])
def test_who_bears_it(what: str, case: CaseState, because: str, borne: Borne) -> None:
    assert borne_by(case, Direction.BACK, because, 1001) == borne


def test_a_ruling_names_the_way_to_the_buyer_by_itself() -> None:
    case = a_return("buyer", Favour.BUYER, CaseType.EXCHANGE, outbound=FreightBearer.PLATFORM)
    assert borne_by(case, Direction.OUT, CARRIAGE, 9) == Borne("ruling", platform_minor=9)
    assert borne_by(case, Direction.BACK, CARRIAGE, 9) == Borne("policy", buyer_minor=9)


def test_an_exchange_has_a_word_of_its_own() -> None:
    case = an_exchange(exchange="buyer", **{"return": "merchant"})
    assert borne_by(case, Direction.BACK, CARRIAGE, 9) == Borne("policy", buyer_minor=9)


@pytest.mark.parametrize(
    ("case", "told"),
    [
        (a_return("insurer"), "insurer"),
        (a_return("merchant", Favour.BUYER, back=FreightBearer.SHARED), "shared"),
        (a_return("merchant", Favour.MERCHANT), "buyer"),
        (a_return("buyer", Favour.MERCHANT, back=FreightBearer.MERCHANT), "merchant"),
        (a_return("merchant", type_=CaseType.EXCHANGE), "merchant"),
        (an_exchange(exchange="buyer"), "buyer"),
        (an_exchange(exchange="platform", **{"return": "merchant"}), "platform"),
        (a_return(), ""),
    ],
)
def test_the_page_names_who_bears_the_way_back(case: CaseState, told: str) -> None:
    assert bearer_of_way_back(case) == told


def test_the_tariff_counts_begun_kilograms() -> None:
    assert [price_minor(grams) for grams in (0, 600, 1000, 1001, 2500)] == [1000, 1000, 1000, 1400, 1800]


def test_what_easypost_asks_is_rounded_up_and_never_guessed() -> None:
    rates = [
        Rate("r", "7.581"),
        Rate("r", "900", currency="JPY"),
        Rate("r", "seven"),
        Rate("r", "1", currency="?"),
        None,
    ]
    assert [price_of(rate) for rate in rates] == [(759, "USD"), (900, "JPY"), (0, ""), (0, ""), (0, "")]


async def charges(all_: Carried) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in await all_.pool.fetch(SQL)]


async def balance(all_: Carried, account: str) -> int:
    found = "SELECT coalesce(sum(balance_minor), 0) FROM ledger_accounts WHERE account = $1"
    return int(await all_.pool.fetchval(found, account))


async def test_posted_once_the_carrier_has_it(pool: Any, tmp_path: Path) -> None:
    all_ = carried(pool, tmp_path)
    order, done = await all_.returning()
    await all_.drop_off(order, done)
    assert await charges(all_) == [], "a booking alone costs nothing"
    await all_.pass_hours(84, 4)
    assert await charges(all_) == [("carriage", "unsaid", 1000, 0, 1000)]
    assert await balance(all_, "outside:carrier-simulated") == 1000
    assert await balance(all_, f"merchant:{order.merchant_id}:clearing") == -1000
    now = all_.world.clock.now()
    lines, _ = await statement_lines(
        pool, order.merchant_id, NOON - timedelta(days=9), now + timedelta(1), None, 10
    )
    assert [(line.kind, line.share_minor) for line in lines if line.kind == "freight"] == [("freight", 1000)]
    assert (await check_ledger(pool)).findings == ()


async def test_turned_round_with_the_ruling_and_with_its_appeal(pool: Any, tmp_path: Path) -> None:
    all_ = carried(pool, tmp_path)
    order, done = await all_.returning()
    await all_.drop_off(order, done)
    await all_.pass_hours(84, 4)
    done = await all_.world.hear(order, done)
    done = await all_.world.do(DESK, done, c.Rule(Favour.MERCHANT, "Another tea than was sold."))
    await all_.runner.run_ready()
    assert await charges(all_) == [("carriage", "ruling", 1000, 1000, 0)]
    assert await balance(all_, f"merchant:{order.merchant_id}:clearing") == 0
    assert await balance(all_, "outside:marketplace") == -1000
    grounds = c.Appeal("The tea is the one of the photo that I sent when I asked.")
    done = await all_.world.do(buyer_of(order), done, grounds)
    done = await all_.world.do(merchant_of(order), done, c.AddStatement("It was rightly ruled."))
    verdict = c.RuleOnAppeal(c.AppealVerdict.BUYER, "The photos show the very tea that was sold.")
    await all_.world.do(SENIOR, done, verdict)
    await all_.runner.run_ready()
    assert await charges(all_) == [("carriage", "unsaid", 1000, 0, 1000)]
    assert await balance(all_, "outside:marketplace") == 0
    assert await balance(all_, "outside:carrier-simulated") == 1000, "the carrier carried it once"
    assert (await check_ledger(pool)).findings == ()


async def test_it_follows_an_appeal_that_is_about_the_freight_alone(pool: Any, tmp_path: Path) -> None:
    all_ = carried(pool, tmp_path)
    order, done = await all_.returning()
    await all_.drop_off(order, done)
    await all_.pass_hours(84, 4)
    done = await all_.world.hear(order, done)
    shared = FreightRuled(back=FreightBearer.SHARED)
    done = await all_.world.do(DESK, done, c.Rule(Favour.BUYER, "The tea is damp.", freight_by=shared))
    await all_.runner.run_ready()
    assert await charges(all_) == [("carriage", "ruling", 1000, 500, 500)]
    assert await balance(all_, "outside:marketplace") == -500
    await all_.world.runner.run_ready()  # the refund goes out, so that an appeal is heard at once
    done = await all_.world.do(
        merchant_of(order), done, c.Appeal("The buyer chose the dearer way to send it back.")
    )
    done = await all_.world.do(buyer_of(order), done, c.AddStatement("It was rightly ruled."))
    why = "The parcel went by air, although the shop had offered to fetch it."
    otherwise = c.RuleOnAppeal(c.AppealVerdict.BUYER, why, freight_by=FreightRuled(back=FreightBearer.BUYER))
    await all_.world.do(SENIOR, done, otherwise)
    for _ in range(2):
        await all_.runner.run_ready()
        assert await charges(all_) == [("carriage", "ruling", 1000, 1000, 0)]
    assert await balance(all_, "outside:marketplace") == -1000
    assert await balance(all_, f"merchant:{order.merchant_id}:clearing") == 0
    assert await balance(all_, "outside:carrier-simulated") == 1000
    assert (await check_ledger(pool)).findings == ()


async def test_what_weighs_more_is_the_senders(pool: Any, tmp_path: Path) -> None:
    all_ = carried(pool, tmp_path)
    order, done = await all_.returning()
    await all_.drop_off(order, done, "wrong_weight")
    await all_.pass_hours(84, 4)
    assert await charges(all_) == [("carriage", "unsaid", 1000, 0, 1000), ("weight", "weight", 400, 400, 0)]


async def test_what_is_lost_was_carried_for_nothing(pool: Any, tmp_path: Path) -> None:
    all_ = carried(pool, tmp_path)
    order, done = await all_.returning()
    await all_.drop_off(order, done, "lost")
    await all_.pass_hours(60, 4)
    assert await charges(all_) == [("carriage", "unsaid", 1000, 0, 1000)]
    await all_.pass_hours(100, 4)
    assert await charges(all_) == [("carriage", "lost", 1000, 0, 0)]
    assert await balance(all_, "outside:carrier-simulated") == 0
    assert (await check_ledger(pool)).findings == ()


async def test_two_cases_in_one_parcel_share_it_by_value(pool: Any, tmp_path: Path) -> None:
    all_ = carried(pool, tmp_path)
    order, first = await all_.returning()
    _, second = await all_.returning("T-2")
    both = tuple(str(each.case.state.id) for each in (first, second))
    await all_.office.book_return(
        buyer_of(order), ParcelWanted(both, "drop_off", SENDER, weight_grams=600), "both"
    )
    await all_.pass_hours(84, 4)
    found = await freight_for(pool, merchant_of(order), None, None, 10)
    assert sorted(one.case_id for one in found.charges) == sorted(both)
    assert sum(one.amount_minor for one in found.charges) == 1000
    mine = await freight_for(pool, MARKETPLACE, int(both[0]), None, 10)
    assert [one.case_id for one in mine.charges] == [both[0]]
    first_page = await freight_for(pool, merchant_of(order), None, None, 1)
    rest = await freight_for(pool, merchant_of(order), None, first_page.next_cursor, 1)
    assert [one.id for one in (*first_page.charges, *rest.charges)] == [one.id for one in found.charges]
    owner = AccountOwner(OwnerKind.CARRIER, "simulated")
    now = all_.world.clock.now()
    (total,) = await account_kinds(pool, owner, NOON, now + timedelta(days=1))
    assert (total.kind, total.count, total.in_minor, total.out_minor) == ("freight", 2, 1000, 0)

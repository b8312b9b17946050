"""Where a refund goes: back to the order's payments, or to a gift card or store credit that the buyer names."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from makegood.cases import (
    CaseState,
    CaseType,
    Leg,
    LegStatus,
    OrderFacts,
    Role,
    Stage,
    as_recorded,
    fold,
    read_case,
)
from makegood.cases import commands as c
from makegood.cases.decide import decide, open_case
from makegood.cases.facts import Facts
from makegood.cases.model import BuyerTender
from makegood.cases.refusals import NoSuchTender, NotRefundableThere
from makegood.cases.small_orders import CARD, GIFT_CARD, NOW, line, order
from makegood.ledger import check_ledger
from tests.web_app import site
from tests.world import World, build_world, buyer_of, merchant_of, tea_order

OWN_CARD = BuyerTender("gift-7", "gift_card")
OWN_CREDIT = BuyerTender("credit-1", "store_credit")
OWN_VISA = BuyerTender("visa-8", "card")
TENDERS = (OWN_CARD, OWN_CREDIT, OWN_VISA)
TOLD = [
    {"external_id": "gift-7", "tender": "gift_card", "label": "Gift card 7"},
    {"external_id": "credit-1", "tender": "store_credit", "label": "Store credit"},
    {"external_id": "visa-8", "tender": "card", "label": "Visa ending 8"},
]
ITEMS = (c.ItemAsked(1),)


def paid_by_two() -> OrderFacts:
    """Ten by card and five by gift card, delivered."""
    return structs.replace(
        order([line(1, 3, 15)], [(CARD, 10), (GIFT_CARD, 5)], "delivered"), tenders=TENDERS
    )


def facts_of(of: OrderFacts) -> Facts:
    return Facts(NOW, of, lambda: 1)


def opened(of: OrderFacts, refund_to: str | None = None, amount_minor: int | None = None) -> CaseState:
    command = c.OpenCase(CaseType.REFUND_ONLY, ITEMS, "quality", amount_minor, refund_to=refund_to)
    return open_case(command, 1, 0, Role.BUYER, facts_of(of)).after


def revised(state: CaseState, of: OrderFacts, command: c.Revise) -> CaseState:
    return decide(command, state, (Role.BUYER,), facts_of(of)).after


def approved(state: CaseState, of: OrderFacts) -> CaseState:
    return decide(c.Approve(), state, (Role.MERCHANT,), facts_of(of)).after


def way(leg: Leg) -> tuple[int, str, str, str, int]:
    return leg.payment_no, leg.tender, leg.processor, leg.processor_reference, leg.amount_minor


@pytest.mark.parametrize(
    ("refund_to", "amount_minor", "ways"),
    [
        (None, None, [(1, "card", "processor", "payment-1", 10), (2, "gift_card", "internal", "payment-2", 5)]),
        (None, 4, [(1, "card", "processor", "payment-1", 4)]),
        ("gift-7", None, [(1, "gift_card", "internal", "gift-7", 10), (2, "gift_card", "internal", "gift-7", 5)]),
        ("gift-7", 4, [(1, "gift_card", "internal", "gift-7", 4)]),
        ("credit-1", 11, [(1, "store_credit", "internal", "credit-1", 10), (2, "store_credit", "internal", "credit-1", 1)]),
    ],
)  # fmt: skip
def test_legs_use_up_the_payments_in_order_wherever_the_money_goes(
    refund_to: str | None, amount_minor: int | None, ways: list[tuple[int, str, str, str, int]]
) -> None:
    of = paid_by_two()
    state = approved(opened(of, refund_to, amount_minor), of)
    assert [way(leg) for leg in state.legs] == ways


def test_a_refund_to_ones_own_tender_is_settled_by_the_approval_itself() -> None:
    of = paid_by_two()
    state = approved(opened(of, "gift-7"), of)
    assert state.stage is Stage.SETTLED
    assert state.refunded_minor == 15
    assert {leg.status for leg in state.legs} == {LegStatus.PAID}


@pytest.mark.parametrize(
    ("refund_to", "refusal", "fields"),
    [
        ("gift-of-somebody-else", NoSuchTender, {}),
        ("Gift-7", NoSuchTender, {}),
        ("payment-1", NoSuchTender, {}),
        ("visa-8", NotRefundableThere, {"tender": "card"}),
    ],
)
def test_what_is_not_a_gift_card_or_credit_of_the_buyer_is_refused(
    refund_to: str, refusal: type[Exception], fields: dict[str, str]
) -> None:
    of = paid_by_two()
    with pytest.raises(refusal) as opening:
        opened(of, refund_to)
    assert opening.value.fields == fields  # type: ignore[attr-defined]
    with pytest.raises(refusal):
        revised(opened(of), of, c.Revise(refund_to=refund_to))


def test_a_revision_changes_keeps_or_takes_back_the_choice() -> None:
    of = paid_by_two()
    state = opened(of, "gift-7")
    state = revised(state, of, c.Revise(reason="late"))
    assert state.refund_to == OWN_CARD
    state = revised(state, of, c.Revise(refund_to="credit-1"))
    assert state.refund_to == OWN_CREDIT
    state = revised(state, of, c.Revise(refund_to=""))
    assert state.refund_to is None
    assert [leg.tender for leg in approved(state, of).legs] == ["card", "gift_card"]


def test_the_choice_is_what_it_was_when_it_was_made() -> None:
    """A marketplace that later tells the tender as a card does not turn the buyer's gift card into one."""
    of = paid_by_two()
    state = opened(of, "gift-7")
    retold = structs.replace(of, tenders=(BuyerTender("gift-7", "card"),))
    assert {leg.tender for leg in approved(state, retold).legs} == {"gift_card"}


async def tea_with_tenders(world: World, number: str = "T-1") -> Any:
    buyer = tea_order()["buyer"] | {"tenders": TOLD}
    return await world.order(number, buyer=buyer)


async def balances(pool: Any) -> dict[str, int]:
    rows = await pool.fetch("SELECT account, balance_minor FROM ledger_accounts WHERE balance_minor <> 0")
    return {row["account"]: row["balance_minor"] for row in rows}


async def test_the_money_goes_through_the_books_to_the_chosen_tender(pool: Any) -> None:
    world = build_world(pool)
    recorded = await tea_with_tenders(world)
    done = await world.open(recorded, "refund_only", refund_to="credit-1")
    done = await world.do(merchant_of(recorded), done, c.Approve())

    assert done.case.state.stage is Stage.SETTLED
    case, facts = await read_case(pool, done.case.state.id)
    assert case.state == done.case.state == fold(as_recorded(case.events))
    assert [(p.payment_no, p.refunded_minor) for p in facts.payments] == [(1, 10002), (2, 0)]
    assert facts.tenders == tuple(sorted(TENDERS, key=lambda tender: tender.external_id))
    after = await balances(pool)
    assert after["processor:internal:transit"] == 10002
    assert f"buyer:{recorded.buyer_id}:payout:store_credit" not in after
    assert "processor:fake:transit" not in after
    payouts = await pool.fetch("SELECT account FROM ledger_accounts WHERE account LIKE 'buyer:%'")
    assert [row["account"] for row in payouts] == [f"buyer:{recorded.buyer_id}:payout:store_credit"]
    assert await world.runner.run_ready() == 0
    assert (await check_ledger(pool)).findings == ()


async def test_another_case_of_the_order_still_goes_back_to_what_is_left_of_the_payments(pool: Any) -> None:
    world = build_world(pool)
    recorded = await tea_with_tenders(world)
    first = await world.open(recorded, "refund_only", items=(c.ItemAsked(1),), refund_to="gift-7")
    await world.do(merchant_of(recorded), first, c.Approve())
    second = await world.open(recorded, "refund_only", items=(c.ItemAsked(2),))
    done = await world.do(merchant_of(recorded), second, c.Approve())

    legs = [(leg.payment_no, leg.tender, leg.amount_minor) for leg in done.case.state.legs]
    assert legs == [(1, "card", 299), (2, "gift_card", 501)]
    await world.runner.run_ready()
    assert (await balances(pool))["processor:fake:transit"] == 299
    assert (await check_ledger(pool)).findings == ()


async def test_the_tenders_of_one_buyer_are_not_those_of_another(pool: Any) -> None:
    world = build_world(pool)
    await tea_with_tenders(world)
    other = await world.order("T-2", buyer={"external_id": "wang-wei", "name": "王伟"})
    with pytest.raises(NoSuchTender):
        await world.open(other, "refund_only", refund_to="gift-7")


async def test_over_http_the_choice_is_made_when_opening_and_shown_with_the_case(
    fresh_dsn: str, tmp_path: Path
) -> None:
    async with site(fresh_dsn, tmp_path) as web:
        recorded = await tea_with_tenders(web.world)
        headers = web.as_(buyer_of(recorded))
        body = {"order": "T-1", "type": "refund_only", "items": [{"line_no": 1}], "reason": "quality"}
        plain = await web.client.post("/api/cases?dry_run=true", json=body, headers=headers)
        assert plain.json()["refund_to"] is None
        refused = await web.client.post("/api/cases", json=body | {"refund_to": "visa-8"}, headers=headers)
        assert (refused.status_code, refused.json()["code"]) == (422, "tender_not_open")
        answer = await web.client.post("/api/cases", json=body | {"refund_to": "gift-7"}, headers=headers)
        assert answer.json()["refund_to"] == "gift-7"


async def test_over_http_a_revision_makes_the_choice_and_only_the_buyer_may(
    fresh_dsn: str, tmp_path: Path
) -> None:
    async with site(fresh_dsn, tmp_path) as web:
        recorded = await tea_with_tenders(web.world)
        case = (await web.world.open(recorded)).case.state.id
        path, body = f"/api/cases/{case}/revision", {"refund_to": "gift-7"}
        by_merchant = await web.client.post(path, json=body, headers=web.as_(merchant_of(recorded)))
        assert by_merchant.status_code == 403
        answer = await web.client.post(path, json=body, headers=web.as_(buyer_of(recorded)))
        assert (answer.status_code, answer.json()["refund_to"]) == (200, "gift-7")
        back = await web.client.post(path, json={"refund_to": ""}, headers=web.as_(buyer_of(recorded)))
        assert back.json()["refund_to"] is None

"""The cancellations and returns among the retail store's tasks, over HTTP to the right end or the right refusal."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from makegood.accounts import Principal
from makegood.cases import as_recorded, fold, read_case
from tests.real.retail_facts import REASONS
from tests.real.retail_store import (
    CANCEL,
    IN_THE_KERNEL,
    NEEDS_DATA,
    OUT_OF_THE_KERNEL,
    READS,
    RETURN,
    Action,
    Order,
    Task,
    speaker_of,
    store,
    tasks,
)
from tests.real.shop import Shop, all_lines, claimed, lines_of, shop_over

pytestmark = NEEDS_DATA
WITH_WRITES = [task for task in tasks() if task.in_the_kernel]
NAMES = [f"task {task.id}" for task in WITH_WRITES]
SAID_YES = {"identified": True, "confirmed": True}
OF_THE_SHARED_TASKS = {
    "cancel_pending_order": 18,
    "return_delivered_order_items": 32,
    "exchange_delivered_order_items": 25,
    "modify_pending_order_items": 22,
    "modify_pending_order_address": 16,
    "modify_user_address": 7,
    "transfer_to_human_agents": 2,
}


def test_every_action_of_the_tasks_is_carried_out_or_listed_as_out_of_scope() -> None:
    counts = Counter(action.name for task in tasks() for action in task.actions)
    assert set(counts) <= IN_THE_KERNEL | READS | set(OUT_OF_THE_KERNEL)
    if len(tasks()) != 74:
        pytest.skip("another selection of the tasks: their actions are counted for the shared one")
    assert {name: count for name, count in counts.items() if name not in READS} == OF_THE_SHARED_TASKS
    assert len(WITH_WRITES) == 32


@pytest.mark.parametrize("task", WITH_WRITES, ids=NAMES)
async def test_a_task_comes_to_its_right_end(task: Task, shop_dsn: str, tmp_path: Path) -> None:
    user = speaker_of(task)
    went_to: Counter[str] = Counter()
    async with shop_over(shop_dsn, tmp_path) as shop:
        buyer = await shop.buyer(user.user_id)
        for action in task.in_the_kernel:
            order = store().orders[action.arguments["order_id"]]
            wanted = action.arguments.get("payment_method_id", order.paid_by)
            case = await _carried_out(shop, buyer, action, order, wanted)
            await _is_right(shop, case, action, order, wanted)
            went_to[wanted] += case["refunded_minor"]
        outside = {reference: minor for reference, minor in went_to.items() if "gift_card" not in reference}
        assert await shop.moved_minor() == outside
        assert await shop.to_own_books_minor() == went_to.total() - sum(outside.values())
        assert await shop.book_is_clean()


async def _carried_out(
    shop: Shop, buyer: Principal, action: Action, order: Order, wanted: str
) -> dict[str, Any]:
    """The action as the buyer's case, from the request to where the worker leaves it."""
    known = await shop.order(order.order_id)
    if action.name == CANCEL:
        items = all_lines(known)
        reason = REASONS[action.arguments["reason"]]
        asked = await shop.ask(buyer, order.order_id, "refund_only", items, reason=reason)
    else:
        items = lines_of(known, action.arguments["item_ids"])
        elsewhere = {} if wanted == order.paid_by else {"refund_to": wanted}
        asked = await shop.ask(buyer, order.order_id, "return_refund", items, facts=SAID_YES, **elsewhere)
    assert asked.status_code == 201, asked.text
    case = asked.json()
    assert case["stage"] == "awaiting_merchant"
    assert case["goods"] == ("not_shipped" if action.name == CANCEL else "with_buyer")
    case = await (shop.approve(case) if action.name == CANCEL else shop.bring_back(buyer, case))
    # What lives in our own books is paid in the same transaction; a processor is called by the worker.
    assert case["stage"] == ("settled" if "gift_card" in wanted else "refunding")
    return await shop.after_work(buyer, case)


async def _is_right(shop: Shop, case: dict[str, Any], action: Action, order: Order, wanted: str) -> None:
    """Settled, the price to the cent, to the wanted payment method, and exactly these units claimed."""
    price_minor = order.price_minor(action.arguments.get("item_ids"))
    assert (case["stage"], case["money"], case["ball"]) == ("settled", "refunded", None)
    assert (case["requested_minor"], case["refunded_minor"]) == (price_minor, price_minor)
    assert case["goods"] == ("not_shipped" if action.name == CANCEL else "returned")
    stored, facts = await read_case(shop.pool, int(case["id"]))
    legs = [(leg.payment_no, leg.processor_reference, leg.amount_minor) for leg in stored.state.legs]
    assert legs == [(1, wanted, price_minor)]
    assert fold(as_recorded(stored.events)) == stored.state
    assert [payment.refunded_minor for payment in facts.payments] == [price_minor]
    known = await shop.order(order.order_id)
    items = {item["line_no"]: (item["quantity"], item["value_minor"]) for item in case["items"]}
    assert claimed(known) == items
    assert (claimed(known) == _everything(known)) is (price_minor == order.price_minor())


def _everything(order: dict[str, Any]) -> dict[int, tuple[int, int]]:
    return {line["line_no"]: (line["quantity"], line["paid_minor"]) for line in order["lines"]}


@pytest.mark.parametrize("way", ["when opening", "by a revision"])
async def test_a_return_may_be_paid_to_a_gift_card_instead(way: str, shop_dsn: str, tmp_path: Path) -> None:
    """Every delivered order that was not paid by gift card, of a buyer who has one: one unit goes back."""
    orders = [o for o in store().orders_that_are("delivered") if _other_gift_cards(o)]
    assert orders
    total_minor = 0
    async with shop_over(shop_dsn, tmp_path) as shop:
        for order in orders:
            buyer, gift_card = await shop.buyer(order.user_id), _other_gift_cards(order)[0]
            item_id = order.items[0].item_id
            items = lines_of(await shop.order(order.order_id), [item_id])
            choice = {"refund_to": gift_card}
            opening = choice if way == "when opening" else {}
            asked = await shop.ask(buyer, order.order_id, "return_refund", items, **opening)
            case = asked.json()
            if way == "by a revision":
                case = await shop.act(buyer, case, "revision", **choice)
            assert case["refund_to"] == gift_card
            case = await shop.bring_back(buyer, case)
            returned = Action(RETURN, {"item_ids": [item_id]})
            await _is_right(shop, case, returned, order, gift_card)
            total_minor += order.price_minor([item_id])
        assert (await shop.to_own_books_minor(), await shop.moved_minor()) == (total_minor, {})
        assert await shop.book_is_clean()


def _other_gift_cards(order: Order) -> list[str]:
    return [card for card in store().users[order.user_id].gift_cards if card != order.paid_by]


def _refused(answer: Any, status: int, code: str) -> None:
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text


async def test_a_cancelled_order_cannot_be_cancelled_or_returned(shop_dsn: str, tmp_path: Path) -> None:
    async with shop_over(shop_dsn, tmp_path) as shop:
        for order in store().orders_that_are("cancelled"):
            buyer = await shop.buyer(order.user_id)
            items = all_lines(await shop.order(order.order_id))
            for type_ in ("refund_only", "return_refund"):
                _refused(await shop.ask(buyer, order.order_id, type_, items), 409, "order_not_paid")
        assert await shop.book_is_clean()


async def test_what_was_never_shipped_cannot_be_returned(shop_dsn: str, tmp_path: Path) -> None:
    async with shop_over(shop_dsn, tmp_path) as shop:
        for order in store().orders_that_are("pending"):
            buyer = await shop.buyer(order.user_id)
            items = all_lines(await shop.order(order.order_id))
            asked = await shop.ask(buyer, order.order_id, "return_refund", items)
            _refused(asked, 409, "not_shipped_yet")


async def test_nothing_is_returned_before_the_customer_has_said_yes(shop_dsn: str, tmp_path: Path) -> None:
    """The store's own policy, over HTTP: no yes, no return; and it says so."""
    async with shop_over(shop_dsn, tmp_path) as shop:
        order = store().orders_that_are("delivered")[0]
        buyer, items = await shop.buyer(order.user_id), all_lines(await shop.order(order.order_id))
        said_no = SAID_YES | {"confirmed": False}
        answer = await shop.ask(buyer, order.order_id, "return_refund", items, facts=said_no)
        _refused(answer, 422, "remedy_not_open")
        assert "has said yes to exactly that" in answer.json()["detail"]
        answer = await shop.ask(buyer, order.order_id, "refund_only", items, facts=SAID_YES)
        _refused(answer, 422, "remedy_not_open")


async def test_nobody_else_can_do_what_a_task_does(shop_dsn: str, tmp_path: Path) -> None:
    """To another customer the order does not exist: not to read, not to cancel, not to return."""
    async with shop_over(shop_dsn, tmp_path) as shop:
        for task in WITH_WRITES:
            speaker = speaker_of(task).user_id
            stranger = next(order for order in store().orders.values() if order.user_id != speaker)
            other = await shop.buyer(stranger.user_id)
            for action in task.in_the_kernel:
                await _does_not_exist_for(other, shop, action.arguments["order_id"])


async def _does_not_exist_for(other: Principal, shop: Shop, number: str) -> None:
    known = await shop.order(number)
    read = await shop.web.client.get(f"/api/orders/{known['id']}", headers=shop.web.as_(other))
    assert read.status_code == 404
    for name in (number, known["id"]):
        for type_ in ("refund_only", "return_refund"):
            _refused(await shop.ask(other, name, type_, all_lines(known)), 404, "not_found")
    assert claimed(await shop.order(number)) == {}


async def test_a_refund_goes_to_nobody_else_and_to_no_other_card_or_wallet(
    shop_dsn: str, tmp_path: Path
) -> None:
    """Also task 10: each of two orders is to be refunded to what the other one was paid with."""
    delivered = store().orders_that_are("delivered")
    cards = [card for user in store().users.values() for card in user.gift_cards]
    swapped = 0
    async with shop_over(shop_dsn, tmp_path) as shop:
        for order in delivered:
            user = store().users[order.user_id]
            buyer, items = await shop.buyer(user.user_id), all_lines(await shop.order(order.order_id))
            foreign = next(card for card in cards if card not in user.payment_methods)
            others = [m for m in user.payment_methods if m != order.paid_by and not m.startswith("gift_card")]
            wrong = [(foreign, "no_such_tender"), *((method, "tender_not_open") for method in others)]
            swapped += len(others)
            for refund_to, code in wrong:
                asked = await shop.ask(buyer, order.order_id, "return_refund", items, refund_to=refund_to)
                _refused(asked, 422, code)
            assert claimed(await shop.order(order.order_id)) == {}
        assert swapped
        assert await shop.pool.fetchval("SELECT count(*) FROM cases") == 0


async def test_only_what_the_order_holds_can_go_back_and_only_once(shop_dsn: str, tmp_path: Path) -> None:
    async with shop_over(shop_dsn, tmp_path) as shop:
        for order in store().orders_that_are("delivered")[:40]:
            buyer, known = await shop.buyer(order.user_id), await shop.order(order.order_id)
            last, number = len(known["lines"]), order.order_id
            not_there = await shop.ask(buyer, number, "return_refund", [{"line_no": last + 1}])
            _refused(not_there, 422, "no_such_line")
            many = [{"line_no": 1, "quantity": known["lines"][0]["quantity"] + 1}]
            _refused(await shop.ask(buyer, number, "return_refund", many), 409, "units_not_left")
            dear = {"amount_minor": order.price_minor() + 1}
            too_much = await shop.ask(buyer, number, "return_refund", all_lines(known), **dear)
            _refused(too_much, 422, "more_than_paid")
            assert (await shop.ask(buyer, number, "return_refund", all_lines(known))).status_code == 201
            again = await shop.ask(buyer, number, "return_refund", [{"line_no": last}])
            _refused(again, 409, "units_not_left")

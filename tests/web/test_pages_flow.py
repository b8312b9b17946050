"""A whole return through forms alone, without script: from the order's page to the money."""

from __future__ import annotations

from tests.attack.shop import work
from tests.web.buyer_world import asks, case_path, remedies
from tests.web.pages_world import Browser, a_case
from tests.web_app import Site
from tests.world import DESK, buyer_of, merchant_of


async def test_a_return_from_the_orders_page_to_the_refund(shop: Site) -> None:
    order = await shop.world.order("F-1")
    buyer, merchant = Browser(shop, buyer_of(order)), Browser(shop, merchant_of(order))

    orders = await buyer.open("/orders")
    assert f'href="/orders/{order.order_id}/cases/new"' in orders.text
    page = await asks(buyer, order, "quality", "return_refund", quantity_1="2", note="Mould")
    assert "Your case is open." in page.text
    assert "CN¥66.68" in page.text
    path = case_path(page)
    assert f'href="{path}"' in page.text or f'href="{path}#' in page.text

    seen = await merchant.open(path)
    assert "Your turn: answer this request" in seen.text
    granted = await merchant.send(seen, f"{path}/approval")
    assert "You granted the request." in granted.text

    sent = await buyer.send(
        await buyer.open(path), f"{path}/return-shipment", carrier="顺丰", tracking_no="SF-77"
    )
    assert "You sent the goods back with 顺丰, SF-77" in sent.text
    arrived = await merchant.send(await merchant.open(path), f"{path}/reception")
    inspected = await merchant.send(arrived, f"{path}/inspection")
    assert "The refund is on its way" in inspected.text

    await work(shop)
    done = await buyer.open(path)
    assert "Settled: CN¥66.68 refunded" in done.text
    assert "You asked for CN¥66.68 back: it is faulty" in done.text


async def test_offers_go_to_and_fro_in_amounts_as_people_write_them(shop: Site) -> None:
    told = await a_case(shop, "F-2", "refund_only")
    buyer, merchant = Browser(shop, buyer_of(told.order)), Browser(shop, merchant_of(told.order))
    offered = await merchant.send(
        await merchant.open(told.path), f"{told.path}/offers", amount="20.5", note="Half?"
    )
    assert "You offered CN¥20.50 (Refund only)" in offered.text
    countered = await buyer.send(await buyer.open(told.path), f"{told.path}/offers", amount=" 30 ")
    assert "You offered CN¥30.00" in countered.text
    again = await merchant.send(await merchant.open(told.path), f"{told.path}/offers", amount="25.00")
    assert again.status == 200
    accepted = await buyer.send(await buyer.open(told.path), f"{told.path}/acceptance")
    assert "You accepted the offer of CN¥25.00" in accepted.text


async def test_part_of_what_came_back_is_accepted(shop: Site) -> None:
    told = await a_case(shop, "F-3")
    buyer, merchant = Browser(shop, buyer_of(told.order)), Browser(shop, merchant_of(told.order))
    await merchant.send(await merchant.open(told.path), f"{told.path}/approval")
    await buyer.send(
        await buyer.open(told.path), f"{told.path}/return-shipment", carrier="SF", tracking_no="1"
    )
    await merchant.send(await merchant.open(told.path), f"{told.path}/reception")
    page = await merchant.open(told.path)
    refused = await merchant.send(page, f"{told.path}/inspection", quantity_1="2")
    assert refused.status == 422
    assert "Say with a reason why not everything was accepted." in refused.text
    taken = await merchant.send(refused, f"{told.path}/inspection", quantity_1="2", reason="worn")
    assert "2 of 3 accepted" in taken.text
    assert "You did not accept all that came back: Worn or used" in taken.text


async def test_a_dispute_is_heard_and_split(shop: Site) -> None:
    told = await a_case(shop, "F-4", "refund_only")
    buyer, merchant, desk = (
        Browser(shop, who) for who in (buyer_of(told.order), merchant_of(told.order), DESK)
    )
    await buyer.send(
        await buyer.open(told.path), f"{told.path}/escalation", note="They do not answer", is_all="yes"
    )
    await merchant.send(
        await merchant.open(told.path), f"{told.path}/statements", note="It was fine", is_all="yes"
    )
    page = await desk.open(told.path)
    assert "Your turn: decide this dispute" in page.text
    owed = await desk.send(page, f"{told.path}/ruling", favour="split", reason="Both are right")
    assert owed.status == 422
    ruled = await desk.send(owed, f"{told.path}/ruling", favour="split", amount="40", reason="Both are right")
    assert "decided: Split, CN¥40.00 for the buyer" in ruled.text


async def test_the_desk_stops_the_clock_and_lets_it_run_on(shop: Site) -> None:
    told = await a_case(shop, "F-5")
    desk = Browser(shop, DESK)
    page = await desk.send(
        await desk.open(told.path), f"{told.path}/pause", reason="court_papers", note="A letter came"
    )
    assert "The clock stands still." in page.text
    assert "A court has the matter" in page.text
    page = await desk.send(page, f"{told.path}/resumption")
    assert "let the clock run on" in page.text


async def test_what_was_not_received_is_not_sent_back(shop: Site) -> None:
    order = await shop.world.order("F-8")
    buyer, action = Browser(shop, buyer_of(order)), f"/orders/{order.order_id}/cases"
    told = await asks(buyer, order, "not_received", "return_refund")
    assert told.status == 422
    assert "What was not received cannot be sent back" in told.text
    answer = await buyer.send(told, action, type="refund_only", amount="１２．５０")
    assert "Your case is open." in answer.text
    path = case_path(answer)
    assert "You asked for CN¥12.50 back: it has not arrived" in (await buyer.open(path)).text
    for changes, sentence in (
        ({"type": "return_refund"}, "未收到的商品无法退回"),
        ({"quantity_1": "０"}, "请至少选择一件商品。"),
    ):
        page = await Browser(shop, buyer.who, "zh-CN").send(
            await buyer.open(path), f"{path}/revision", **changes
        )
        assert (page.status, sentence in page.text) == (422, True)


async def test_what_was_done_is_told_only_to_those_who_could(shop: Site) -> None:
    told = await a_case(shop, "F-9")
    address = f"{told.path}?done=open"
    assert "Your case is open." in (await Browser(shop, buyer_of(told.order)).open(address)).text
    for who in (merchant_of(told.order), DESK):
        assert "Your case is open." not in (await Browser(shop, who).open(address)).text


async def test_a_request_is_changed_and_taken_back(shop: Site) -> None:
    told = await a_case(shop, "F-6")
    buyer = Browser(shop, buyer_of(told.order))
    page = await buyer.send(
        await buyer.open(told.path), f"{told.path}/revision", quantity_1="1", reason="wrong_item"
    )
    assert "You changed the request to CN¥33.34 (Return &amp; refund): the wrong item came" in page.text
    page = await buyer.send(page, f"{told.path}/withdrawal")
    assert "The request was taken back" in page.text


async def test_the_money_may_go_to_the_buyers_own_gift_card(shop: Site) -> None:
    tenders = [{"external_id": "gc_9", "tender": "gift_card", "label": "Gift card ending 09"}]
    party = {"external_id": "li-na", "name": "李娜", "language": "zh-CN", "tenders": tenders}
    order = await shop.world.order("F-7", buyer=party)
    buyer = Browser(shop, buyer_of(order))
    seen = await remedies(buyer, order, "quality")
    assert "Gift card ending 09" in seen.text
    answer = await buyer.send(seen, f"/orders/{order.order_id}/cases", type="refund_only", refund_to="gc_9")
    page = await buyer.open(case_path(answer))
    assert page.status == 200, page.text
    assert "gc_9" in page.text

"""The withdrawal of EU law: offered where a rule owes it, confirmed in a statement, with a receipt; and the orders' pages."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from makegood.flows.withdrawal_receipt import Receiver, keep_receipt, send_receipt
from makegood.notifications import KeepingMailer
from tests.web.buyer_world import asks
from tests.web.pages_world import Browser
from tests.web_app import Site
from tests.world import buyer_of, merchant_of

LI_NA = {"external_id": "li-na", "name": "李娜", "language": "zh-CN", "email": "li@example.com"}


async def bought_in_the_union(shop: Site, number: str, days_ago: float = 3, **changes: Any) -> Any:
    """Tea sold to a consumer in the Union, delivered a day after it was bought."""
    at = shop.world.clock.now() - timedelta(days=days_ago)
    delivered = (at + timedelta(days=1)).isoformat()
    parcel = {
        "carrier": "DHL", "tracking_no": f"D{number}", "shipped_at": at.isoformat(), "delivered_at": delivered,
    }  # fmt: skip
    facts = {"informed_of_withdrawal_at": at.isoformat(), "traits": []}
    return await shop.world.order(
        number, placed_at=at.isoformat(), parcels=[parcel], market="EU", facts=facts, buyer=LI_NA, **changes
    )


async def test_the_button_is_there_where_the_law_owes_it(shop: Site) -> None:
    eu = await bought_in_the_union(shop, "W-1")
    late = await bought_in_the_union(shop, "W-2", days_ago=40)
    cn = await shop.world.order("W-3", buyer=LI_NA)
    buyer = Browser(shop, buyer_of(eu))
    for order, owed in ((eu, True), (late, False), (cn, False)):
        page = await buyer.open(f"/orders/{order.order_id}")
        assert ("Withdraw from contract here" in page.text) is owed
        assert (await buyer.open(f"/orders/{order.order_id}/withdrawal")).status == (200 if owed else 409)
    assert "Withdraw" not in (await Browser(shop, merchant_of(eu)).open(f"/orders/{eu.order_id}")).text


async def test_a_statement_is_confirmed_and_its_receipt_stays(shop: Site) -> None:
    order = await bought_in_the_union(shop, "W-4")
    buyer, action = Browser(shop, buyer_of(order)), f"/orders/{order.order_id}/withdrawal"
    page = await buyer.open(action)
    assert page.forms[action] | {"key": ""} == {
        "key": "", "quantity_1": "3", "name": "李娜", "email": "li@example.com", "type": "return_refund",
    }  # fmt: skip
    assert "Confirm withdrawal" in page.text
    nameless = await buyer.send(page, action, name=" ")
    assert (nameless.status, "Fill in" in nameless.text) == (422, True)
    nowhere = await buyer.send(page, action, email="li")
    assert nowhere.status == 422
    receipt = await buyer.send(page, action, quantity_1="2")
    assert "Receipt of your withdrawal" in receipt.text
    assert "Green tea, 100 g × 2" in receipt.text
    assert "li@example.com" in receipt.text
    again = await buyer.send(page, action, quantity_1="2", email="other@example.com")
    assert again.answer.url == receipt.answer.url
    assert "li@example.com" in again.text
    case_id = receipt.answer.url.path.rpartition("/")[2]
    case = (await shop.client.get(f"/api/cases/{case_id}", headers=shop.as_(buyer.who))).json()
    assert (case["reason"], case["type"], case["requested_minor"]) == ("no_reason", "return_refund", 6668)
    link = f'href="{receipt.answer.url.path}"'
    assert link in (await buyer.open(f"/cases/{case_id}")).text
    merchant = merchant_of(order)
    assert link not in (await Browser(shop, merchant).open(f"/cases/{case_id}")).text
    assert (await Browser(shop, merchant, "zh-CN").open(receipt.answer.url.path)).status == 200
    for path in (
        receipt.answer.url.path, f"/cases/{case_id}", f"/api/cases/{case_id}", f"/api/cases/{case_id}/messages",
        f"/orders/{order.order_id}", "/api/queue", "/work", f"/work?case={case_id}", "/notifications",
    ):  # fmt: skip
        seen = await shop.client.get(path, headers=shop.as_(merchant, Accept="*/*"))
        assert seen.status_code == 200, path
        assert "li@example.com" not in seen.text, path
    for table in ("outbox", "case_events", "cases", "notifications"):
        rows = await shop.app.state.pool.fetch(f"SELECT t::text AS told FROM {table} t")
        assert not any("li@example.com" in row["told"] for row in rows), table


async def test_the_receipt_is_no_page_for_other_cases(shop: Site) -> None:
    order = await shop.world.order("W-5")
    answer = await asks(Browser(shop, buyer_of(order)), order, "quality", "return_refund")
    case_id = answer.answer.url.path.rpartition("/")[2]
    page = await Browser(shop, buyer_of(order)).open(f"/orders/{order.order_id}/withdrawals/{case_id}")
    assert page.status == 404


async def test_the_receipt_goes_out_by_mail_with_date_and_time(shop: Site) -> None:
    order = await bought_in_the_union(shop, "W-6")
    done = await shop.world.open(order, note="I withdraw from my contract.")
    state, pool, now = done.case.state, shop.app.state.pool, shop.world.clock.now()
    waiting = "SELECT payload::text FROM jobs WHERE kind = 'send_withdrawal_receipt'"
    for email in ("li@example.com", "other@example.com"):
        await keep_receipt(pool, state, Receiver(email, "en"), now)
    assert [row["payload"] for row in await pool.fetch(waiting)] == [f'{{"case_id": "{state.id}"}}']
    mailer = KeepingMailer()
    await send_receipt(pool, mailer, "https://care.example", {"case_id": str(state.id)})
    # The form, sent again after the receipt has gone: there is nothing to send any more.
    await pool.execute("DELETE FROM jobs WHERE kind = 'send_withdrawal_receipt'")
    await keep_receipt(pool, state, Receiver("li@example.com", "en"), now)
    assert await pool.fetch(waiting) == []
    (sent,) = mailer.sent
    assert "Receipt to: li@example.com." in sent.text
    assert (sent.to, sent.subject) == ("li@example.com", "Receipt of your withdrawal")
    assert "I withdraw from my contract." in sent.text
    assert f"https://care.example/cases/{state.id}" in sent.text
    assert "Date and time: " in sent.text


async def test_orders_are_found_by_a_part_of_number_or_title(shop: Site) -> None:
    first = await shop.world.order("FIND-100%")
    await shop.world.order("OTHER-2")
    buyer = Browser(shop, buyer_of(first))
    for sought, found in (
        ("find-100%", 1),
        ("100%25", 1),
        ("green", 2),
        ("_", 0),
        ("nothing", 0),
        ("%00", 2),
    ):
        page = await buyer.open(f"/orders?q={sought}")
        assert page.text.count('class="card order-row"') == found, sought
    assert "No order matches this." in (await buyer.open("/orders?q=zzz")).text
    merchant = Browser(shop, merchant_of(first))
    assert (await merchant.open("/orders?q=OTHER-2")).text.count('class="card order-row"') == 1
    assert (await merchant.open("/orders?q=OTHER")).text.count('class="card order-row"') == 0


async def test_the_page_of_an_order_is_for_its_parties(shop: Site) -> None:
    order = await shop.world.order("ONE-1")
    other = await shop.world.order("ONE-2", buyer={"external_id": "x", "name": "X"})
    path = f"/orders/{order.order_id}"
    page = await Browser(shop, buyer_of(order), "zh-CN").open(path)
    assert "申请售后" in page.text
    assert (await Browser(shop, merchant_of(order)).open(path)).status == 200
    assert (await Browser(shop, buyer_of(other)).open(path)).status == 404
    assert (await Browser(shop).open(path)).status == 401


async def test_find_tells_visitors_nothing_and_leads_owners_to_their_order(shop: Site) -> None:
    order = await shop.world.order("MG-7")
    for number in ("MG-7", "MG-NONE"):
        page = await Browser(shop).open(f"/find?order={number}")
        assert (page.status, page.answer.headers["location"]) == (
            303, f"/sign-in/code?order={number}&next=%2Ffind%3Forder%3D{number}",
        )  # fmt: skip
    assert 'name="order"' in (await Browser(shop).open("/find")).text
    owner = await Browser(shop, buyer_of(order)).open("/find?order=MG-7")
    assert owner.answer.headers["location"] == f"/orders/{order.order_id}"
    stranger = await shop.world.order("MG-8", buyer={"external_id": "x", "name": "X"})
    other = await Browser(shop, buyer_of(stranger)).open("/find?order=MG-7")
    assert other.answer.headers["location"] == "/orders?q=MG-7"

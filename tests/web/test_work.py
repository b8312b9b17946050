"""The merchant's workbench: the queue, one answer to many, templates, inspection, statements, figures, notices."""

from __future__ import annotations

import asyncio
import io
import re
from datetime import timedelta
from typing import Any

import pytest
from PIL import Image

from makegood.accounts import Principal
from makegood.cases import commands as c
from makegood.cases import sweep_due
from makegood.orders import OrderRecorded
from tests.web.pages_world import Browser, a_case, case_at
from tests.web_app import Site
from tests.world import DESK, OPERATOR, buyer_of, merchant_of

PAGES = (
    "/work", "/work?tab=all", "/work/receive", "/work/templates", "/work/statements", "/work/figures", "/work/products",
    "/work/notices", "/work/notices?kind=clocks",
)  # fmt: skip


def desk_of(made: Site, order: OrderRecorded, language: str = "en") -> Browser:
    """The merchant's browser."""
    return Browser(made, merchant_of(order), language)


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["en", "zh-CN"])
async def test_every_page_is_there_for_merchants_with_cases_and_without(
    shop: Site, path: str, language: str
) -> None:
    order = await shop.world.order("T-0")
    page = await desk_of(shop, order, language).open(path)
    assert page.status == 200, page.text
    for stage in ("awaiting_merchant", "dispute_ruling", "settled", "closed"):
        await case_at(shop, stage)
    page = await desk_of(shop, order, language).open(path)
    assert page.status == 200
    assert "{" not in re.sub(r"<script.*?</script>|\{(\w+)\} <span", "", page.text.partition("<main")[2])


@pytest.mark.parametrize("path", PAGES)
async def test_nobody_else_has_a_workbench(shop: Site, path: str) -> None:
    order = await shop.world.order("T-0")
    for who in (buyer_of(order), DESK, OPERATOR):
        assert (await Browser(shop, who).open(path)).status == 403
    assert (await Browser(shop).open(path)).status in (401, 303)


async def test_the_queue_has_what_needs_the_merchant_and_the_tabs_the_rest(shop: Site) -> None:
    mine, theirs = await case_at(shop, "awaiting_merchant"), await case_at(shop, "awaiting_buyer")
    browser = desk_of(shop, mine.order)
    turn = await browser.open("/work")
    assert "at-awaiting_merchant" in turn.text
    assert "at-awaiting_buyer" not in turn.text
    assert "granted as asked" in turn.text  # what silence does
    assert "Leaves are damp" in turn.text  # the last message
    assert "at-awaiting_buyer" in (await browser.open("/work?tab=waiting")).text
    everything = (await browser.open("/work?tab=all")).text
    assert "at-awaiting_merchant" in everything
    assert "at-awaiting_buyer" in everything
    assert theirs.path in everything


async def test_the_queue_narrows_by_order_product_reason_and_amount(shop: Site) -> None:
    told = await a_case(shop, "N-1")
    await a_case(shop, "N-2", items=(c.ItemAsked(1, 1),))
    browser = desk_of(shop, told.order)
    both = {"N-1", "N-2"}
    for query, found in (
        ("order=N-1", {"N-1"}), ("product=GREEN", both), ("product=coffee", set()), ("reason=quality", both),
        ("reason=other", set()), ("least=50", {"N-1"}), ("most=50", {"N-2"}), ("type=refund_only", set()),
        ("order=none", set()), (f"buyer={told.order.buyer_id}", both), ("buyer=12", set()), ("least=lots", both),
        ("tab=nonsense&sort=nonsense&currency=nonsense", both), ("sort=money", both),
    ):  # fmt: skip
        page = await browser.open(f"/work?{query}")
        assert page.status == 200, query
        assert {number for number in ("N-1", "N-2") if number in page.text.partition("<tbody")[2]} == found, (
            query
        )


async def test_the_file_beside_the_queue_answers_and_returns_there(shop: Site) -> None:
    told = await a_case(shop, "F-1", note="The tins are dented")
    browser = desk_of(shop, told.order)
    number = told.done.case.state.id
    page = await browser.open(f"/work?case={number}")
    assert "The tins are dented" in page.text
    assert "This buyer and you" in page.text
    after = await browser.send(page, f"/cases/{number}/refusal", reason="no_fault_found", note="Not here")
    assert after.status == 200
    assert f"case={number}" in after.answer.url.query.decode()
    other = await shop.world.order("F-2", merchant={"external_id": "other", "name": "Other"})
    assert (await desk_of(shop, other).open(f"/work?case={number}")).status == 404


async def test_many_are_agreed_to_at_once_and_nothing_twice(shop: Site) -> None:
    told = [
        await a_case(shop, f"B-{number}", "refund_only", items=(c.ItemAsked(1, 1),)) for number in range(3)
    ]
    blocked = await case_at(shop, "withdrawn")
    browser = desk_of(shop, told[0].order)
    ids = [one.done.case.state.id for one in (*told, blocked)]
    asking = await browser.open("/work/batch?operation=approve&" + "&".join(f"case={one}" for one in ids))
    assert "Agree to requests: 3" in asking.text
    assert "Left out, and why" in asking.text
    fields: Any = {**asking.forms["/work/batch"], "case": [str(one) for one in ids]}
    first = await browser.post("/work/batch", fields)
    assert "Done: 3" in first.text
    assert "Not done: 1" in first.text
    again = await browser.post("/work/batch", fields)
    assert "Done: 3" in again.text
    refunds = await shop.world.engine.pool.fetchval(
        "SELECT count(*) FROM case_events WHERE name = 'refund.started'"
    )
    assert refunds == 3


async def test_large_sums_are_typed(shop: Site) -> None:
    dear = {
        "lines": [{"sku": "TEA-9", "product": {"external_id": "old", "category": "food.tea"}, "title": "Old tea", "quantity": 1,
             "unit_price_minor": 300_000}],
        "payments": [
            {"tender": "card", "processor": "fake", "processor_reference": "pay_dear", "amount_minor": 300_800,
             "paid_at": "2026-03-01T12:00:00Z", "rank": 0}],
    }  # fmt: skip
    order = await shop.world.order("L-1", **dear)
    done = await shop.world.open(order, "refund_only")
    browser = desk_of(shop, order)
    path = f"/work/batch?operation=approve&case={done.case.state.id}"
    page = await browser.open(path)
    untyped = await browser.post("/work/batch", page.forms["/work/batch"])
    assert untyped.status_code == 422
    assert "Type the sum" in untyped.text
    wrong = await browser.post("/work/batch", page.forms["/work/batch"] | {"total_CNY": "1"})
    assert wrong.status_code == 422
    right = await browser.post("/work/batch", page.forms["/work/batch"] | {"total_CNY": "3000.00"})
    assert "Done: 1" in right.text


async def test_a_batch_says_what_is_wrong_with_it(shop: Site) -> None:
    told = await a_case(shop, "W-1")
    browser = desk_of(shop, told.order)
    number = told.done.case.state.id
    assert (await browser.open("/work/batch?operation=approve")).status == 422
    for language, words in (("en", "choose one of these answers"), ("zh-CN", "请选择其中一种")):
        burnt = await desk_of(shop, told.order, language).open(f"/work/batch?operation=burn&case={number}")
        assert burnt.status == 422
        assert words in burnt.text
    many = "&".join(f"case={one}" for one in range(1, 103))
    assert (await browser.open(f"/work/batch?operation=approve&{many}")).status == 422
    page = await browser.open(f"/work/batch?operation=ask&case={number}")
    unsaid = await browser.post("/work/batch", page.forms["/work/batch"] | {"text": " "})
    assert unsaid.status_code == 422
    asked = await browser.post("/work/batch", page.forms["/work/batch"] | {"text": "Which tin?"})
    assert "Done: 1" in asked.text


async def batch(made: Site, who: Principal, content: dict[str, Any], **headers: str) -> Any:
    return await made.client.post("/api/cases/batch", json=content, headers=made.as_(who, **headers))


async def test_the_api_answers_many_cases_once(shop: Site) -> None:
    told = [await a_case(shop, f"A-{number}") for number in range(2)]
    who = merchant_of(told[0].order)
    ids = [{"id": str(one.done.case.state.id)} for one in told]
    content = {"operation": "refuse", "cases": ids, "reason": "no_fault_found", "note": "Dry here"}
    answers = await asyncio.gather(
        *(batch(shop, who, content, **{"Idempotency-Key": "once"}) for _ in range(3))
    )
    assert {answer.status_code for answer in answers} == {200}
    assert all(answer.json()["done"] == 2 for answer in answers)
    count = await shop.world.engine.pool.fetchval(
        "SELECT count(*) FROM case_events WHERE name = 'case.refused'"
    )
    assert count == 2
    second = (await batch(shop, who, content)).json()
    assert second["refused"] == 2
    assert {one["code"] for one in second["outcomes"]} <= {"not_your_move", "not_in_this_stage"}


async def test_the_api_of_batches_refuses_in_words(shop: Site) -> None:
    told = await a_case(shop, "R-1")
    who = merchant_of(told.order)
    one = {"id": str(told.done.case.state.id)}
    for content, code in (
        ({"operation": "approve", "cases": []}, "no_cases_chosen"),
        ({"operation": "approve", "cases": [one, one]}, "case_named_twice"),
        ({"operation": "refuse", "cases": [one]}, "invalid"),
        ({"operation": "ask", "cases": [one]}, "invalid"),
    ):
        answer = await batch(shop, who, content)
        assert (answer.status_code, answer.json()["code"]) == (422, code)
    stale = await batch(shop, who, {"operation": "approve", "cases": [{**one, "version": 99}]})
    assert stale.json()["outcomes"][0]["code"] == "version_changed"
    foreign = await batch(shop, who, {"operation": "approve", "cases": [{"id": "12345"}]})
    assert foreign.json()["outcomes"][0]["code"] == "not_found"
    assert (
        await batch(shop, buyer_of(told.order), {"operation": "approve", "cases": [one]})
    ).status_code == 403


async def test_a_template_fills_in_the_message_of_a_case(shop: Site) -> None:
    told = await a_case(shop, "P-1")
    browser = desk_of(shop, told.order)
    page = await browser.open("/work/templates")
    wrong = await browser.send(page, "/work/templates", title="Photos", body="Dear {byer}", act="keep")
    assert wrong.status == 422
    assert "byer" in wrong.text
    body = "Dear {buyer}, about {order}: please show {item}. We refund {refund}. {unknown"
    seen = await browser.send(page, "/work/templates", title="Photos", body=body, act="preview")
    assert "about P-1" in seen.text
    kept = await browser.send(page, "/work/templates", title="Photos", body=body, act="keep")
    assert "The template is kept." in kept.text
    twice = await browser.send(
        await browser.open("/work/templates"), "/work/templates", title="Photos", body=body, act="keep"
    )
    assert twice.status == 409
    template = re.search(r"/work/templates\?template=(\d+)", kept.text)
    assert template
    number = told.done.case.state.id
    filled = await browser.open(f"/work?case={number}&template={template[1]}")
    assert "about P-1: please show Green tea" in filled.forms[f"/cases/{number}/messages"]["text"]
    gone = await browser.send(kept, f"/work/templates/{template[1]}/deletion")
    assert "You have no templates yet." in gone.text


async def test_templates_over_the_api(shop: Site) -> None:
    order = await shop.world.order("P-2")
    other = await shop.world.order("P-3", merchant={"external_id": "other", "name": "Other"})
    mine, theirs = shop.as_(merchant_of(order)), shop.as_(merchant_of(other))
    content = {"title": "Thanks", "body": "Thank you, {buyer}."}
    made = await shop.client.post(
        "/api/reply-templates", json=content, headers=mine | {"Idempotency-Key": "t"}
    )
    again = await shop.client.post(
        "/api/reply-templates", json=content, headers=mine | {"Idempotency-Key": "t"}
    )
    assert (made.status_code, made.content) == (201, again.content)
    path = f"/api/reply-templates/{made.json()['id']}"
    assert (await shop.client.get(path, headers=theirs)).status_code == 404
    assert (await shop.client.put(path, json=content, headers=theirs)).status_code == 404
    changed = await shop.client.put(
        path, json={"title": "Thank you", "body": "{shop} thanks you."}, headers=mine
    )
    assert changed.json()["title"] == "Thank you"
    await shop.client.delete(path, headers=theirs)
    listed = (await shop.client.get("/api/reply-templates?limit=1", headers=mine)).json()
    assert [one["title"] for one in listed["templates"]] == ["Thank you"]
    assert (await shop.client.delete(path, headers=mine)).status_code == 204
    assert (await shop.client.get(path, headers=mine)).status_code == 404


def a_photo() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(out, "JPEG")
    return out.getvalue()


async def test_a_return_is_found_by_its_parcel_and_counted_once(shop: Site) -> None:
    told = await case_at(shop, "in_return_transit")
    browser, number = desk_of(shop, told.order), told.done.case.state.id
    for asked in ("SF1", "sf1", str(number), "at-in_return_transit"):
        answer = await browser.open(f"/work/receive?q={asked}")
        assert answer.answer.headers["location"] == f"/work/receive/{number}", asked
    assert "No case of yours fits" in (await browser.open("/work/receive?q=nothing")).text
    page = await browser.open(f"/work/receive/{number}")
    fields = page.forms[f"/work/receive/{number}"] | {
        "units_1_1": "2", "units_1_2": "1", "found_1_2": "worn:D", "note": "One tin open", "step": "inspect",
    }  # fmt: skip
    photos = {"photos": ("tin.jpg", a_photo(), "image/jpeg")}
    headers = browser._headers()
    answers = [
        await shop.client.post(f"/work/receive/{number}", data=fields, files=photos, headers=headers)
        for _ in range(2)
    ]
    assert [answer.status_code for answer in answers] == [303, 303], answers[0].text
    names = await shop.world.engine.pool.fetch(
        "SELECT name FROM case_events WHERE case_id = $1 ORDER BY seq DESC LIMIT 4", number
    )
    assert {"case.return_received", "reception.units_found"} <= {row["name"] for row in names}
    photos_shown = await shop.world.engine.pool.fetchval(
        "SELECT count(*) FROM case_files WHERE case_id = $1", number
    )
    assert photos_shown == 1


async def test_a_mistake_in_counting_does_nothing(shop: Site) -> None:
    told = await case_at(shop, "in_return_transit")
    browser, number = desk_of(shop, told.order), told.done.case.state.id
    page = await browser.open(f"/work/receive/{number}")
    fields = page.forms[f"/work/receive/{number}"] | {"units_1_1": "lots", "step": "inspect"}
    answer = await shop.client.post(
        f"/work/receive/{number}", data=fields, files={"photos": ("", b"")}, headers=browser._headers()
    )
    assert answer.status_code == 422
    state = await shop.world.engine.pool.fetchval("SELECT stage FROM cases WHERE id = $1", number)
    assert state == "in_return_transit"


async def test_a_statement_adds_up_to_what_the_ledger_moved(shop: Site) -> None:
    told = await case_at(shop, "settled")
    at = shop.world.clock.now()
    who = shop.as_(merchant_of(told.order))
    query = {"since": (at - timedelta(days=1)).isoformat(), "until": (at + timedelta(days=1)).isoformat()}
    view = (await shop.client.get("/api/statements", params=query, headers=who)).json()
    total = sum(line["escrow_minor"] + line["share_minor"] for line in view["lines"])
    assert (
        total
        == told.done.case.state.owed_minor
        == sum(one["escrow_minor"] + one["share_minor"] for one in view["totals"])
    )
    assert sum(sum(line["to"].values()) for line in view["lines"]) == total
    assert set(view["lines"][0]["to"]) <= {"card", "gift_card"}
    days = f"from={(at - timedelta(days=1)).date()}&to={(at + timedelta(days=1)).date()}"
    page = await desk_of(shop, told.order).open(f"/work/statements?{days}")
    assert "at-settled" in page.text
    file = await desk_of(shop, told.order).open(f"/work/statements.csv?{days}")
    assert file.answer.headers["content-type"].startswith("text/csv")
    assert file.text.count("\r\n") == 1 + len(view["lines"])
    assert (await desk_of(shop, told.order).open("/work/statements?from=soon")).status == 422
    other = await shop.world.order("S-2", merchant={"external_id": "other", "name": "Other"})
    none = await shop.client.get("/api/statements", params=query, headers=shop.as_(merchant_of(other)))
    assert none.json()["lines"] == []


async def test_products_are_counted_against_orders_with_the_cases_behind(shop: Site) -> None:
    lately = (shop.world.clock.now() - timedelta(days=9)).isoformat()
    order = await shop.world.order("X-1", placed_at=lately, parcels=[], status="paid")
    await shop.world.open(order, "refund_only")
    await shop.world.order("X-2", placed_at=lately, parcels=[], status="paid")
    page = await desk_of(shop, order).open("/work/products")
    row = page.text.partition("<tbody")[2].partition("</tr>")[0]
    assert "50%" in row
    assert "reason=quality" in row


async def test_a_ruling_against_the_merchant_is_told_with_its_reason_and_no_invented_appeal(
    shop: Site,
) -> None:
    told = await case_at(shop, "dispute_ruling")
    await shop.world.do(DESK, told.done, c.Rule(c.Favour.BUYER, "The tins came dented", with_return=False))
    page = await desk_of(shop, told.order).open("/work/notices")
    assert "The tins came dented" in page.text
    assert "Reopen" not in page.text.partition("<main")[2]


async def test_a_missed_clock_is_told(shop: Site) -> None:
    told = await a_case(shop, "M-1", "refund_only")
    due = told.done.case.state.due_at
    assert due is not None
    shop.world.clock.at = due + timedelta(minutes=1)
    await sweep_due(shop.world.engine.pool, shop.world.engine.writes)
    page = await desk_of(shop, told.order).open("/work/notices?kind=clocks")
    assert "You did not answer in time" in page.text


async def test_a_promise_is_shown_with_what_it_would_change_before_it_is_kept(shop: Site) -> None:
    order = await shop.world.order("V-1")
    browser = desk_of(shop, order)
    page = await browser.open("/policy-drafts")
    assert "/work/promises/preview" in page.text
    sample = page.forms["/policy-drafts/text"]
    shown = await browser.post("/work/promises/preview", sample)
    assert shown.status_code == 200
    assert "nothing to compare" in shown.text
    broken = await browser.post("/work/promises/preview", sample | {"content": "pack: [nonsense"})
    assert broken.status_code == 422
    assert "What the check found" in broken.text
    assert (await Browser(shop, DESK).post("/work/promises/preview", sample)).status_code == 403

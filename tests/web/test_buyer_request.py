"""A buyer's request in steps: each tells what it lacks, going back loses nothing, files go along, the answer comes at once."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from PIL import Image

from makegood.policy.publishing.shipped import shipped_catalogue
from makegood.web.pages.case.reasons import reasons_of
from makegood.web.pages.orders.matters import HEADINGS, matters_of
from makegood.web.pages.orders.steps import Step, address, carried, file_ids, kept, step_shown
from tests.web.buyer_world import asks, case_path, remedies, step_address
from tests.web.pages_world import HTML, Browser, Page, page_of
from tests.web_app import Site
from tests.world import buyer_of, merchant_of

TOLD = {"quantity_1": "2", "reason": "quality"}


def picture() -> bytes:
    """A small photo."""
    content = io.BytesIO()
    Image.new("RGB", (40, 30), (200, 90, 60)).save(content, "JPEG")
    return content.getvalue()


async def send_files(
    browser: Browser, order: Any, photos: list[tuple[str, bytes]], **typed: str
) -> tuple[int, Page]:
    """Send the third step with files; its status, and the page it leads to."""
    parts = [("photo", (name, content, "image/jpeg")) for name, content in photos]
    token = browser.site.app.state.sessions.token(browser.who)
    headers = HTML | {"Cookie": f"makegood_session={token}"}
    address = f"/orders/{order.order_id}/cases/new"
    answer = await browser.site.client.post(address, data=TOLD | typed, files=parts, headers=headers)
    if answer.status_code != 303:
        return answer.status_code, page_of(answer)
    return 303, await browser.open(answer.headers["location"].partition("#")[0])


@pytest.mark.parametrize(
    ("typed", "step", "lack"),
    [
        ({}, Step.ITEMS, ""),
        ({"step": "nonsense"}, Step.ITEMS, ""),
        ({"step": "matter"}, Step.ITEMS, "Choose at least one item."),
        ({"step": "matter", "quantity_1": "1"}, Step.MATTER, ""),
        ({"step": "remedy", "quantity_1": "1"}, Step.MATTER, "Tell first what the matter is."),
        ({"step": "items", **TOLD}, Step.ITEMS, ""),
        ({"step": "remedy", **TOLD}, Step.REMEDY, ""),
        (
            {"step": "remedy", "quantity_1": "０", "reason": "quality"},
            Step.ITEMS,
            "Choose at least one item.",
        ),
    ],
)
def test_the_step_that_is_shown(typed: dict[str, str], step: Step, lack: str) -> None:
    assert step_shown(typed) == (step, lack)


def test_what_was_told_is_carried_but_never_free_text() -> None:
    typed = {
        **TOLD, "quantity_2": "0", "fact_intact": "yes", "fact_x": "", "files": "7,8", "note": "mine", "key": "k",
    }  # fmt: skip
    assert kept(typed) == {"quantity_1": "2", "reason": "quality", "fact_intact": "yes", "files": "7,8"}
    assert "mine" not in address("5", typed, Step.REMEDY)
    assert set(carried(typed, Step.TELL)) == {"quantity_1", "reason", "files"}
    assert set(carried(typed, Step.ITEMS)) == {"reason", "fact_intact", "files"}
    assert set(carried(typed, Step.REMEDY)) == set(kept(typed))


def test_files_are_named_once_and_at_most_ten() -> None:
    assert file_ids({"files": "3,3,x,../4,,5"}) == ["3", "5"]
    assert len(file_ids({"files": ",".join(str(one) for one in range(40))})) == 10


def test_every_reason_of_the_catalogue_stands_under_a_heading_in_plain_words() -> None:
    reasons = reasons_of(shipped_catalogue(), "en")
    shown = [code for matter in matters_of(reasons, "quality") for code, _, _ in matter.reasons]
    assert sorted(shown) == sorted(reasons)
    assert [matter.says for matter in matters_of(reasons, "quality") if matter.is_chosen] == [
        HEADINGS[0].says
    ]
    assert {code for each in HEADINGS for code in each.reasons} <= set(reasons)
    assert matters_of({"quality": "it is faulty", "odd": "a new one"}, "")[-1].reasons == [
        ("odd", "A new one", False)
    ]


async def test_each_step_leads_on_and_back_with_all_that_was_told(shop: Site) -> None:
    order = await shop.world.order("B-1")
    buyer = Browser(shop, buyer_of(order))
    first = await buyer.open(f"/orders/{order.order_id}/cases/new")
    assert first.answer.headers["cache-control"] == "private, no-cache"
    action = f"/orders/{order.order_id}/cases/new"
    assert first.forms[action]["quantity_1"] == "3"
    matter = await buyer.open(step_address(order, "matter", quantity_1="2"))
    assert matter.forms[action] == {"quantity_1": "2"}
    assert "It arrived broken, or it does not work" in matter.text
    tell = await buyer.open(step_address(order, "tell", **TOLD))
    assert {"quantity_1": "2", "reason": "quality"}.items() <= tell.forms[action].items()
    status, last = await send_files(buyer, order, [], step="remedy", fact_intact="no")
    assert status == 303
    assert "fact_intact=no" in str(last.answer.url)
    back = re.findall(r'class="step-no"', last.text)
    assert len(back) == 4
    assert re.search(r'href="[^"]*step=matter[^"]*quantity_1=2', last.text)


async def test_the_words_written_last_are_still_there_after_going_back_and_on(shop: Site) -> None:
    order = await shop.world.order("B-2")
    buyer, action = Browser(shop, buyer_of(order)), f"/orders/{order.order_id}/cases/new"
    last = await remedies(buyer, order, "quality")
    sent = last.forms[f"/orders/{order.order_id}/cases"] | {"note": "Mouldy & wet", "step": "tell"}
    tell = page_of(await buyer.post(action, sent))
    assert tell.status == 200
    assert tell.forms[action]["note"] == "Mouldy & wet"
    again = page_of(await buyer.post(action, tell.forms[action] | {"step": "remedy"}))
    assert again.forms[f"/orders/{order.order_id}/cases"]["note"] == "Mouldy & wet"


async def test_photos_are_shown_taken_out_and_go_along_into_the_case(shop: Site) -> None:
    order = await shop.world.order("B-3")
    buyer = Browser(shop, buyer_of(order))
    _, tell = await send_files(buyer, order, [("a.jpg", picture()), ("b.jpg", picture())], step="tell")
    ids = re.findall(r'href="/files/(\d+)"', tell.text)
    assert len(ids) == 1, "the same content twice is one file"
    _, without = await send_files(buyer, order, [], step="tell", files=ids[0], remove=ids[0])
    assert "/files/" not in without.text
    last = await remedies(buyer, order, "quality", files=ids[0])
    assert f"/files/{ids[0]}?size=thumb" in last.text
    answer = await buyer.send(last, f"/orders/{order.order_id}/cases", type="refund_only")
    assert "Your case is open." in answer.text
    merchant = shop.as_(merchant_of(order))
    assert (await shop.client.get(f"/files/{ids[0]}?size=thumb", headers=merchant)).status_code == 200


async def test_a_file_that_is_not_taken_is_told_on_the_step_and_nothing_is_lost(shop: Site) -> None:
    order = await shop.world.order("B-4")
    buyer = Browser(shop, buyer_of(order))
    status, page = await send_files(buyer, order, [("x.jpg", b"<svg/>")], step="remedy", fact_intact="no")
    assert status == 415
    assert 'class="notice bad"' in page.text
    assert (
        'name="fact_intact" value="no" checked' in page.text
        or "reason" in page.forms[f"/orders/{order.order_id}/cases/new"]
    )


async def test_others_files_are_neither_shown_nor_sent(shop: Site) -> None:
    order, other = (
        await shop.world.order("B-5"),
        await shop.world.order("B-6", buyer={"external_id": "x", "name": "X"}),
    )
    _, theirs = await send_files(Browser(shop, buyer_of(other)), other, [("a.jpg", picture())], step="tell")
    file_id = re.findall(r'href="/files/(\d+)"', theirs.text)[0]
    last = await remedies(Browser(shop, buyer_of(order)), order, "quality", files=file_id)
    assert "/files/" not in last.text
    refused = await Browser(shop, buyer_of(order)).send(
        last, f"/orders/{order.order_id}/cases", type="refund_only"
    )
    assert refused.status in (404, 409, 422)


async def test_the_money_its_tenders_and_times_are_told_before(shop: Site) -> None:
    order = await shop.world.order("B-7")
    for language, words in (
        ("en", ("You get back", "Card CN¥103.01 + ", "within ")),
        ("zh-CN", ("退还给您", "108.02")),
    ):
        page = await remedies(Browser(shop, buyer_of(order), language), order, "quality")
        for word in words:
            assert word in page.text, word


async def test_why_not_is_told_when_somebody_asks(shop: Site) -> None:
    order = await shop.world.order("B-8", status="paid", parcels=[])
    buyer = Browser(shop, buyer_of(order))
    page = await remedies(buyer, order, "quality")
    assert "What would have to be different?" in page.text
    told = await remedies(buyer, order, "quality", why="1")
    assert "It would be open if:" in told.text or "There is no rule that nearly opens it." in told.text


async def test_sent_twice_it_is_asked_once(shop: Site) -> None:
    order = await shop.world.order("B-9")
    buyer, action = Browser(shop, buyer_of(order)), f"/orders/{order.order_id}/cases"
    form = (await remedies(buyer, order, "quality")).forms[action] | {"type": "refund_only"}
    first, second = await buyer.post(action, form), await buyer.post(action, form)
    assert first.headers["location"] == second.headers["location"]


async def test_the_answer_is_the_buyers_alone(shop: Site) -> None:
    order = await shop.world.order("B-10")
    answer = await asks(Browser(shop, buyer_of(order)), order, "quality", "return_refund")
    path = answer.answer.url.path
    assert "What happens next" in answer.text
    assert f'href="{case_path(answer)}' in answer.text
    assert (await Browser(shop, merchant_of(order)).open(path)).status == 404
    other = await shop.world.order("B-11")
    wrong = path.replace(str(order.order_id), str(other.order_id))
    assert (await Browser(shop, buyer_of(order)).open(wrong)).status == 404

"""The conversation on the page of a case, through forms alone: messages with photos, questions, marks, fixed texts."""

from __future__ import annotations

from io import BytesIO

import httpx
from PIL import Image

from tests.web.pages_world import Browser, a_case, case_at
from tests.web_app import Site
from tests.world import DESK, OPERATOR, buyer_of, merchant_of


def photo() -> bytes:
    """A small picture."""
    made = BytesIO()
    Image.new("RGB", (40, 30), (90, 120, 60)).save(made, "JPEG")
    return made.getvalue()


async def with_file(
    browser: Browser, action: str, fields: dict[str, str], *files: tuple[str, bytes]
) -> httpx.Response:
    """Send a form with files, as a browser does."""
    parts = [("file", (name, content, "application/octet-stream")) for name, content in files]
    return await browser.site.client.post(action, data=fields, files=parts, headers=browser._headers())


async def test_a_question_is_asked_and_answered(shop: Site) -> None:
    told = await a_case(shop, "C-1", note="Leaves are damp")
    buyer, merchant = Browser(shop, buyer_of(told.order)), Browser(shop, merchant_of(told.order))
    asked = await merchant.send(
        await merchant.open(told.path), f"{told.path}/questions", text="Which tin is it?"
    )
    assert "has been asked and answers next" in asked.text
    assert f"{told.path}/questions" not in asked.forms
    page = await buyer.open(told.path)
    assert "Your turn: answer the question" in page.text
    assert page.text.count("Which tin is it?") >= 2
    assert "The question lapses" in page.text
    after = await buyer.send(page, f"{told.path}/messages", text="The third one.")
    assert "Your message is in the conversation." in after.text
    assert "The ball is with the merchant" in after.text
    assert "The third one." in (await merchant.open(told.path)).text


async def test_photos_go_with_a_message(shop: Site) -> None:
    told = await a_case(shop, "C-2")
    buyer, merchant = Browser(shop, buyer_of(told.order)), Browser(shop, merchant_of(told.order))
    page = await buyer.open(told.path)
    action = f"{told.path}/messages"
    sent = await with_file(
        buyer, action, page.forms[action] | {"text": ""}, ("tin.jpg", photo()), ("lid.jpg", photo() + b"\0")
    )
    assert sent.status_code == 303, sent.text
    seen = await merchant.open(told.path)
    assert seen.text.count("?size=thumb") == 2
    address = "/files/" + seen.text.partition('src="/files/')[2].partition('"')[0]
    shown = await shop.client.get(address, headers=merchant._headers())
    assert shown.status_code == 200
    assert shown.headers["content-type"].startswith("image/")


async def test_what_is_not_taken_is_shown_again(shop: Site) -> None:
    told = await a_case(shop, "C-3")
    buyer = Browser(shop, buyer_of(told.order))
    action = f"{told.path}/messages"
    page = await buyer.open(told.path)
    nothing = await buyer.send(page, action, text="  ")
    assert (nothing.status, "Write something, show a file, or choose a reply." in nothing.text) == (422, True)
    bad = await with_file(
        buyer, action, page.forms[action] | {"text": "See the page"}, ("a.html", b"<html>hello</html>")
    )
    assert bad.status_code == 415
    assert "See the page</textarea>" in bad.text
    long = await buyer.send(page, action, text="x" * 2001)
    assert long.status == 422
    stranger = Browser(
        shop, buyer_of(await shop.world.order("C-3b", buyer={"external_id": "other", "name": "Other"}))
    )
    assert (await stranger.post(action, {"text": "hello", "key": "k"})).status_code == 404


async def test_a_fixed_text_is_read_in_each_language(shop: Site) -> None:
    told = await a_case(shop, "C-4")
    merchant = Browser(shop, merchant_of(told.order))
    page = await merchant.open(told.path)
    await merchant.send(page, f"{told.path}/messages", reply="send_photos")
    for language, words in (
        ("en", "Please send photos of the goods"),
        ("zh-CN", "麻烦提供商品和外包装的照片"),
    ):
        assert words in (await Browser(shop, buyer_of(told.order), language).open(told.path)).text


async def test_a_form_sent_twice_is_one_message(shop: Site) -> None:
    told = await a_case(shop, "C-5")
    buyer = Browser(shop, buyer_of(told.order))
    page = await buyer.open(told.path)
    for _ in range(2):
        await buyer.send(page, f"{told.path}/messages", text="Only once")
    assert (await buyer.open(told.path)).text.count("Only once") == 1


async def test_who_has_written_lands_at_what_was_written(shop: Site) -> None:
    told = await a_case(shop, "C-90")
    buyer = Browser(shop, buyer_of(told.order))
    for text in ("One", "Two"):
        page = await buyer.open(told.path)
        action = f"{told.path}/messages"
        answer = await buyer.post(action, page.forms[action] | {"text": text})
        place = answer.headers["location"].partition("#")[2]
        shown = (await buyer.open(told.path)).text.partition(f'id="{place}"')[2].partition("</li>")[0]
        assert text in shown, place


async def test_who_has_read_and_what_is_new(shop: Site) -> None:
    told = await a_case(shop, "C-6")
    buyer, merchant = Browser(shop, buyer_of(told.order)), Browser(shop, merchant_of(told.order))
    sent = await buyer.send(await buyer.open(told.path), f"{told.path}/messages", text="Hello?")
    assert "Read by" not in sent.text
    await Browser(shop, OPERATOR).open(told.path)  # looks without a trace
    assert "Read by" not in (await buyer.open(told.path)).text
    assert "New from here" in (await merchant.open(told.path)).text
    assert "New from here" not in (await merchant.open(told.path)).text
    assert "Read by" in (await buyer.open(told.path)).text


async def test_a_way_off_the_platform_is_cautioned_and_told_to_the_desk(shop: Site) -> None:
    told = await a_case(shop, "C-7")
    buyer, merchant = Browser(shop, buyer_of(told.order)), Browser(shop, merchant_of(told.order))
    mine = await merchant.send(
        await merchant.open(told.path), f"{told.path}/messages", text="加微信，支付宝转账给您"
    )
    assert "Careful:" not in mine.text
    seen = (await buyer.open(told.path)).text
    assert ("Careful:" in seen, "Payment off the platform" in seen) == (True, False)
    assert "Payment off the platform" in (await Browser(shop, DESK).open(told.path)).text


async def test_what_somebody_writes_is_text(shop: Site) -> None:
    told = await a_case(shop, "C-8")
    buyer = Browser(shop, buyer_of(told.order))
    page = await buyer.send(
        await buyer.open(told.path), f"{told.path}/messages", text="<script>alert(1)</script>"
    )
    assert "<script>alert(1)" not in page.text
    assert "&lt;script&gt;alert(1)" in page.text


async def test_people_write_after_the_end(shop: Site) -> None:
    told = await case_at(shop, "settled")
    buyer = Browser(shop, buyer_of(told.order))
    page = await buyer.send(await buyer.open(told.path), f"{told.path}/messages", text="Thank you!")
    assert "Thank you!" in page.text
    assert f"{told.path}/questions" not in page.forms

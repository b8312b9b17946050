"""Files over HTTP: sent by forms and by machines, shown as harmless copies, and everything hostile refused in words."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from makegood.accounts import Principal
from makegood.db.writes import Writes
from makegood.evidence import LARGEST_FILE_BYTES, record_case_files
from makegood.kit.settings import Mode
from makegood.orders import OrderRecorded
from tests.attack.shop import held
from tests.evidence.made import film, huge_png, opened, paper, picture, snapshot
from tests.web_app import Site, site
from tests.world import DESK, MARKETPLACE, OPERATOR, buyer_of, merchant_of

FORM = b"--x\r\nContent-Disposition: form-data; "


async def send(
    site: Site, who: Principal, to: str, name: str, content: bytes, **headers: str
) -> httpx.Response:
    """Send a file with a form."""
    return await site.client.post(to, files={"file": (name, content)}, headers=site.as_(who, **headers))


async def sent(
    site: Site, order: OrderRecorded, name: str = "leak.jpg", content: bytes | None = None
) -> dict[str, Any]:
    """A file that the buyer has sent."""
    answer = await send(site, buyer_of(order), files_of(order), name, content or picture(size=(800, 600)))
    assert answer.status_code == 201, answer.text
    told: dict[str, Any] = answer.json()
    return told


def files_of(order: OrderRecorded) -> str:
    return f"/api/orders/{order.order_id}/files"


async def look(
    site: Site, who: Principal | None, file: dict[str, Any], query: str = "", **headers: str
) -> httpx.Response:
    return await site.client.get(
        f"/files/{file['id']}{query}", headers=site.as_(who, **headers) if who else headers
    )


async def attach(site: Site, order: OrderRecorded, file: dict[str, Any]) -> None:
    """What an event of a case does, in its transaction."""
    case_id = (await site.world.open(order)).case.state.id
    writes = Writes()
    record_case_files(writes, case_id, 2, [file["id"]], site.world.clock.now())
    await writes.send(site.app.state.pool)


def refused(answer: httpx.Response, status: int, code: str) -> None:
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
    assert answer.headers["content-type"].startswith("application/problem+json")


async def test_a_form_and_the_bytes_alone_do_the_same(shop: Site) -> None:
    order = await shop.world.order()
    file = await sent(shop, order)
    assert file == file | {"name": "leak.jpg", "media_type": "image/jpeg", "width": 800, "height": 600}
    assert set(file) == {"id", "name", "media_type", "size_bytes", "width", "height"}
    bare = await shop.client.post(
        f"{files_of(order)}?name=leak.jpg", content=picture(size=(800, 600)),
        headers=shop.as_(buyer_of(order), **{"Content-Type": "image/jpeg"}),
    )  # fmt: skip
    assert (bare.status_code, bare.json()) == (201, file)


async def test_sent_for_a_case_it_belongs_to_the_order(shop: Site) -> None:
    order = await shop.world.order()
    done = await shop.world.open(order)
    to = f"/api/cases/{done.case.state.id}/files"
    answer = await send(shop, buyer_of(order), to, "a.pdf", paper())
    assert answer.status_code == 201
    assert answer.json()["width"] is None
    assert (await sent(shop, order, "a.pdf", paper()))["id"] == answer.json()["id"]
    other = await shop.world.order("T-2", buyer={"external_id": "wang", "name": "王"})
    refused(await send(shop, buyer_of(other), to, "a.pdf", paper()), 404, "not_found")
    refused(await send(shop, DESK, "/api/cases/12/files", "a.pdf", paper()), 404, "not_found")
    refused(await send(shop, DESK, "/api/cases/x/files", "a.pdf", paper()), 404, "not_found")


async def test_a_key_gives_its_first_answer_again(shop: Site) -> None:
    order = await shop.world.order()
    key = {"Idempotency-Key": "k-1"}
    first = await send(shop, buyer_of(order), files_of(order), "a.pdf", paper(), **key)
    again = await send(shop, buyer_of(order), files_of(order), "a.pdf", paper(), **key)
    assert (first.status_code, first.content) == (201, first.content) == (again.status_code, again.content)
    other = await send(shop, buyer_of(order), files_of(order), "a.pdf", paper() + b" ", **key)
    refused(other, 422, "key_reused")


async def test_who_may_not_send(shop: Site) -> None:
    order = await shop.world.order()
    other = await shop.world.order("T-2", buyer={"external_id": "wang", "name": "王"})
    refused(await send(shop, buyer_of(other), files_of(order), "a.pdf", paper()), 404, "not_found")
    refused(await send(shop, OPERATOR, files_of(order), "a.pdf", paper()), 403, "not_permitted")
    refused(await shop.client.post(files_of(order), files={"file": ("a.pdf", paper())}), 401, "not_signed_in")
    cookie = f"makegood_session={shop.app.state.sessions.token(buyer_of(order))}"
    forged = await shop.client.post(
        files_of(order),
        files={"file": ("a.pdf", paper())},
        headers={"Cookie": cookie, "Sec-Fetch-Site": "cross-site"},
    )
    refused(forged, 403, "not_permitted")


@pytest.mark.parametrize(
    ("name", "content", "status", "code"),
    [
        ("a.jpg", b"", 422, "file_empty"),
        ("a.jpg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", 415, "file_type_refused"),
        ("a.jpg", b"<!doctype html><script>alert(1)</script>", 415, "file_type_refused"),
        ("a.heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", 415, "photo_type_refused"),
        ("a.png", huge_png(), 422, "picture_too_large"),
        ("a.jpg", picture(size=(640, 480))[:-300], 422, "file_unreadable"),
        ("a.mp4", film()[:-3], 422, "file_unreadable"),
        ("a.jpg", picture() + bytes(LARGEST_FILE_BYTES), 413, "file_too_large"),
    ],
)
async def test_what_is_not_taken(shop: Site, name: str, content: bytes, status: int, code: str) -> None:
    order = await shop.world.order()
    if content:
        refused(await send(shop, buyer_of(order), files_of(order), name, content), status, code)
    bare = await shop.client.post(files_of(order), content=content, headers=shop.as_(buyer_of(order)))
    refused(bare, status, code)
    assert await shop.app.state.pool.fetchval("SELECT count(*) FROM files") == 0


async def test_the_refusal_is_in_the_readers_language(shop: Site) -> None:
    order = await shop.world.order()
    answer = await send(
        shop, buyer_of(order), files_of(order), "a.html", b"<html>", **{"Accept-Language": "zh-CN"}
    )
    assert "图片" in answer.json()["detail"]


async def test_the_limit_holds_while_it_arrives(shop: Site) -> None:
    order = await shop.world.order()
    taken = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal taken
        while True:
            taken += 1
            yield bytes(1_000_000)

    answer = await shop.client.post(files_of(order), content=endless(), headers=shop.as_(buyer_of(order)))
    refused(answer, 413, "file_too_large")

    async def endless_form() -> AsyncIterator[bytes]:
        yield FORM + b'name="file"; filename="a.jpg"\r\n\r\n'
        async for chunk in endless():
            yield chunk

    headers = shop.as_(buyer_of(order), **{"Content-Type": "multipart/form-data; boundary=x"})
    refused(
        await shop.client.post(files_of(order), content=endless_form(), headers=headers),
        413,
        "file_too_large",
    )


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"no form at all",
        b"--x--\r\n",
        FORM + b'name="file"; filename="a.pdf"\r\n\r\n' + paper(),
        FORM + b'name="file"\r\n\r\nno file\r\n--x--\r\n',
        FORM + b'name="other"; filename="a.pdf"\r\n\r\n' + paper() + b"\r\n--x--\r\n",
        FORM + b'name="file"; filename=""\r\n\r\n\r\n--x--\r\n',
        FORM + b'name="t"\r\nContent-Type: text/plain; charset=utf-99\r\n\r\nx\r\n--x--\r\n',
        FORM + b'name="t"\r\n\r\n\xff\xfe\r\n--x--\r\n',
        FORM + b'name="t"\r\n\r\n' + b"a" * 200_000 + b"\r\n--x--\r\n",
        (FORM + b'name="t"\r\n\r\nx\r\n') * 500 + b"--x--\r\n",
        2 * (FORM + b'name="file"; filename="a.pdf"\r\n\r\n' + paper() + b"\r\n") + b"--x--\r\n",
    ],
)
async def test_broken_forms(shop: Site, body: bytes) -> None:
    order = await shop.world.order()
    headers = shop.as_(buyer_of(order), **{"Content-Type": "multipart/form-data; boundary=x"})
    refused(await shop.client.post(files_of(order), content=body, headers=headers), 400, "form_unreadable")
    headers |= {"Content-Type": "multipart/form-data"}
    refused(await shop.client.post(files_of(order), content=body, headers=headers), 400, "form_unreadable")


async def test_a_picture_is_shown_as_a_copy(shop: Site) -> None:
    order = await shop.world.order()
    file = await sent(shop, order, "茶漏.jpg", snapshot(orientation=6, size=(3000, 1500)))
    assert (file["width"], file["height"]) == (1500, 3000)
    answer = await look(shop, buyer_of(order), file)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/jpeg")
    assert opened(answer.content).size == (1000, 2000)
    assert b"PHONE-SERIAL" not in answer.content
    assert answer.headers["content-disposition"].startswith("inline; filename=")
    assert answer.headers["cache-control"] == "private, max-age=60, must-revalidate"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]
    assert answer.headers["content-length"] == str(len(answer.content))
    small = await look(shop, buyer_of(order), file, "?size=thumb")
    assert (small.headers["content-type"], opened(small.content).size) == ("image/webp", (160, 320))
    assert small.headers["etag"] != answer.headers["etag"]
    again = await look(shop, buyer_of(order), file, **{"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


async def test_the_original_is_for_the_sender_and_the_desk(shop: Site) -> None:
    order = await shop.world.order()
    content = snapshot()
    file = await sent(shop, order, "a.html", content)
    await attach(shop, order, file)
    for who in (buyer_of(order), DESK):
        answer = await look(shop, who, file, "?original=1")
        assert (answer.status_code, answer.content) == (200, content)
        assert answer.headers["content-type"] == "image/jpeg"
        assert answer.headers["content-disposition"].startswith('attachment; filename="a.jpg"')
    for who in (merchant_of(order), MARKETPLACE, OPERATOR):
        assert (await look(shop, who, file)).status_code == 200
        refused(await look(shop, who, file, "?original=1"), 403, "original_kept")


async def test_the_merchant_sees_it_once_a_case_refers_to_it(shop: Site) -> None:
    order = await shop.world.order()
    other = await shop.world.order(
        "T-2", buyer={"external_id": "w", "name": "王"}, merchant={"external_id": "m2", "name": "M"}
    )
    file = await sent(shop, order)
    for who in (merchant_of(order), DESK, OPERATOR, buyer_of(other)):
        refused(await look(shop, who, file), 404, "not_found")
    await attach(shop, order, file)
    for who in (merchant_of(order), DESK, OPERATOR):
        assert (await look(shop, who, file)).status_code == 200
    for stranger in (buyer_of(other), merchant_of(other)):
        refused(await look(shop, stranger, file), 404, "not_found")
    refused(await look(shop, None, file), 401, "not_signed_in")
    for nothing in ("0", "x", "9" * 30, "-1"):
        refused(await look(shop, DESK, {"id": nothing}), 404, "not_found")


async def test_papers_are_downloaded_and_have_no_thumbnail(shop: Site) -> None:
    order = await shop.world.order()
    file = await sent(shop, order, "invoice.pdf", paper())
    answer = await look(shop, buyer_of(order), file)
    assert (answer.content, answer.headers["content-type"]) == (paper(), "application/pdf")
    assert answer.headers["content-disposition"].startswith("attachment")
    refused(await look(shop, buyer_of(order), file, "?size=thumb"), 404, "not_found")


async def test_films_are_played_in_parts(shop: Site) -> None:
    order = await shop.world.order()
    content = film(length=1_000_000)
    file = await sent(shop, order, "unboxing.mp4", content)
    whole = await look(shop, buyer_of(order), file)
    assert (whole.status_code, whole.content, whole.headers["accept-ranges"]) == (200, content, "bytes")
    assert whole.headers["content-type"] == "video/mp4"
    part = await look(shop, buyer_of(order), file, Range="bytes=1000-300999")
    assert (part.status_code, part.content) == (206, content[1000:301_000])
    assert part.headers["content-range"] == f"bytes 1000-300999/{len(content)}"
    assert part.headers["content-length"] == "300000"
    last = await look(shop, buyer_of(order), file, Range="bytes=-5")
    assert last.content == content[-5:]
    changed = await look(shop, buyer_of(order), file, Range="bytes=1-2", **{"If-Range": '"another"'})
    assert changed.status_code == 200
    refused(await look(shop, buyer_of(order), file, Range="bytes=99999999-"), 416, "range_outside")


async def test_content_that_is_gone_is_told_in_words(shop: Site, tmp_path: Path) -> None:
    order = await shop.world.order()
    file = await sent(shop, order)
    for path in (tmp_path / "files").glob("??/??/*"):
        path.unlink()
    refused(await look(shop, buyer_of(order), file), 503, "files_unavailable")


async def test_a_message_shows_a_file_to_the_merchant(shop: Site) -> None:
    order = await shop.world.order()
    case_id = (await shop.world.open(order)).case.state.id
    file = await sent(shop, order)
    refused(await look(shop, merchant_of(order), file), 404, "not_found")
    said = await shop.client.post(
        f"/api/cases/{case_id}/messages",
        json={"text": "It leaks here", "files": [file["id"]]},
        headers=shop.as_(buyer_of(order)),
    )
    assert said.status_code == 200, said.text
    assert (await look(shop, merchant_of(order), file)).status_code == 200
    theirs = await shop.client.post(
        f"/api/cases/{case_id}/messages",
        json={"text": "Mine now", "files": [file["id"]]},
        headers=shop.as_(merchant_of(order)),
    )
    assert theirs.status_code == 422


async def test_what_goes_on_after_a_picture_is_not_kept(shop: Site) -> None:
    order = await shop.world.order()
    content = picture("PNG") + b"x" * 9_800_000
    answer = await shop.client.post(
        f"/api/orders/{order.order_id}/files", content=content, headers=shop.as_(buyer_of(order))
    )
    refused(answer, 422, "picture_goes_on")


async def test_a_visitor_of_a_demo_sees_no_files(fresh_dsn: str, tmp_path: Path) -> None:
    async with held(site(fresh_dsn, tmp_path, Mode.DEMO)) as demo:
        order = await demo.world.order()
        file = await sent(demo, order)
        await attach(demo, order, file)
        for query in ("", "?size=thumb", "?original=1"):
            refused(await look(demo, None, file, query), 401, "not_signed_in")


async def test_a_sender_who_goes_away_in_the_middle_is_no_fault_of_ours(shop: Site) -> None:
    order = await shop.world.order()
    events = [
        {"type": "http.request", "body": b"\xff\xd8\xff", "more_body": True},
        {"type": "http.disconnect"},
    ]
    statuses: list[int] = []

    async def receive() -> Any:
        return events.pop(0)

    async def answered(message: Any) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    headers = [(name.lower().encode(), value.encode()) for name, value in shop.as_(buyer_of(order)).items()]
    scope: Any = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST", "scheme": "http",
        "path": files_of(order), "raw_path": files_of(order).encode(), "query_string": b"", "headers": headers,
        "client": ("127.0.0.1", 1), "server": ("testserver", 80), "root_path": "",
    }  # fmt: skip
    await shop.app(scope, receive, answered)
    assert statuses == [400]

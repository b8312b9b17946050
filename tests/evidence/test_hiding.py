"""What a party hides in its own picture is black for others, never for the desk, and recorded; so is every reading."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from makegood.evidence import COLUMNS, ROWS, cells_of, regions_of
from makegood.evidence.kinds import JPEG
from makegood.evidence.model import Region
from makegood.evidence.pictures import draw
from tests.evidence.made import film, opened
from tests.evidence.test_api import attach, look, refused, sent
from tests.web_app import Site
from tests.world import DESK, OPERATOR, buyer_of, merchant_of

LEFT_HALF = {"left": 0, "top": 0, "width": 500, "height": 1000}


def white() -> bytes:
    """A white picture."""
    into = BytesIO()
    Image.new("RGB", (200, 100), "white").save(into, "JPEG", quality=95)
    return into.getvalue()


def pixels(content: bytes) -> tuple[Any, Any]:
    """What is seen at the left and at the right."""
    shown = opened(content).convert("L")
    width, height = shown.size
    return shown.getpixel((width // 4, height // 2)), shown.getpixel((3 * width // 4, height // 2))


def test_regions_are_black_to_their_edges() -> None:
    drawn = draw(white(), JPEG, [Region(0, 0, 500, 1000)])
    for copy in (drawn.display, drawn.thumb):
        left, right = pixels(copy)
        assert (left < 10, right > 245) == (True, True)


def test_squares_are_regions_and_back() -> None:
    for cells in (set(), {(0, 0)}, {(0, 0), (1, 0), (3, 0)}, {(COLUMNS - 1, ROWS - 1)}):
        assert cells_of(regions_of(cells)) == cells
    whole = {(column, row) for column in range(COLUMNS) for row in range(ROWS)}
    assert cells_of(regions_of(whole)) == whole
    assert regions_of({(0, 0), (1, 0), (3, 0)})[0].width == 166


async def hide(shop: Site, who: Any, file: dict[str, Any], *regions: dict[str, int]) -> Any:
    return await shop.client.put(
        f"/api/files/{file['id']}/hidden", json={"regions": list(regions)}, headers=shop.as_(who)
    )


async def test_the_other_side_sees_black_and_the_desk_sees_all(shop: Site) -> None:
    order = await shop.world.order()
    buyer, merchant = buyer_of(order), merchant_of(order)
    file = await sent(shop, order, content=white())
    await attach(shop, order, file)
    before = await look(shop, merchant, file)
    assert pixels(before.content)[0] > 245
    assert (await hide(shop, buyer, file, LEFT_HALF)).json() == {"regions": [LEFT_HALF]}
    for who in (merchant, buyer, OPERATOR):
        for size in ("", "?size=thumb"):
            seen = await look(shop, who, file, size)
            assert pixels(seen.content)[0] < 10
            assert seen.headers["etag"] != before.headers["etag"]
    for query in ("", "?original=1"):
        assert pixels((await look(shop, DESK, file, query)).content)[0] > 245
    assert pixels((await look(shop, buyer, file, "?original=1")).content)[0] > 245
    assert (await hide(shop, buyer, file)).json() == {"regions": []}
    assert (await look(shop, merchant, file)).headers["etag"] == before.headers["etag"]


async def test_who_may_hide_what(shop: Site) -> None:
    order = await shop.world.order()
    file = await sent(shop, order)
    refused(await hide(shop, merchant_of(order), file, LEFT_HALF), 404, "not_found")
    await attach(shop, order, file)
    refused(await hide(shop, merchant_of(order), file, LEFT_HALF), 403, "not_your_file")
    refused(await hide(shop, DESK, file, LEFT_HALF), 403, "not_your_file")
    refused(await hide(shop, buyer_of(order), file, *[LEFT_HALF] * 101), 422, "too_much_hidden")
    refused(await hide(shop, buyer_of(order), file, LEFT_HALF | {"left": 1000}), 400, "bad_request")
    moving = await sent(shop, order, "a.mp4", film())
    refused(await hide(shop, buyer_of(order), moving, LEFT_HALF), 422, "not_a_picture")


async def test_the_page_works_without_script(shop: Site) -> None:
    order = await shop.world.order()
    file, buyer = await sent(shop, order, content=white()), shop.as_(buyer_of(order))
    await attach(shop, order, file)
    path = f"/files/{file['id']}/hiding"
    page = await shop.client.get(f"{path}?back=/cases/1", headers=buyer)
    assert page.status_code == 200
    assert page.text.count('name="cell"') == COLUMNS * ROWS
    marked = [f"{column}-{row}" for row in range(ROWS) for column in range(COLUMNS // 2)]
    done = await shop.client.post(
        path, data={"cell": [*marked, "x", "99-99"], "back": "/cases/1"}, headers=buyer
    )
    assert (done.status_code, done.headers["location"]) == (303, f"{path}?done=hidden&back=/cases/1")
    assert pixels((await look(shop, merchant_of(order), file)).content)[0] < 10
    again = await shop.client.get(path, headers=buyer)
    assert again.text.count(" checked aria") == len(marked)
    theirs = await shop.client.get(path, headers=shop.as_(merchant_of(order)))
    assert theirs.status_code == 403


async def test_the_chain_tells_who_gave_showed_read_and_hid(shop: Site) -> None:
    order = await shop.world.order()
    buyer, merchant = buyer_of(order), merchant_of(order)
    file = await sent(shop, order)
    await attach(shop, order, file)
    await hide(shop, buyer, file, LEFT_HALF)
    await hide(shop, buyer, file, LEFT_HALF)
    for _ in range(3):
        seen = await look(shop, merchant, file)
    await look(shop, merchant, file, **{"If-None-Match": seen.headers["etag"]})
    await look(shop, DESK, file, "?original=1")
    for who in (merchant, buyer):
        answer = await shop.client.get(f"/api/files/{file['id']}/custody", headers=shop.as_(who))
        refused(answer, 403, "not_permitted")
    answer = await shop.client.get(f"/api/files/{file['id']}/custody", headers=shop.as_(DESK))
    links = answer.json()["links"]
    assert sorted((each["what"], each["role"]) for each in links) == [
        ("given", "buyer"), ("hidden", "buyer"), ("read", "desk"), ("read", "merchant"), ("shown", "buyer"),
    ]  # fmt: skip
    found = {each["what"] + each["role"]: each["about"] for each in links}
    assert found["givenbuyer"]["from"].startswith("api ")
    assert len(found["givenbuyer"]["sha256"]) == 64
    assert (found["readmerchant"]["times"], found["readmerchant"]["copy"]) == (3, "display")
    assert found["readdesk"]["copy"] == "original"
    assert answer.json()["next_cursor"] is None


async def test_playing_a_film_is_one_reading(shop: Site) -> None:
    order = await shop.world.order()
    file = await sent(shop, order, "a.mp4", film(length=600_000))
    for part in ("bytes=0-1000", "bytes=1001-2000", "bytes=2001-"):
        await look(shop, buyer_of(order), file, Range=part)
    assert await shop.app.state.pool.fetchval("SELECT sum(times) FROM file_readings") == 1


@pytest.mark.parametrize("who", [DESK, OPERATOR])
async def test_looking_is_recorded_of_everybody(shop: Site, who: Any) -> None:
    order = await shop.world.order()
    file = await sent(shop, order)
    await attach(shop, order, file)
    await look(shop, who, file, "?size=thumb")
    assert await shop.app.state.pool.fetchval("SELECT who FROM file_readings") == who.label

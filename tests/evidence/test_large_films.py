"""A film that is too large for memory arrives on disk, is cleaned there, and goes to the shelf and back in pieces."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator

import pytest

from makegood.evidence import LARGEST_FILE_BYTES, LARGEST_FILM_BYTES
from makegood.evidence.films import clean_film
from makegood.evidence.large_film import LargeFilm
from makegood.evidence.receiving import Receiving
from makegood.evidence.refusals import FileTooLarge
from tests.evidence.made import box, picture
from tests.web_app import Site
from tests.world import DESK, buyer_of

PIECE_BYTES = 100_000
PLACE = b"+39.9042+116.4074/"


def unboxing(length: int = LARGEST_FILE_BYTES + 2_000_000) -> bytes:
    """A film of the unpacking that tells where it was made."""
    index = box(b"moov", box(b"mvhd", bytes(100)) + box(b"udta", box(b"\xa9xyz", PLACE)))
    return box(b"ftyp", b"isom\0\0\2\0isom") + box(b"mdat", b"frame" * (length // 5)) + index


async def pieces(content: bytes) -> AsyncIterator[bytes]:
    """A content as it comes over the network."""
    for at in range(0, len(content), PIECE_BYTES):
        yield content[at : at + PIECE_BYTES]


async def test_it_is_kept_and_shown_without_what_is_hidden_in_it(shop: Site) -> None:
    order, film = await shop.world.order(), unboxing()
    path, headers = f"/api/orders/{order.order_id}/files", shop.as_(buyer_of(order))
    sent = await shop.client.post(
        path, content=pieces(film), headers=headers, params={"name": "unboxing.mp4"}
    )
    assert sent.status_code == 201, sent.text
    assert (sent.json()["media_type"], sent.json()["size_bytes"]) == ("video/mp4", len(film))
    again = await shop.client.post(path, files={"file": ("unboxing.mp4", film)}, headers=headers)
    assert again.json()["id"] == sent.json()["id"]
    address = f"/files/{sent.json()['id']}"
    shown = (await shop.client.get(address, headers=headers)).content
    assert (PLACE in film, PLACE in shown) == (True, False)
    assert shown == clean_film(film)
    original = await shop.client.get(f"{address}?original=true", headers=headers)
    assert hashlib.sha256(original.content).digest() == hashlib.sha256(film).digest()
    part = await shop.client.get(address, headers=headers | {"Range": "bytes=11000000-11000009"})
    assert (part.status_code, len(part.content)) == (206, 10)


async def test_what_waits_in_memory_stays_small_while_it_arrives() -> None:
    receiving, most = Receiving(), 0
    async for piece in pieces(unboxing(LARGEST_FILE_BYTES * 2)):
        receiving.add(piece)
        await receiving.settle()
        most = max(most, receiving.held_bytes)
    film = await receiving.received()
    assert isinstance(film, LargeFilm)
    assert most <= LARGEST_FILE_BYTES + PIECE_BYTES
    assert film[4:8] == b"ftyp"
    assert receiving.held_bytes == 0


async def test_a_change_of_the_copy_is_not_seen_in_the_film() -> None:
    receiving = Receiving()
    receiving.add(unboxing())
    film = await receiving.received()
    assert isinstance(film, LargeFilm)
    film.changeable[0:4] = b"none"
    assert (film[0:4] == b"none", film.changeable[0:8]) == (False, b"noneftyp")


async def receive(content: bytes) -> Receiving:
    """Take a content as it comes."""
    receiving = Receiving()
    async for piece in pieces(content):
        receiving.add(piece)
        await receiving.settle()
    return receiving


async def test_each_kind_has_its_own_limit() -> None:
    large = box(b"ftyp", b"isom") + bytes(LARGEST_FILM_BYTES)
    for content, most_mb in ((large, 60), (picture() + bytes(LARGEST_FILE_BYTES), 10)):
        with pytest.raises(FileTooLarge) as refused:
            await receive(content)
        assert refused.value.fields["limit_mb"] == most_mb


async def test_a_form_with_more_than_memory_has_room_for_is_refused(shop: Site) -> None:
    order = await shop.world.order()
    done = await shop.world.open(order)
    files = [("file", (f"{number}.jpg", b"\xff\xd8\xff" + bytes(9_000_000))) for number in range(4)]
    answer = await shop.client.post(
        f"/cases/{done.case.state.id}/messages", files=files, data={"text": "See"},
        headers=shop.as_(buyer_of(order), Accept="text/html"),
    )  # fmt: skip
    assert answer.status_code == 413
    assert await shop.app.state.pool.fetchval("SELECT count(*) FROM files") == 0
    assert (await shop.client.get(f"/files/{done.case.state.id}", headers=shop.as_(DESK))).status_code == 404


async def test_a_false_table_costs_no_more_than_a_film_is_long() -> None:
    """A track nobody sees whose million chunks are each the whole film."""
    table = b"\0\0\0\0" + (1_000_000).to_bytes(4) + (8).to_bytes(4) * 1_000_000
    runs = b"\0\0\0\0\0\0\0\1" + (1).to_bytes(4) * 3
    sizes = b"\0\0\0\0" + (5_000_000).to_bytes(4) + (1_000_000).to_bytes(4)
    inside = box(b"stbl", box(b"stco", table) + box(b"stsc", runs) + box(b"stsz", sizes))
    track = box(b"trak", box(b"mdia", box(b"hdlr", b"\0" * 8 + b"camm") + box(b"minf", inside)))
    film = box(b"ftyp", b"isom\0\0\2\0isom") + box(b"mdat", bytes(5_000_000)) + box(b"moov", track)
    assert len(clean_film(film)) == len(film)

"""Pages that stay open: one look for all of them, streams that tell, end, and are not without number."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
import uvicorn

from makegood.cases import commands as c
from makegood.web import live as live_module
from makegood.web.live import MOST_OF_A_PERSON, LiveCases, TooManyLivePages
from tests.web.pages_world import HTML, Told, a_case
from tests.web_app import Site
from tests.world import DESK, buyer_of, merchant_of


def cookie(shop: Site, who: object) -> dict[str, str]:
    return HTML | {"Cookie": f"makegood_session={shop.app.state.sessions.token(who)}"}


async def act(shop: Site, told: Told) -> None:
    """Something happens to the case."""
    told.done = await shop.world.do(
        merchant_of(told.order), told.done, c.Refuse("no_fault_found", "Dry here")
    )


async def test_a_watch_is_told_of_a_change_and_only_of_its_own(shop: Site) -> None:
    told, other = await a_case(shop, "L-1"), await a_case(shop, "L-2")
    live = LiveCases(shop.app.state.pool)
    ids = [one.done.case.state.id for one in (told, other)]
    with live.watching(ids[0], "a", 1) as mine, live.watching(ids[1], "b", 1) as others:
        await live.look()
        assert not await mine.wait(0)
        await act(shop, told)
        await live.look()
        assert await mine.wait(0)
        assert (mine.version, others.version) == (told.done.case.state.version, 1)
        assert not await others.wait(0)
        assert not await mine.wait(0)
    assert await asyncio.wait_for(live.look(), 1) is None


async def test_a_stream_tells_now_and_after_a_change_and_ends_when_closed(shop: Site) -> None:
    told = await a_case(shop, "L-3")
    live = LiveCases(shop.app.state.pool)
    stream = live.stream(told.done.case.state.id, "a", 1)
    assert await anext(stream) == b"retry: 2000\nevent: version\ndata: 1\n\n"
    following = asyncio.ensure_future(anext(stream))
    await asyncio.sleep(0)
    await act(shop, told)
    await live.look()
    assert (
        await asyncio.wait_for(following, 2)
        == f"event: version\ndata: {told.done.case.state.version}\n\n".encode()
    )
    ending = asyncio.ensure_future(anext(stream))
    await asyncio.sleep(0)
    live.close()
    with pytest.raises(StopAsyncIteration):
        await asyncio.wait_for(ending, 2)


async def test_heartbeats_keep_a_stream_open_until_its_time_is_over(
    shop: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_module, "HEARTBEAT_SECONDS", 0.05)
    monkeypatch.setattr(live_module, "LONGEST_SECONDS", 0.2)
    live = LiveCases(shop.app.state.pool)
    pieces = [piece async for piece in live.stream(1 << 10, "a", 1)]
    assert pieces[0].startswith(b"retry:")
    assert 1 <= pieces.count(b": here\n\n") <= 6


async def test_nobody_opens_streams_without_number(shop: Site) -> None:
    live = LiveCases(shop.app.state.pool)
    # All at once, and none of them read yet: they count each other all the same.
    tried = await asyncio.gather(
        *(live.open(1 << 10, "a", 1) for _ in range(MOST_OF_A_PERSON + 5)), return_exceptions=True
    )
    streams = [one for one in tried if not isinstance(one, BaseException)]
    assert len(streams) == MOST_OF_A_PERSON
    assert all(isinstance(one, TooManyLivePages) for one in tried if isinstance(one, BaseException))
    assert (await anext(streams[0])).startswith(b"retry:")
    another = await live.open(1 << 10, "b", 1)
    await streams.pop(0).aclose()
    streams.append(await live.open(1 << 10, "a", 1))
    with pytest.raises(TooManyLivePages):
        await live.open(1 << 10, "a", 1)
    # A browser that went away before its answer began: what nobody reads is not counted for ever.
    del tried, streams
    await asyncio.sleep(0.05)
    assert (await anext(await live.open(1 << 10, "a", 1))).startswith(b"retry:")
    await another.aclose()


async def test_the_panels_alone_are_those_of_the_page(shop: Site) -> None:
    told = await a_case(shop, "L-4")
    headers = cookie(shop, buyer_of(told.order))
    whole = (await shop.client.get(told.path, headers=headers)).text
    parts = await shop.client.get(f"{told.path}/panels", headers=headers)
    assert parts.status_code == 200
    assert "<html" not in parts.text
    for name in ("ball", "operations", "money", "story"):
        assert whole.count(f'id="panel-{name}"') == parts.text.count(f'id="panel-{name}"') == 1


async def test_strangers_hear_nothing(shop: Site) -> None:
    told = await a_case(shop, "L-5")
    other = await shop.world.order(
        "L-6", buyer={"external_id": "wang-wei", "name": "王伟", "language": "zh-CN"}
    )
    for path in ("live", "panels", "version"):
        assert (await shop.client.get(f"{told.path}/{path}", headers=HTML)).status_code == 401
        stranger = cookie(shop, buyer_of(other))
        assert (await shop.client.get(f"{told.path}/{path}", headers=stranger)).status_code == 404
        assert (await shop.client.get(f"/cases/12345/{path}", headers=cookie(shop, DESK))).status_code == 404


@asynccontextmanager
async def served(shop: Site) -> AsyncIterator[tuple[str, uvicorn.Server, asyncio.Task[None]]]:
    """The same application over a real socket."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(shop.app, log_config=None, lifespan="off"))
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    while not server.started:  # noqa: ASYNC110 - the server has no event for it
        await asyncio.sleep(0.02)
    yield f"http://127.0.0.1:{listener.getsockname()[1]}", server, serving
    server.should_exit = True
    await serving


async def test_over_http_a_change_is_heard_and_a_stopping_server_is_quick(shop: Site) -> None:
    told = await a_case(shop, "L-7")
    async with (
        served(shop) as (address, server, serving),
        httpx.AsyncClient(base_url=address, timeout=10) as client,
        client.stream("GET", f"{told.path}/live", headers=cookie(shop, DESK)) as answer,
    ):
        assert answer.headers["content-type"].startswith("text/event-stream")
        assert answer.headers["cache-control"] == "no-store"
        lines = answer.aiter_lines()
        assert [await anext(lines) for _ in range(3)] == ["retry: 2000", "event: version", "data: 1"]
        await act(shop, told)
        heard = [await asyncio.wait_for(anext(lines), 5) for _ in range(3)]
        assert heard[-1] == f"data: {told.done.case.state.version}"
        started = time.monotonic()
        shop.app.state["live"].close()
        server.should_exit = True
        await serving
        assert time.monotonic() - started < 3

"""Endpoints: who may make which, what they hear of, and that nobody sees another's."""

from __future__ import annotations

import pytest

from makegood.kit.errors import Invalid, NotFound
from makegood.webhooks import (
    delete_endpoint,
    disable_endpoint,
    enable_endpoint,
    list_endpoints,
    read_endpoint,
    rotate_secret,
)
from makegood.webhooks.model import MOST_ENDPOINTS, TooManyEndpoints
from tests.webhooks.world import LAMP_SHOP, NOON, REFUNDED, RETURNED, TEA_HOUSE, World

URL = "https://shop.example/hooks"


async def test_the_secret_is_long_random_and_shown_once(world: World) -> None:
    endpoint, secret = await world.endpoint(URL)
    _, another = await world.endpoint(URL)
    assert secret.startswith("whsec_")
    assert len(secret) > 40
    assert secret != another
    assert secret not in repr(await read_endpoint(world.pool, endpoint.id, None))


@pytest.mark.parametrize(
    ("url", "events", "field"),
    [
        ("http://shop.example/", ("*",), "url"),
        ("https://10.0.0.1/", ("*",), "url"),
        ("https://localhost/", ("*",), "url"),
        (URL, ("lamp.exploded",), "events"),
        (URL, ("lamp.*",), "events"),
        (URL, (RETURNED, "x" * 5000), "events"),
    ],
)
async def test_what_is_refused_names_the_field(
    world: World, url: str, events: tuple[str, ...], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        await world.endpoint(url, *events)
    assert refused.value.fields["field"] == field
    assert len(str(refused.value)) < 200


async def test_doubles_go_and_everything_swallows_the_rest(world: World) -> None:
    assert (await world.endpoint(URL, RETURNED, REFUNDED, RETURNED))[0].events == (RETURNED, REFUNDED)
    assert (await world.endpoint(URL, RETURNED, "*"))[0].events == ("*",)


async def test_a_merchants_endpoint_hears_of_that_merchant_whoever_made_it(world: World) -> None:
    assert (await world.endpoint(URL, owner=LAMP_SHOP))[0].merchant_id == LAMP_SHOP
    assert (await world.endpoint(URL, merchant_id=LAMP_SHOP, owner=LAMP_SHOP))[0].merchant_id == LAMP_SHOP
    assert (await world.endpoint(URL, merchant_id=TEA_HOUSE))[0].merchant_id == TEA_HOUSE
    with pytest.raises(NotFound):
        await world.endpoint(URL, merchant_id=TEA_HOUSE, owner=LAMP_SHOP)


async def test_others_endpoints_do_not_exist_for_a_merchant(world: World) -> None:
    theirs = [(await world.endpoint(URL, owner=TEA_HOUSE))[0], (await world.endpoint(URL))[0]]
    for endpoint in theirs:
        for ask in (
            lambda at: read_endpoint(world.pool, at, LAMP_SHOP),
            lambda at: delete_endpoint(world.pool, at, LAMP_SHOP),
            lambda at: enable_endpoint(world.pool, at, LAMP_SHOP),
            lambda at: disable_endpoint(world.pool, at, LAMP_SHOP, now=NOON, ids=world.ids),
            lambda at: rotate_secret(world.pool, at, LAMP_SHOP, now=NOON),
        ):
            with pytest.raises(NotFound):
                await ask(endpoint.id)
    assert await list_endpoints(world.pool, LAMP_SHOP) == []
    assert len(await list_endpoints(world.pool, None)) == 2


async def test_pages_of_the_list_meet_without_gap_or_overlap(world: World) -> None:
    made = [(await world.endpoint(URL, owner=LAMP_SHOP))[0].id for _ in range(7)]
    seen: list[int] = []
    while page := await list_endpoints(world.pool, LAMP_SHOP, before_id=seen[-1] if seen else None, limit=3):
        seen += [endpoint.id for endpoint in page]
    assert seen == sorted(made, reverse=True)


async def test_off_and_on_again(world: World) -> None:
    endpoint, _ = await world.endpoint(URL)
    off = await disable_endpoint(world.pool, endpoint.id, None, now=NOON, ids=world.ids)
    assert (off.disabled_at, off.disabled_reason) == (NOON, "by_hand")
    assert not off.wants(RETURNED, None)
    await disable_endpoint(world.pool, endpoint.id, None, now=NOON, ids=world.ids)
    assert await world.pool.fetchval("SELECT count(*) FROM outbox") == 1, "the others are told once"
    on = await enable_endpoint(world.pool, endpoint.id, None)
    assert (on.disabled_at, on.disabled_reason) == (None, None)


async def test_there_is_a_limit_for_each_merchant(world: World) -> None:
    for _ in range(MOST_ENDPOINTS):
        await world.endpoint(URL, owner=LAMP_SHOP)
    with pytest.raises(TooManyEndpoints):
        await world.endpoint(URL, owner=LAMP_SHOP)
    await world.endpoint(URL, owner=TEA_HOUSE)

"""The demo's receivers of webhooks: the server of the demo itself plays them, so that deliveries are real and stay here."""

from datetime import datetime
from urllib.parse import urlsplit

from msgspec import Struct

from makegood.db.pool import Pool
from makegood.db.writes import Connection
from makegood.flows.engine import Engine
from makegood.kit.ids import IdMaker
from makegood.kit.settings import Mode, Settings
from makegood.webhooks import (
    Endpoint,
    EndpointDraft,
    FanOut,
    create_endpoint,
    delete_endpoint,
    list_endpoints,
)

FOLDER = "/demo/receivers/"
MOST_ENDPOINTS = 100


class Receiver(Struct, frozen=True):
    """Somebody who wants events; `answers` is the status of the answer to each. `shop` None: the marketplace itself."""

    key: str
    answers: int
    description: str
    events: tuple[str, ...] = ("*",)
    shop: str | None = None

    @property
    def path(self) -> str:
        """Where on the server it listens."""
        return f"{FOLDER}{self.key}"


RECEIVERS = (
    Receiver("order-system", 204, "Order system of the marketplace · 订单系统"),
    Receiver("oak-and-ash", 503, "Workshop of Oak & Ash, down for stocktaking", shop="oak-and-ash"),
)
_BY_KEY = {receiver.key: receiver for receiver in RECEIVERS}
_BY_PATH = {receiver.path: receiver for receiver in RECEIVERS}


def answer_of(key: str) -> int | None:
    """The status with which a receiver answers; None where there is none of that name."""
    receiver = _BY_KEY.get(key)
    return receiver.answers if receiver else None


async def subscribe(engine: Engine, settings: Settings, merchants: dict[str, int]) -> None:
    """Have the receivers hear what happens from now on. What happened before is told to nobody. A server that is not
    a demo's plays nobody.
    """
    if settings.mode is not Mode.DEMO:
        return
    fan_out = FanOut(engine.pool, engine.ids)
    while await fan_out.once():
        pass
    async with engine.pool.acquire() as connection, connection.transaction():
        there = {urlsplit(endpoint.url).path for endpoint in await _ours(connection)}
        for receiver in RECEIVERS:
            if receiver.path not in there:
                merchant_id = merchants[receiver.shop] if receiver.shop else None
                await _create(connection, settings, receiver, merchant_id, engine.clock.now(), engine.ids)


async def follow_address(pool: Pool, settings: Settings, now: datetime) -> None:
    """Where the server has come to listen elsewhere, so do the receivers that are still there."""
    here = f"http://{settings.own_address}"
    moved = [endpoint for endpoint in await _ours(pool) if not endpoint.url.startswith(f"{here}/")]
    if not moved:
        return
    ids = IdMaker()
    async with pool.acquire() as connection, connection.transaction():
        for endpoint in moved:
            receiver = _BY_PATH[urlsplit(endpoint.url).path]
            await delete_endpoint(connection, endpoint.id, None)
            await _create(connection, settings, receiver, endpoint.merchant_id, now, ids)


async def _ours(connection: Connection) -> list[Endpoint]:
    found = await list_endpoints(connection, None, limit=MOST_ENDPOINTS)
    return [endpoint for endpoint in found if urlsplit(endpoint.url).path in _BY_PATH]


async def _create(
    connection: Connection, settings: Settings, receiver: Receiver, merchant_id: int | None, now: datetime, ids: IdMaker
) -> None:  # fmt: skip
    url = f"http://{settings.own_address}{receiver.path}"
    draft = EndpointDraft(url, receiver.events, merchant_id, receiver.description)
    await create_endpoint(
        connection,
        draft,
        None,
        now=now,
        ids=ids,
        allowed_hosts=settings.private_receivers,
        https_only=False,
    )

"""Commands and reads of webhooks, one function each. `owner` is the merchant who asks; None is the operator.

Writing functions run in the caller's transaction, on its connection.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from makegood.db.jobs import hasten
from makegood.db.writes import Connection, Writes
from makegood.kit.errors import Invalid, NotFound
from makegood.kit.ids import IdMaker, bucket_of, stable_bucket
from makegood.webhooks.addresses import UnusableAddress, parse_target
from makegood.webhooks.catalogue import event_names
from makegood.webhooks.delivery_store import attempts_of, begin_again, deliveries_of, delivery_row
from makegood.webhooks.endpoint_store import (
    add_endpoint,
    add_secret,
    endpoint_count,
    endpoint_row,
    endpoints_of,
    remove_endpoint,
    switch_off,
    switch_on,
)
from makegood.webhooks.events import endpoint_disabled
from makegood.webhooks.model import (
    EVERYTHING,
    MOST_ENDPOINTS,
    Attempt,
    Delivery,
    DisabledReason,
    Endpoint,
    EndpointDisabled,
    EndpointDraft,
    Status,
    TooManyEndpoints,
)
from makegood.webhooks.signing import new_secret

DELIVER = "deliver_webhook"
OLD_SECRET_SIGNS_FOR = timedelta(hours=24)


async def create_endpoint(
    connection: Connection,
    draft: EndpointDraft,
    owner: int | None,
    *,
    now: datetime,
    ids: IdMaker,
    allowed_hosts: Collection[str] = (),
    https_only: bool,
) -> tuple[Endpoint, str]:
    """The new endpoint and its secret, which is shown this once.

    Raises `Invalid` (url, events), `NotFound` when a merchant asks for another's events, `TooManyEndpoints`.
    """
    if owner is not None and draft.merchant_id not in (None, owner):
        raise NotFound(what="merchant")
    merchant_id = draft.merchant_id if owner is None else owner
    _check_url(draft.url, allowed_hosts, https_only=https_only)
    events = _checked_events(draft.events)
    if await endpoint_count(connection, merchant_id) >= MOST_ENDPOINTS:
        raise TooManyEndpoints(most=MOST_ENDPOINTS)
    made_id = ids(stable_bucket(f"webhook endpoints of {merchant_id}"))
    endpoint = Endpoint(made_id, merchant_id, draft.url, events, draft.description, now)
    secret = new_secret()
    await add_endpoint(connection, endpoint, secret)
    return endpoint, secret


async def read_endpoint(
    connection: Connection, endpoint_id: int, owner: int | None, *, lock: bool = False
) -> Endpoint:
    """The endpoint. Raises `NotFound`, also for those of others."""
    endpoint = await endpoint_row(connection, endpoint_id, lock=lock)
    if endpoint is None or owner not in (None, endpoint.merchant_id):
        raise NotFound(what="webhook endpoint")
    return endpoint


async def list_endpoints(
    connection: Connection, owner: int | None, *, before_id: int | None = None, limit: int = 50
) -> list[Endpoint]:
    """The newest first. The next page begins below the last id."""
    return await endpoints_of(connection, owner, before_id, limit)


async def rotate_secret(
    connection: Connection, endpoint_id: int, owner: int | None, *, now: datetime
) -> tuple[Endpoint, str]:
    """A new secret, shown this once. For `OLD_SECRET_SIGNS_FOR` the old one signs too. Raises `NotFound`."""
    endpoint = await read_endpoint(connection, endpoint_id, owner, lock=True)
    secret = new_secret()
    await add_secret(connection, endpoint_id, secret, now, now + OLD_SECRET_SIGNS_FOR)
    return endpoint, secret


async def disable_endpoint(
    connection: Connection,
    endpoint_id: int,
    owner: int | None,
    *,
    now: datetime,
    ids: IdMaker,
    reason: DisabledReason = "by_hand",
) -> Endpoint:
    """Nothing more is sent there, and other endpoints are told, unless it was off. Raises `NotFound`."""
    endpoint = await read_endpoint(connection, endpoint_id, owner, lock=True)
    if await switch_off(connection, endpoint_id, reason, now):
        writes = Writes()
        writes.add("add_to_outbox", endpoint_disabled(ids(bucket_of(endpoint_id)), endpoint, reason, now))
        await writes.send(connection)
    return await read_endpoint(connection, endpoint_id, owner)


async def enable_endpoint(connection: Connection, endpoint_id: int, owner: int | None) -> Endpoint:
    """Events are sent there again from now on; what was discarded can be redelivered. Raises `NotFound`."""
    await read_endpoint(connection, endpoint_id, owner, lock=True)
    await switch_on(connection, endpoint_id)
    return await read_endpoint(connection, endpoint_id, owner)


async def delete_endpoint(connection: Connection, endpoint_id: int, owner: int | None) -> None:
    """The endpoint is gone, and nothing more is sent there. Raises `NotFound`."""
    await read_endpoint(connection, endpoint_id, owner, lock=True)
    await remove_endpoint(connection, endpoint_id)


async def list_deliveries(
    connection: Connection,
    endpoint_id: int,
    owner: int | None,
    *,
    status: Status | None = None,
    before_id: int | None = None,
    limit: int = 50,
) -> list[Delivery]:
    """What was sent to an endpoint, the newest first. Raises `NotFound`."""
    await read_endpoint(connection, endpoint_id, owner)
    return await deliveries_of(connection, endpoint_id, status, before_id, limit)


async def list_attempts(
    connection: Connection,
    endpoint_id: int,
    delivery_id: int,
    owner: int | None,
    *,
    before_number: int | None = None,
    limit: int = 50,
) -> list[Attempt]:
    """The requests made for a delivery, the newest first. Raises `NotFound`."""
    await read_delivery(connection, endpoint_id, delivery_id, owner)
    return await attempts_of(connection, delivery_id, before_number, limit)


async def read_delivery(
    connection: Connection, endpoint_id: int, delivery_id: int, owner: int | None, *, lock: bool = False
) -> Delivery:
    """One delivery of an endpoint. Raises `NotFound`."""
    await read_endpoint(connection, endpoint_id, owner)
    delivery = await delivery_row(connection, delivery_id, lock=lock)
    if delivery is None or delivery.endpoint_id != endpoint_id:
        raise NotFound(what="webhook delivery")
    return delivery


async def redeliver(
    connection: Connection,
    endpoint_id: int,
    delivery_id: int,
    owner: int | None,
    *,
    now: datetime,
    ids: IdMaker,
) -> Delivery:
    """Send it (again) now, whatever became of it, with the same `webhook-id`.

    Raises `NotFound`, `EndpointDisabled`.
    """
    endpoint = await read_endpoint(connection, endpoint_id, owner)
    if endpoint.disabled_at is not None:
        raise EndpointDisabled(reason=endpoint.disabled_reason)
    delivery = await read_delivery(connection, endpoint_id, delivery_id, owner, lock=True)
    pending = delivery.status == "pending"
    await begin_again(connection, delivery_id, now)
    # A pending delivery has its job, whose id is the delivery's; a settled one needs another.
    if not (pending and await hasten(connection, bucket_of(delivery_id), delivery_id, now)):
        writes = Writes()
        writes.add("defer_jobs", delivery_job(ids(bucket_of(delivery_id)), delivery_id, endpoint_id, now))
        await writes.send(connection)
    return await read_delivery(connection, endpoint_id, delivery_id, owner)


def delivery_job(job_id: int, delivery_id: int, endpoint_id: int, run_at: datetime) -> dict[str, Any]:
    """The row that defers the sending of a delivery. Both ids tell in which buckets to look."""
    payload = {"delivery_id": str(delivery_id), "endpoint_id": str(endpoint_id)}
    return {"bucket": bucket_of(job_id), "id": job_id, "kind": DELIVER, "payload": payload, "run_at": run_at}


def _check_url(url: str, allowed_hosts: Collection[str], *, https_only: bool) -> None:
    try:
        parse_target(url, allowed_hosts, https_only=https_only)
    except UnusableAddress as problem:
        raise Invalid(field="url", problem=str(problem)) from None


def _checked_events(events: Collection[str]) -> tuple[str, ...]:
    """Without doubles; everything swallows the rest."""
    if not events:
        raise Invalid(field="events", problem="name at least one event, or * for all")
    for event in events:
        if event != EVERYTHING and event not in event_names():
            raise Invalid(field="events", problem=f"there is no event {event[:60]!r}")
    return (EVERYTHING,) if EVERYTHING in events else tuple(dict.fromkeys(events))

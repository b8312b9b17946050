"""HTTP: /api/webhook-endpoints, their secrets, suspension and deliveries; /api/webhook-events, the catalogue.

The composition root gives two dependencies: `principal` and `webhook_office`.
"""

from typing import Annotated, Any

from litestar import Controller, Response, delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, HeaderParameter, JSONBody, QueryParameter, SkipValidation

from makegood.accounts import Principal
from makegood.db.once import Kept
from makegood.db.writes import Connection
from makegood.webhooks import handlers
from makegood.webhooks.api_schemas import (
    AttemptPage,
    DeliveryPage,
    DeliveryView,
    EndpointPage,
    EndpointRequest,
    EndpointView,
    EndpointWithSecret,
    EventView,
    attempt_view,
    delivery_view,
    endpoint_view,
    endpoint_with_secret,
    event_view,
    id_in_path,
    number_of,
)
from makegood.webhooks.catalogue import event_types
from makegood.webhooks.model import Status
from makegood.webhooks.office import WebhookOffice, owner_of

Caller = NamedDependency[SkipValidation[Principal]]
Office = NamedDependency[SkipValidation[WebhookOffice]]
Id = FromPath[str]
Key = Annotated[str | None, HeaderParameter(name="Idempotency-Key", max_length=200)]
Cursor = Annotated[str | None, QueryParameter(max_length=19, description="`next_cursor` of the page before")]
Limit = Annotated[int, QueryParameter(ge=1, le=100, description="the most items of a page")]
Filter = FromQuery[Status | None]
ENDPOINT, DELIVERY = "webhook endpoint", "webhook delivery"


class WebhookEndpoints(Controller):
    """Where events are sent. Merchants manage their own endpoints, operators all."""

    path = "/api/webhook-endpoints"
    tags = ("Webhooks",)

    @post("/", summary="Make an endpoint; its secret is shown this once")
    async def create(
        self,
        principal: Caller,
        webhook_office: Office,
        data: JSONBody[EndpointRequest],
        idempotency_key: Key = None,
    ) -> Response[EndpointWithSecret]:
        owner, draft = owner_of(principal), data.draft()

        async def act(connection: Connection) -> EndpointWithSecret:
            made = await handlers.create_endpoint(
                connection,
                draft,
                owner,
                now=webhook_office.clock.now(),
                ids=webhook_office.ids,
                allowed_hosts=webhook_office.allowed_hosts,
                https_only=webhook_office.https_only,
            )
            return endpoint_with_secret(*made)

        return _response(
            await webhook_office.write(principal, idempotency_key, 201, act, "webhook.create", data)
        )

    @get("/", summary="List endpoints, the newest first")
    async def list(
        self, principal: Caller, webhook_office: Office, cursor: Cursor = None, limit: Limit = 50
    ) -> EndpointPage:
        found = await handlers.list_endpoints(
            webhook_office.pool, owner_of(principal), before_id=_before(cursor), limit=limit + 1
        )
        return EndpointPage(*_page([endpoint_view(endpoint) for endpoint in found], limit, "id"))

    @get("/{endpoint_id:str}", summary="Read an endpoint")
    async def read(self, principal: Caller, webhook_office: Office, endpoint_id: Id) -> EndpointView:
        owner = owner_of(principal)
        return endpoint_view(
            await handlers.read_endpoint(webhook_office.pool, id_in_path(ENDPOINT, endpoint_id), owner)
        )

    @delete("/{endpoint_id:str}", summary="Delete an endpoint")
    async def remove(
        self, principal: Caller, webhook_office: Office, endpoint_id: Id, idempotency_key: Key = None
    ) -> None:
        owner, number = owner_of(principal), id_in_path(ENDPOINT, endpoint_id)

        async def act(connection: Connection) -> None:
            await handlers.delete_endpoint(connection, number, owner)

        await webhook_office.write(principal, idempotency_key, 204, act, "webhook.delete", endpoint_id)

    @post("/{endpoint_id:str}/secrets", summary="Rotate the secret; the old one signs too for a day")
    async def rotate(
        self, principal: Caller, webhook_office: Office, endpoint_id: Id, idempotency_key: Key = None
    ) -> Response[EndpointWithSecret]:
        owner, number = owner_of(principal), id_in_path(ENDPOINT, endpoint_id)

        async def act(connection: Connection) -> EndpointWithSecret:
            now = webhook_office.clock.now()
            return endpoint_with_secret(*await handlers.rotate_secret(connection, number, owner, now=now))

        return _response(
            await webhook_office.write(principal, idempotency_key, 201, act, "webhook.rotate", endpoint_id)
        )

    @post("/{endpoint_id:str}/suspension", summary="Switch an endpoint off")
    async def suspend(
        self, principal: Caller, webhook_office: Office, endpoint_id: Id, idempotency_key: Key = None
    ) -> Response[EndpointView]:
        owner, number = owner_of(principal), id_in_path(ENDPOINT, endpoint_id)

        async def act(connection: Connection) -> EndpointView:
            now, ids = webhook_office.clock.now(), webhook_office.ids
            return endpoint_view(await handlers.disable_endpoint(connection, number, owner, now=now, ids=ids))

        return _response(
            await webhook_office.write(principal, idempotency_key, 201, act, "webhook.suspend", endpoint_id)
        )

    @delete("/{endpoint_id:str}/suspension", status_code=200, summary="Switch an endpoint on again")
    async def resume(
        self, principal: Caller, webhook_office: Office, endpoint_id: Id, idempotency_key: Key = None
    ) -> Response[EndpointView]:
        owner, number = owner_of(principal), id_in_path(ENDPOINT, endpoint_id)

        async def act(connection: Connection) -> EndpointView:
            return endpoint_view(await handlers.enable_endpoint(connection, number, owner))

        return _response(
            await webhook_office.write(principal, idempotency_key, 200, act, "webhook.resume", endpoint_id)
        )


class WebhookDeliveries(Controller):
    """What was sent to an endpoint, attempt by attempt."""

    path = "/api/webhook-endpoints/{endpoint_id:str}/deliveries"
    tags = ("Webhooks",)

    @get("/", summary="List deliveries, the newest first")
    async def list(
        self,
        principal: Caller,
        webhook_office: Office,
        endpoint_id: Id,
        status: Filter = None,
        cursor: Cursor = None,
        limit: Limit = 50,
    ) -> DeliveryPage:
        found = await handlers.list_deliveries(
            webhook_office.pool,
            id_in_path(ENDPOINT, endpoint_id),
            owner_of(principal),
            status=status,
            before_id=_before(cursor),
            limit=limit + 1,
        )
        return DeliveryPage(*_page([delivery_view(delivery) for delivery in found], limit, "id"))

    @get("/{delivery_id:str}", summary="Read a delivery")
    async def read(
        self, principal: Caller, webhook_office: Office, endpoint_id: Id, delivery_id: Id
    ) -> DeliveryView:
        numbers = id_in_path(ENDPOINT, endpoint_id), id_in_path(DELIVERY, delivery_id)
        return delivery_view(await handlers.read_delivery(webhook_office.pool, *numbers, owner_of(principal)))

    @get("/{delivery_id:str}/attempts", summary="List the attempts of a delivery, the newest first")
    async def attempts(
        self,
        principal: Caller,
        webhook_office: Office,
        endpoint_id: Id,
        delivery_id: Id,
        cursor: Cursor = None,
        limit: Limit = 50,
    ) -> AttemptPage:
        numbers = id_in_path(ENDPOINT, endpoint_id), id_in_path(DELIVERY, delivery_id)
        found = await handlers.list_attempts(
            webhook_office.pool, *numbers, owner_of(principal), before_number=_before(cursor), limit=limit + 1
        )
        return AttemptPage(*_page([attempt_view(attempt) for attempt in found], limit, "number"))

    @post("/{delivery_id:str}/redelivery", status_code=202, summary="Send it again, now")
    async def redeliver(
        self,
        principal: Caller,
        webhook_office: Office,
        endpoint_id: Id,
        delivery_id: Id,
        idempotency_key: Key = None,
    ) -> Response[DeliveryView]:
        owner = owner_of(principal)
        numbers = id_in_path(ENDPOINT, endpoint_id), id_in_path(DELIVERY, delivery_id)

        async def act(connection: Connection) -> DeliveryView:
            now, ids = webhook_office.clock.now(), webhook_office.ids
            return delivery_view(await handlers.redeliver(connection, *numbers, owner, now=now, ids=ids))

        return _response(
            await webhook_office.write(
                principal, idempotency_key, 202, act, "webhook.redeliver", endpoint_id, delivery_id
            )
        )


@get("/api/webhook-events", tags=["Webhooks"], summary="The catalogue of events, with their JSON schemas")
async def webhook_events(principal: Caller) -> list[EventView]:
    """Every event that an endpoint can subscribe to."""
    owner_of(principal)
    return [event_view(event) for event in event_types()]


WEBHOOK_ROUTES = [WebhookEndpoints, WebhookDeliveries, webhook_events]


def _response(kept: Kept) -> Response[Any]:
    return Response(kept.body, status_code=kept.status, media_type="application/json")


def _before(cursor: str | None) -> int | None:
    return None if cursor is None else number_of("cursor", cursor)


def _page(items: list[Any], limit: int, key: str) -> tuple[list[Any], str | None]:
    """One more than the page was asked for, so that the last page is known to be the last."""
    more = len(items) > limit
    page = items[:limit]
    return page, str(getattr(page[-1], key)) if more else None

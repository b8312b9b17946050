"""PURE: what the HTTP API of webhooks takes and gives. Ids are strings, since they pass 2^53."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from msgspec import Meta, Struct, field

from makegood.kit.errors import Invalid, NotFound
from makegood.webhooks.catalogue import EventType, message_schema
from makegood.webhooks.model import Attempt, Delivery, DisabledReason, Endpoint, EndpointDraft, Status
from makegood.webhooks.signing import message_id

LARGEST_ID = 2**63 - 1
EventName = Annotated[str, Meta(max_length=100)]
Line = Annotated[str, Meta(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]


class EndpointRequest(Struct, forbid_unknown_fields=True, frozen=True):
    """A new endpoint: where to send which events (`*` for all). Merchants hear of their own; `merchant_id` lets an
    operator make one for a merchant.
    """

    url: Annotated[str, Meta(max_length=2000, examples=["https://shop.example/makegood-events"])]
    events: Annotated[tuple[EventName, ...], Meta(min_length=1, max_length=100, examples=[["*"]])]
    merchant_id: Annotated[str, Meta(max_length=19)] | None = None
    description: Line = ""

    def draft(self) -> EndpointDraft:
        """The command it stands for. Raises `Invalid`."""
        merchant_id = None if self.merchant_id is None else number_of("merchant_id", self.merchant_id)
        return EndpointDraft(self.url, self.events, merchant_id, self.description)


class EndpointView(Struct, frozen=True):
    """An endpoint. `failing_since`: the first failure after the last success."""

    id: str
    merchant_id: str | None
    url: str
    events: tuple[str, ...]
    description: str
    enabled: bool
    created_at: datetime
    failing_since: datetime | None
    disabled_at: datetime | None
    disabled_reason: DisabledReason | None


class EndpointWithSecret(EndpointView, frozen=True, kw_only=True):
    """An endpoint and its signing secret, which is shown this once."""

    secret: str


class EndpointPage(Struct, frozen=True):
    """Endpoints, the newest first. `next_cursor` asks for the next page; null on the last."""

    items: list[EndpointView]
    next_cursor: str | None


class DeliveryView(Struct, frozen=True):
    """One event for one endpoint. `webhook_id` is what the receiver saw."""

    id: str
    webhook_id: str
    event: str
    subject: str
    status: Status
    attempts: int
    at: datetime
    next_attempt_at: datetime | None


class DeliveryPage(Struct, frozen=True):
    """Deliveries, the newest first."""

    items: list[DeliveryView]
    next_cursor: str | None


class AttemptView(Struct, frozen=True):
    """One request of ours. Without `status_code` nothing answered; without `error` it arrived."""

    number: int
    at: datetime
    status_code: int | None
    duration_ms: int
    error: str | None


class AttemptPage(Struct, frozen=True):
    """Attempts, the newest first."""

    items: list[AttemptView]
    next_cursor: str | None


class EventView(Struct, frozen=True):
    """A public event and the JSON schema of its messages."""

    name: str
    description: str
    message_schema: dict[str, Any] = field(name="schema")


def endpoint_view(endpoint: Endpoint) -> EndpointView:
    """An endpoint as the API shows it."""
    return EndpointView(**_endpoint_fields(endpoint))


def endpoint_with_secret(endpoint: Endpoint, secret: str) -> EndpointWithSecret:
    """An endpoint as the API shows it when its secret is new."""
    return EndpointWithSecret(**_endpoint_fields(endpoint), secret=secret)


def delivery_view(delivery: Delivery) -> DeliveryView:
    """A delivery as the API shows it."""
    return DeliveryView(
        id=str(delivery.id),
        webhook_id=message_id(delivery.event_id),
        event=delivery.event,
        subject=str(delivery.subject),
        status=delivery.status,
        attempts=delivery.attempts,
        at=delivery.at,
        next_attempt_at=delivery.next_attempt_at,
    )


def attempt_view(attempt: Attempt) -> AttemptView:
    """An attempt as the API shows it."""
    return AttemptView(attempt.number, attempt.at, attempt.status_code, attempt.duration_ms, attempt.error)


def event_view(event: EventType) -> EventView:
    """A public event as the API shows it."""
    return EventView(event.name, event.description, message_schema(event))


def number_of(name: str, text: str) -> int:
    """The number that an id or cursor stands for. Raises `Invalid`."""
    if not (text.isascii() and text.isdecimal() and len(text) <= 19 and int(text) <= LARGEST_ID):
        raise Invalid(field=name, problem="this is not one of ours")
    return int(text)


def id_in_path(what: str, text: str) -> int:
    """The id in a path. Raises `NotFound`."""
    try:
        return number_of("id", text)
    except Invalid:
        raise NotFound(what=what) from None


def _endpoint_fields(endpoint: Endpoint) -> dict[str, Any]:
    return {
        "id": str(endpoint.id),
        "merchant_id": None if endpoint.merchant_id is None else str(endpoint.merchant_id),
        "url": endpoint.url,
        "events": endpoint.events,
        "description": endpoint.description,
        "enabled": endpoint.disabled_at is None,
        "created_at": endpoint.created_at,
        "failing_since": endpoint.failing_since,
        "disabled_at": endpoint.disabled_at,
        "disabled_reason": endpoint.disabled_reason,
    }

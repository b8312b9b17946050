"""PURE: the public events of this slice itself, and the body of a message."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from makegood.kit.ids import bucket_of
from makegood.webhooks.catalogue import register
from makegood.webhooks.model import DisabledReason, Endpoint, OutboxEvent

ENDPOINT_DISABLED = "webhook_endpoint.disabled"


class EndpointDisabledData(msgspec.Struct, frozen=True):
    """What the event `webhook_endpoint.disabled` carries.."""

    endpoint_id: str
    url: str
    reason: Literal["by_hand", "gone", "failing"]
    failing_since: datetime | None
    seq: int


register(
    ENDPOINT_DISABLED,
    EndpointDisabledData,
    "An endpoint was switched off: by hand, because it answered 410 Gone, or because nothing arrived "
    "for days. The other endpoints of its owner, and those that hear of everything, are told.",
)


def endpoint_disabled(
    event_id: int, endpoint: Endpoint, reason: DisabledReason, now: datetime
) -> dict[str, object]:
    """The row for the outbox."""
    data = EndpointDisabledData(str(endpoint.id), endpoint.url, reason, endpoint.failing_since, _seq(now))
    return {
        "bucket": bucket_of(event_id),
        "id": event_id,
        "event": ENDPOINT_DISABLED,
        "subject": endpoint.id,
        "merchant_id": endpoint.merchant_id,
        "payload": data,
        "at": now,
    }


def message_body(event: OutboxEvent) -> str:
    """The JSON that is signed and sent: type, timestamp, data."""
    message = {"type": event.event, "timestamp": event.at, "data": msgspec.Raw(event.payload.encode())}
    return msgspec.json.encode(message).decode()


def _seq(now: datetime) -> int:
    """Endpoints keep no history; milliseconds order what happens to one."""
    return int(now.timestamp() * 1000)

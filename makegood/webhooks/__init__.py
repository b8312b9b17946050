"""Outbound events, signed and retried as the Standard Webhooks specification says."""

from makegood.webhooks.catalogue import EventType, event_names, event_types, message_schema, register, schemas
from makegood.webhooks.deliver import HttpSender, webhook_client
from makegood.webhooks.delivery_store import sweep_deliveries
from makegood.webhooks.handlers import (
    DELIVER,
    create_endpoint,
    delete_endpoint,
    disable_endpoint,
    enable_endpoint,
    list_attempts,
    list_deliveries,
    list_endpoints,
    read_delivery,
    read_endpoint,
    redeliver,
    rotate_secret,
)
from makegood.webhooks.health import (
    EndpointHealth,
    WebhookBacklog,
    endpoints_health,
    stopped_endpoints,
    webhook_backlog,
)
from makegood.webhooks.jobs import BACKOFF, Deliverer, FanOut, Sender
from makegood.webhooks.model import Answer, Attempt, Delivery, Endpoint, EndpointDraft
from makegood.webhooks.reference import events_json, events_markdown
from makegood.webhooks.signing import signed_headers

__all__ = [
    "BACKOFF",
    "DELIVER",
    "Answer",
    "Attempt",
    "Deliverer",
    "Delivery",
    "Endpoint",
    "EndpointDraft",
    "EndpointHealth",
    "EventType",
    "FanOut",
    "HttpSender",
    "Sender",
    "WebhookBacklog",
    "create_endpoint",
    "delete_endpoint",
    "disable_endpoint",
    "enable_endpoint",
    "endpoints_health",
    "event_names",
    "event_types",
    "events_json",
    "events_markdown",
    "list_attempts",
    "list_deliveries",
    "list_endpoints",
    "message_schema",
    "read_delivery",
    "read_endpoint",
    "redeliver",
    "register",
    "rotate_secret",
    "schemas",
    "signed_headers",
    "stopped_endpoints",
    "sweep_deliveries",
    "webhook_backlog",
    "webhook_client",
]

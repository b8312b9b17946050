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
from makegood.webhooks.jobs import BACKOFF, Deliverer, FanOut, Sender
from makegood.webhooks.model import Answer, Attempt, Delivery, Endpoint, EndpointDraft
from makegood.webhooks.reference import events_json, events_markdown

__all__ = [
    "BACKOFF",
    "DELIVER",
    "Answer",
    "Attempt",
    "Deliverer",
    "Delivery",
    "Endpoint",
    "EndpointDraft",
    "EventType",
    "FanOut",
    "HttpSender",
    "Sender",
    "create_endpoint",
    "delete_endpoint",
    "disable_endpoint",
    "enable_endpoint",
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
    "sweep_deliveries",
    "webhook_client",
]

"""The catalogue of events: names, schemas, and the reference made from them."""

from __future__ import annotations

import json
from typing import Literal

import msgspec
import pytest
from jsonschema import Draft202012Validator

from makegood.webhooks import event_names, event_types, events_json, events_markdown, register, schemas
from makegood.webhooks.catalogue import EventType
from tests.webhooks.world import RETURNED, LampReturned


class Line(msgspec.Struct):
    sku: str


class Parcel(msgspec.Struct):
    seq: int
    lines: list[Line]
    outcome: Literal["kept", "back"] | None = None


PARCEL = EventType("parcel.opened", Parcel, "A parcel was opened.")


def test_registering_twice_is_once_and_differently_is_an_error() -> None:
    register(RETURNED, LampReturned, "A lamp came back.")
    with pytest.raises(ValueError, match="already"):
        register(RETURNED, Parcel, "A lamp came back.")
    assert RETURNED in event_names()
    assert "webhook_endpoint.disabled" in event_names()


@pytest.mark.parametrize(
    "name", ["lamp", "Lamp.returned", "lamp.", "*", "lamp returned", "lamp.re turned", ""]
)
def test_names_are_noun_dot_past(name: str) -> None:
    with pytest.raises(ValueError, match="event name"):
        register(name, LampReturned, "")


def test_every_payload_has_a_seq() -> None:
    with pytest.raises(ValueError, match="seq"):
        register("line.added", Line, "A line was added.")


def test_schemas_are_valid_and_hold_for_what_is_sent() -> None:
    for schema in schemas().values():
        Draft202012Validator.check_schema(schema)
    message = {"type": RETURNED, "timestamp": "2026-03-01T12:00:00Z", "data": {"case_id": "1", "seq": 1}}
    validator = Draft202012Validator(json.loads(events_json(event_types()))[RETURNED])
    validator.validate(message)
    assert not validator.is_valid({**message, "data": {"case_id": 1}})


def test_types_within_types_are_defined_where_they_are_named() -> None:
    schema = json.loads(events_json([PARCEL]))["parcel.opened"]
    validator = Draft202012Validator(schema)
    message = {"type": "parcel.opened", "timestamp": "2026-03-01T12:00:00Z"}
    validator.validate({**message, "data": {"seq": 1, "lines": [{"sku": "a"}]}})
    assert not validator.is_valid({**message, "data": {"seq": 1, "lines": [{"sku": 5}]}})


def test_the_page_names_every_field() -> None:
    page = events_markdown([PARCEL])
    assert "## parcel.opened\n\nA parcel was opened.\n" in page
    assert "| `seq` | integer |  |" in page
    assert "| `lines` | array of Line |  |" in page
    assert "| `outcome` | one of `back`, `kept` or null | may be absent |" in page
    assert events_markdown(event_types()) == events_markdown(event_types())

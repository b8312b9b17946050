"""The public events: each slice registers its own, and their JSON schemas are made from the types."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import msgspec

_NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+")
_REFERENCE = "#/$defs/{name}"


@dataclass(frozen=True, slots=True)
class EventType:
    """A public event: its name such as `case.approved`, the type of its `data`, and when it happens."""

    name: str
    payload_type: type[msgspec.Struct]
    description: str


_registered: dict[str, EventType] = {}


def register(name: str, payload_type: type[msgspec.Struct], description: str) -> EventType:
    """Make an event public. Its payload carries `seq: int`, by which receivers order the events of a subject.

    Raises ValueError for a name that is no `noun.past`, is taken by another type, or a payload without `seq`.
    """
    if not _NAME.fullmatch(name):
        raise ValueError(f"{name!r} is no event name; write it like case.approved")
    if "seq" not in payload_type.__struct_fields__:
        raise ValueError(f"the payload of {name} has no field seq, by which receivers order what they get")
    made = EventType(name, payload_type, " ".join(description.split()))
    if _registered.setdefault(name, made) != made:
        raise ValueError(f"the event {name} is registered already, as something else")
    return made


def event_types() -> list[EventType]:
    """Every public event, by name."""
    return [_registered[name] for name in sorted(_registered)]


def event_names() -> frozenset[str]:
    """The names that an endpoint can subscribe to."""
    return frozenset(_registered)


def schemas() -> dict[str, dict[str, Any]]:
    """The JSON schema (2020-12) of each event's `data`, by event name, each complete in itself."""
    return {event.name: _schema(event) for event in event_types()}


def message_schema(event: EventType) -> dict[str, Any]:
    """The JSON schema of a whole message, whose `data` is the event's."""
    data = _schema(event)
    definitions = data.pop("$defs", {})
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": event.name,
        "description": event.description,
        "type": "object",
        "properties": {
            "type": {"const": event.name},
            "timestamp": {"type": "string", "format": "date-time"},
            "data": data,
        },
        "required": ["type", "timestamp", "data"],
        **({"$defs": definitions} if definitions else {}),
    }


def _schema(event: EventType) -> dict[str, Any]:
    (top,), definitions = msgspec.json.schema_components([event.payload_type], ref_template=_REFERENCE)
    name = str(top.get("$ref", "")).rpartition("/")[2]
    schema = definitions.pop(name) if name in definitions else top
    return {**schema, **({"$defs": definitions} if definitions else {})}

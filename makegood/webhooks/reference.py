"""PURE: the reference of public events, as a page and as JSON, made from the catalogue."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from makegood.webhooks.catalogue import EventType, message_schema

_HEAD = """\
# Events

Every message is a POST with a JSON body of three fields: `type` (the name of the event), `timestamp`
(when it happened) and `data` (below). It is signed as the
[Standard Webhooks](https://www.standardwebhooks.com) specification says; verify it with any of its
libraries and the secret you were shown when you made the endpoint.

Messages may arrive twice and in any order: `webhook-id` stays the same when a message is sent again,
and `seq` grows with every event of the same subject. Ids are strings, since they pass 2^53.
This page and `events.json` beside it are made from the code.
"""


def events_markdown(events: Iterable[EventType]) -> str:
    """The text of docs/reference/events.md."""
    return _HEAD + "".join(_section(event) for event in events)


def events_json(events: Iterable[EventType]) -> str:
    """The text of docs/reference/events.json: the schema of each message, by event name."""
    found = {event.name: message_schema(event) for event in events}
    return msgspec.json.format(msgspec.json.encode(found, order="deterministic"), indent=2).decode() + "\n"


def _section(event: EventType) -> str:
    schema = message_schema(event)
    data, definitions = schema["properties"]["data"], schema.get("$defs", {})
    rows = [_row(name, field, data, definitions) for name, field in data.get("properties", {}).items()]
    return "\n".join(
        ["", f"## {event.name}", "", event.description, "", "| field | type | |", "|---|---|---|", *rows, ""]
    )


def _row(name: str, field: Mapping[str, Any], data: Mapping[str, Any], definitions: Mapping[str, Any]) -> str:
    notes = [] if name in data.get("required", []) else ["may be absent"]
    if description := field.get("description"):
        notes.insert(0, str(description))
    return f"| `{name}` | {_type(field, definitions)} | {'; '.join(notes)} |"


def _type(field: Mapping[str, Any], definitions: Mapping[str, Any]) -> str:
    """A type in words: `integer`, `string (date-time)`, `array of Line`, `one of "a", "b"`."""
    if "$ref" in field:
        name = str(field["$ref"]).rpartition("/")[2]
        target = definitions.get(name, {})
        return _type(target, definitions) if "enum" in target else name
    if "enum" in field:
        return "one of " + ", ".join(f"`{value}`" for value in field["enum"])
    if "anyOf" in field:
        return " or ".join(_type(part, definitions) for part in field["anyOf"])
    kind = str(field.get("type", "anything"))
    if kind == "array":
        return f"array of {_type(field.get('items', {}), definitions)}"
    return f"{kind} ({field['format']})" if "format" in field else kind

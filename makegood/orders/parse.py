"""PURE: from what a file or a request holds to an `OrderInput`, or to all that is wrong with its shape."""

import re
from typing import Any, get_args, get_origin, get_type_hints

import msgspec

from makegood.orders.model import NAME_PATTERN, OrderInput, Problem

_LONGEST_VALUE = 80
_PLACE = re.compile(r" - at `[^`]*`$")
_TOO_DEEP = Problem("", "is nested too deeply")
_decoder = msgspec.json.Decoder(OrderInput)


def order_from_json(text: bytes | str) -> OrderInput | list[Problem]:
    """One order out of JSON text."""
    try:
        return _decoder.decode(text)
    except RecursionError:
        return [_TOO_DEEP]
    except (msgspec.DecodeError, UnicodeError):
        return _order_from_doubtful_json(text)


def _order_from_doubtful_json(text: bytes | str) -> OrderInput | list[Problem]:
    try:
        raw = msgspec.json.decode(text)
    except RecursionError:
        return [_TOO_DEEP]
    except (msgspec.DecodeError, UnicodeError) as error:
        return [Problem("", f"is not JSON: {error}", _shown(text))]
    return order_from_raw(raw)


def order_from_raw(raw: Any) -> OrderInput | list[Problem]:
    """One order out of plain objects (dicts, lists, texts, numbers)."""
    try:
        return msgspec.convert(raw, OrderInput)
    except msgspec.ValidationError as error:
        return structure_problems(raw, OrderInput, "") or [_problem("", error, raw)]
    except RecursionError:
        return [_TOO_DEEP]


def structure_problems(raw: Any, wanted: Any, path: str) -> list[Problem]:
    """Everything that keeps `raw` from being a `wanted`, field by field.

    msgspec stops at the first; so each part is tried by itself, and only the parts that fail are opened.
    """
    try:
        msgspec.convert(raw, wanted)
    except msgspec.ValidationError as error:
        return _inside(raw, _bare(wanted), path) or [_problem(path, error, raw)]
    return []


def _inside(raw: Any, wanted: Any, path: str) -> list[Problem]:
    if isinstance(raw, dict) and isinstance(wanted, type) and issubclass(wanted, msgspec.Struct):
        return _fields(raw, wanted, path)
    if isinstance(raw, list) and get_origin(wanted) is list:
        (item,) = get_args(wanted)
        return [
            found for at, part in enumerate(raw) for found in structure_problems(part, item, f"{path}[{at}]")
        ]
    return []


def _fields(raw: dict[Any, Any], wanted: type[msgspec.Struct], path: str) -> list[Problem]:
    start = f"{path}." if path else ""
    hints = get_type_hints(wanted, include_extras=True)
    found = [
        Problem(f"{start}{name}"[:_LONGEST_VALUE], "is no field of an order", _shown(raw[name]))
        for name in raw
        if name not in hints
    ]
    for field in msgspec.structs.fields(wanted):
        if field.name in raw:
            found.extend(structure_problems(raw[field.name], hints[field.name], start + field.name))
        elif field.required:
            found.append(Problem(start + field.name, "is missing"))
    return found


def _bare(wanted: Any) -> Any:
    """The type without its constraints: `Annotated[list[X], …]` is `list[X]`."""
    return get_args(wanted)[0] if hasattr(wanted, "__metadata__") else wanted


def _problem(path: str, error: msgspec.ValidationError, raw: Any) -> Problem:
    words = _PLACE.sub("", str(error))
    if repr(NAME_PATTERN)[1:-1] in words:
        words = "has spaces at its beginning or end"
    words = words[:1].lower() + words[1:]
    return Problem(path, words, _shown(raw))


def _shown(raw: Any) -> str:
    text = raw if isinstance(raw, str) else repr(raw)
    return ascii(text)[1:-1][:_LONGEST_VALUE] if not text.isprintable() else text[:_LONGEST_VALUE]

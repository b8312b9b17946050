"""PURE: from what a file or a request holds to an `OrderInput`, or to all that is wrong with its shape."""

import re
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec

from makegood.kit.fault_words import fault_in_words, must_be_one_of
from makegood.kit.i18n import DEFAULT
from makegood.orders.model import OrderInput, Problem

_LONGEST_VALUE = 80
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
        return [Problem("", _not_json(str(error)), _shown(text))]
    return order_from_raw(raw)


def _not_json(message: str) -> str:
    if "truncated" in message:
        return "is not complete JSON"
    place = re.search(r"\(byte \d+\)", message)
    return f"is not JSON {place[0]}" if place else "is not JSON"


def order_from_raw(raw: Any) -> OrderInput | list[Problem]:
    """One order out of plain objects (dicts, lists, texts, numbers)."""
    try:
        return msgspec.convert(raw, OrderInput)
    except msgspec.ValidationError as error:
        return structure_problems(raw, OrderInput, "") or [_problem("", error, raw, OrderInput)]
    except RecursionError:
        return [_TOO_DEEP]


def structure_problems(raw: Any, wanted: Any, path: str) -> list[Problem]:
    """Everything that keeps `raw` from being a `wanted`, field by field.

    msgspec stops at the first; so each part is tried by itself, and only the parts that fail are opened.
    """
    try:
        msgspec.convert(raw, wanted)
    except msgspec.ValidationError as error:
        return _inside(raw, _bare(wanted), path) or [_problem(path, error, raw, wanted)]
    return []


def _inside(raw: Any, wanted: Any, path: str) -> list[Problem]:
    if isinstance(raw, dict) and (struct := _struct(raw, wanted)):
        return _fields(raw, struct, path)
    if isinstance(raw, list) and get_origin(wanted) is list:
        (item,) = get_args(wanted)
        return [
            found for at, part in enumerate(raw) for found in structure_problems(part, item, f"{path}[{at}]")
        ]
    return []


def _struct(raw: dict[Any, Any], wanted: Any) -> type[msgspec.Struct] | None:
    """The struct that is wanted; of several, the one whose tag is named."""
    one_of = get_args(wanted) if get_origin(wanted) in (Union, UnionType) else (wanted,)
    structs = [each for each in one_of if isinstance(each, type) and issubclass(each, msgspec.Struct)]
    if len(structs) < 2:
        return structs[0] if structs else None
    tags = {each.__struct_config__.tag: each for each in structs}
    named = raw.get(structs[0].__struct_config__.tag_field)
    return tags.get(named) if isinstance(named, str) else None


def _fields(raw: dict[Any, Any], wanted: type[msgspec.Struct], path: str) -> list[Problem]:
    start = f"{path}." if path else ""
    hints = get_type_hints(wanted, include_extras=True)
    found = [
        Problem(f"{start}{name}"[:_LONGEST_VALUE], "is no field of an order", _shown(raw[name]))
        for name in raw
        if name not in hints and name != wanted.__struct_config__.tag_field
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


def _problem(path: str, error: msgspec.ValidationError, raw: Any, wanted: Any) -> Problem:
    if get_origin(wanted) is Literal:
        return Problem(path, must_be_one_of(DEFAULT, ", ".join(get_args(wanted))), _shown(raw))
    return Problem(path, fault_in_words(DEFAULT, str(error)), _shown(raw))


def _shown(raw: Any) -> str:
    text = raw if isinstance(raw, str) else repr(raw)
    return ascii(text)[1:-1][:_LONGEST_VALUE] if not text.isprintable() else text[:_LONGEST_VALUE]

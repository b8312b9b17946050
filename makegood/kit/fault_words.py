"""PURE: what the decoder finds wrong with a value or a body, in plain words of the reader's language."""

import re
from collections.abc import Callable

from makegood.kit.i18n import counted, text

_PLACE = re.compile(r" - at `[^`]*`$")
_OF_A_FIELD = re.compile(r"Object (?:missing required|contains unknown) field `([^`]*)`")

Told = Callable[[str, re.Match[str]], str]


def fault_in_words(language: str, message: str) -> str:
    """A message of the decoder as a predicate of the field: `is missing`, `must be at least 1`."""
    message = _PLACE.sub("", message)
    for pattern, told in _WORDS:
        found = pattern.fullmatch(message)
        if found is not None:
            return told(language, found)
    return _not_usable(language) if "`" in message else message


def field_at_fault(path: str, message: str) -> str:
    """The field that a message is about: one that is missing or unknown is named in the message, not in the path."""
    found = _OF_A_FIELD.match(message)
    if found is None:
        return path
    return f"{path}.{found[1]}" if path else found[1]


def body_fault(language: str, message: str, *, is_empty: bool = False) -> str:
    """A message of the decoder about a body that is no JSON, as a sentence."""
    if is_empty:
        return text(language, "Send a JSON body.")
    if "truncated" in message:
        return text(language, "The body is not complete JSON.")
    place = re.search(r"\(byte (\d+)\)", message)
    if place is not None:
        return text(language, "The body is not JSON: see byte {at}.", at=place[1])
    return text(language, "The body is not JSON.")


def must_be_one_of(language: str, choices: str) -> str:
    """Said of a value that is none of `choices`."""
    return text(language, "must be one of {choices}", choices=choices)


def _missing(language: str, _: re.Match[str]) -> str:
    return text(language, "is missing")


def _length(language: str, found: re.Match[str]) -> str:
    if found[1] == "<=":
        return counted(
            language,
            "is longer than {most} character",
            "is longer than {most} characters",
            int(found[2]),
            most=found[2],
        )
    if found[2] == "1":
        return text(language, "must not be empty")
    return text(language, "is shorter than {least} characters", least=found[2])


def _count(language: str, found: re.Match[str]) -> str:
    if found[1] == "<=":
        return counted(
            language, "has more than {most} item", "has more than {most} items", int(found[2]), most=found[2]
        )
    return text(language, "must not be empty") if found[2] == "1" else _not_usable(language)


def _bound(language: str, found: re.Match[str]) -> str:
    if found[1] == ">=":
        return text(language, "must be at least {least}", least=found[2])
    if found[1] == "<=":
        return text(language, "must be at most {most}", most=found[2])
    return _not_usable(language)


def _pattern(language: str, found: re.Match[str]) -> str:
    choices = re.fullmatch(r"\^\(([\w|]+)\)\$", found[1])
    if choices is not None:
        return must_be_one_of(language, choices[1].replace("|", ", "))
    if found[1].startswith(r"^\\S"):
        return text(language, "has spaces at its beginning or end")
    return text(language, "has characters or a form that are not taken here")


def _time(language: str) -> str:
    return text(language, "must be a time with its zone, such as 2026-03-02T12:00:00Z")


def _type(language: str, found: re.Match[str]) -> str:
    match found[1].removesuffix(" | null"):
        case "int":
            return text(language, "must be a whole number")
        case "float":
            return text(language, "must be a number")
        case "str":
            return text(language, "must be a text")
        case "bool":
            return text(language, "must be true or false")
        case "array":
            return text(language, "must be a list")
        case "object":
            return text(language, "must be an object")
        case "datetime":
            return _time(language)
    return _not_usable(language)


def _not_usable(language: str) -> str:
    return text(language, "cannot be used as it is")


_WORDS: tuple[tuple[re.Pattern[str], Told], ...] = tuple(
    (re.compile(pattern, re.DOTALL), told)
    for pattern, told in (
        (r"Object missing required field `.*`|'\w+'", _missing),
        (r"Object contains unknown field `.*`", lambda language, _: text(language, "is not a field here")),
        (r"Expected `str[^`]*` of length (<=|>=) (\d+)", _length),
        (r"Expected `(?:array|object)[^`]*` of length (<=|>=) (\d+)", _count),
        (r"Expected `(?:int|float)[^`]*` (<=|>=) (\S+)", _bound),
        (r"Expected `str[^`]*` matching regex '(.*)'", _pattern),
        (
            r"Expected `datetime[^`]*` with a timezone component|Invalid RFC3339 .*",
            lambda language, _: _time(language),
        ),
        (
            r"Invalid (?:enum )?value .*",
            lambda language, _: text(language, "is not one of the values taken here"),
        ),
        (r"Expected `([^`]*)`, got `.*`", _type),
        (
            r"(?:Number|Integer value) out of range.*",
            lambda language, _: text(language, "is too large a number"),
        ),
    )
)
"""Messages of the decoder as patterns of the whole message, and the words for each."""

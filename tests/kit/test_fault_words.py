"""Every message of the decoder becomes words that a person understands."""

from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec
import pytest
from msgspec import Meta

from makegood.kit.fault_words import body_fault, fault_in_words, field_at_fault


class Box(msgspec.Struct, forbid_unknown_fields=True):
    lid: int


TIME = "must be a time with its zone, such as 2026-03-02T12:00:00Z"
Moment = Annotated[datetime, Meta(tz=True)]

# (value, what is wanted, in words)
FAULTS: list[tuple[Any, Any, str]] = [
    ("xxxx", Annotated[str, Meta(max_length=3)], "is longer than 3 characters"),
    ("", Annotated[str, Meta(min_length=1)], "must not be empty"),
    ("x", Annotated[str, Meta(min_length=3)], "is shorter than 3 characters"),
    ([], Annotated[list[int], Meta(min_length=1)], "must not be empty"),
    ([1, 2], Annotated[list[int], Meta(max_length=1)], "has more than 1 item"),
    (0, Annotated[int, Meta(ge=1)], "must be at least 1"),
    (9, Annotated[int, Meta(le=8)], "must be at most 8"),
    ("a", int, "must be a whole number"),
    (True, int | None, "must be a whole number"),
    (7, str, "must be a text"),
    ({}, list, "must be a list"),
    ([7], list[Box], "must be an object"),
    ("2026-03-02", Moment, TIME),
    ("2026-03-02T12:00:00", Moment, TIME),
    ("z", Literal["a"], "is not one of the values taken here"),
    ("z", Annotated[str, Meta(pattern="^(a|b)$")], "must be one of a, b"),
    ("z ", Annotated[str, Meta(pattern=r"^\S([\s\S]*\S)?$")], "has spaces at its beginning or end"),
    ("z", Annotated[str, Meta(pattern="^[0-9]$")], "has characters or a form that are not taken here"),
    ({}, Box, "is missing"),
    ({"lid": 1, "hue": 2}, Box, "is not a field here"),
    (1.5, int | str, "cannot be used as it is"),
]


@pytest.mark.parametrize(("value", "wanted", "words"), FAULTS)
def test_a_fault_is_told_in_words(value: Any, wanted: Any, words: str) -> None:
    with pytest.raises(msgspec.ValidationError) as fault:
        msgspec.convert(value, wanted)
    assert fault_in_words("en", str(fault.value)) == words
    assert fault_in_words("zh-CN", str(fault.value)) != words


def test_a_field_that_is_missing_or_unknown_is_named() -> None:
    assert field_at_fault("", "Object missing required field `lid`") == "lid"
    assert field_at_fault("boxes[2]", "Object contains unknown field `hue`") == "boxes[2].hue"
    assert field_at_fault("boxes", "Expected `array`, got `int`") == "boxes"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "Send a JSON body."),
        (b'{"a":', "The body is not complete JSON."),
        (b"{a}", "The body is not JSON: see byte 1."),
    ],
)
def test_a_body_that_is_no_json(body: bytes, words: str) -> None:
    with pytest.raises(msgspec.DecodeError) as fault:
        msgspec.json.decode(body)
    assert body_fault("en", str(fault.value), is_empty=not body) == words

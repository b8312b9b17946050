"""Structure: every wrong field of a document is named, and nothing hostile gets past or breaks it."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from makegood.orders import OrderInput, order_from_json, order_from_raw
from tests.orders.world import an_order


def document(**changes: Any) -> dict[str, Any]:
    raw: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(an_order()))
    return raw | changes


def told(raw: Any) -> dict[str, str]:
    outcome = order_from_json(msgspec.json.encode(raw))
    assert isinstance(outcome, list)
    return {problem.field: problem.problem for problem in outcome}


def test_an_order_is_read_back_as_it_was() -> None:
    assert order_from_json(msgspec.json.encode(an_order())) == an_order()
    assert order_from_raw(document()) == an_order()


def test_all_wrong_fields_are_named() -> None:
    raw = document(external_id=" A-1", placed_at="2026-01-01T00:00:00", status="lost", colour="red")
    raw["lines"][1] |= {"quantity": 0, "unit_price_minor": 1.5}
    raw["lines"].append(7)
    del raw["buyer"]["external_id"]
    assert told(raw) == {
        "colour": "is no field of an order",
        "external_id": "has spaces at its beginning or end",
        "placed_at": "must be a time with its zone, such as 2026-03-02T12:00:00Z",
        "status": "must be one of paid, shipped, delivered, completed, cancelled",
        "buyer.external_id": "is missing",
        "lines[1].quantity": "must be at least 1",
        "lines[1].unit_price_minor": "must be a whole number",
        "lines[2]": "must be an object",
    }


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("lines", []),
        ("lines", {"0": {}}),
        ("lines", [document()["lines"][0]] * 5001),
        ("discount_minor", -1),
        ("discount_minor", 10**15 + 1),
        ("discount_minor", 10**30),
        ("discount_minor", True),
        ("discount_minor", "10"),
        ("external_id", ""),
        ("external_id", "x" * 101),
        ("external_id", None),
        ("placed_at", "2026-13-01T00:00:00Z"),
        ("placed_at", "0000-00-00T00:00:00Z"),
        ("currency", "cny"),
        ("buyer", []),
    ],
)
def test_values_out_of_bounds_are_refused(name: str, value: Any) -> None:
    assert name in told(document(**{name: value}))


@pytest.mark.parametrize(
    "text",
    [
        b"", b"{", b"null", b"[]", b"\xff\xfe", b'{"external_id": NaN}', b'{"external_id": "\\ud800"}',
        b'{"a":' * 100_000, b"[" * 100_000, b'{"lines":' + b"[" * 5000 + b"]" * 5000 + b"}", b"1e400",
    ],
)  # fmt: skip
def test_hostile_documents_are_problems_not_crashes(text: bytes) -> None:
    outcome = order_from_json(text)
    assert isinstance(outcome, list)
    assert outcome


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


@given(st.sampled_from(sorted(OrderInput.__struct_fields__)), json_values)
def test_any_value_in_any_field_is_taken_or_told(name: str, value: Any) -> None:
    outcome = order_from_raw(document(**{name: value}))
    if isinstance(outcome, list):
        assert all(problem.field.startswith(name) for problem in outcome)
        assert all(len(problem.value) <= 80 for problem in outcome)


def test_a_wrong_field_of_special_goods_is_named() -> None:
    def of(**goods: Any) -> dict[str, str]:
        return told(document(lines=[document()["lines"][0] | {"goods": goods}]))

    assert of(kind="virtual", codes=True) == {"lines[0].goods.codes": "is no field of an order"}
    assert of(kind="presale", deposit_minor=1) == {"lines[0].goods.ship_by": "is missing"}
    assert [*of(kind="borrowed")] == ["lines[0].goods"]

"""The tidy tests have teeth: what breaks a rule is found, by the test that is there for it."""

from __future__ import annotations

import ast
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from tests.tidy import test_data_rules as rules
from tests.tidy.test_purity import MARK, is_impure, looks_at_the_world
from tests.tidy.test_words import MACHINE, REGISTRY, STAND_IN, UNFINISHED

Check = Callable[[Any], Awaitable[None]]

FAULTS: list[tuple[str, Check]] = [
    ("CREATE TABLE f (id bigint PRIMARY KEY)", rules.test_every_other_table_has_a_bucket),
    ("CREATE TABLE f (bucket int NOT NULL PRIMARY KEY)", rules.test_every_other_table_has_a_bucket),
    ("CREATE TABLE f (bucket smallint NOT NULL, id bigint PRIMARY KEY)", rules.test_keys_lead_with_the_bucket),
    ("CREATE TABLE f (bucket smallint NOT NULL, id bigint)", rules.test_keys_lead_with_the_bucket),
    ("CREATE UNIQUE INDEX f ON orders (external_id)", rules.test_keys_lead_with_the_bucket),
    (
        "CREATE UNIQUE INDEX u ON orders (id, bucket); ALTER TABLE cases ADD CONSTRAINT f FOREIGN KEY (order_id, bucket) "
        "REFERENCES orders (id, bucket)",
        rules.test_foreign_keys_stay_in_their_bucket,
    ),
    ("ALTER TABLE cases ALTER opened_at SET DEFAULT now()", rules.test_values_that_change_are_passed_in),
    ("ALTER TABLE cases ALTER id SET DEFAULT (random() * 9)::int", rules.test_values_that_change_are_passed_in),
    ("ALTER TABLE cases ADD f bigint GENERATED ALWAYS AS IDENTITY", rules.test_values_that_change_are_passed_in),
    (
        "CREATE FUNCTION f() RETURNS timestamptz LANGUAGE sql AS 'SELECT clock_timestamp()'",
        rules.test_values_that_change_are_passed_in,
    ),
    (
        "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN PERFORM pg_notify('a', 'b'); RETURN NEW; END $$; "
        "CREATE TRIGGER t AFTER INSERT ON orders FOR EACH ROW EXECUTE FUNCTION f()",
        rules.test_no_trigger_tells_anybody,
    ),
]  # fmt: skip


@pytest.mark.parametrize(("fault", "check"), FAULTS, ids=[fault[:60] for fault, _ in FAULTS])
async def test_a_fault_in_the_schema_is_found(pool: Any, fault: str, check: Check) -> None:
    await check(pool)
    await pool.execute(fault)
    with pytest.raises(AssertionError):
        await check(pool)


@pytest.mark.parametrize(
    "call",
    [
        "open('a')",
        "datetime.now(UTC)",
        "random.random()",
        "random.Random()",
        "Path('a').read_text()",
        "print(1)",
    ],
)
def test_a_look_at_the_world_is_seen(call: str) -> None:
    node = ast.parse(call, mode="eval").body
    assert isinstance(node, ast.Call)
    assert looks_at_the_world(node)


@pytest.mark.parametrize("call", ["random.Random(7)", "now.isoformat()", "dice.random()", "clock(now)"])
def test_thinking_is_not_a_look_at_the_world(call: str) -> None:
    node = ast.parse(call, mode="eval").body
    assert isinstance(node, ast.Call)
    assert not looks_at_the_world(node)


def test_imports_and_marks_are_told_apart() -> None:
    assert is_impure("urllib.request.urlopen")
    assert is_impure("makegood.db.pool.Pool")
    assert not is_impure("urllib.parse.urlsplit")
    assert not is_impure("osmosis")
    assert MARK.search("PURE: the fold.")
    assert MARK.search("A story. PURE.")
    assert not MARK.search("PURE but for the clock it is given")
    assert not MARK.search("PURE, save `load_settings`")


def test_words_are_told_apart() -> None:
    assert UNFINISHED.search("# TODO: later")
    assert not UNFINISHED.search("todo = agenda.pop(at)")
    assert STAND_IN.search("a placeholder for now")
    assert not STAND_IN.search('placeholder="Order number"')
    assert MACHINE.search('"/home/somebody/makegood"')
    assert not MACHINE.search("web/home/row.html")
    assert REGISTRY.search("--index-url https://mirror.example")
    assert not REGISTRY.search("https://docs.stripe.com/api/refunds")

"""One language, four engines, the same answer: closures, Polars, DuckDB and PostgreSQL, on whatever Hypothesis invents."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import duckdb
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from makegood.policy.book import Book
from makegood.policy.catalogue import Value
from makegood.policy.decide import State, decide
from makegood.policy.engines.polars_decide import compare_frame, decide_frame
from makegood.policy.engines.sql_decide import decision
from makegood.policy.engines.sql_fold import Dialect
from makegood.policy.language.expression import Node
from tests.policy import engines
from tests.policy.generated import (
    CATALOGUE,
    MONDAY,
    GeneratedFacts,
    books,
    conditions,
    facts,
    facts_of_a_case,
    numbers,
)

pytestmark = pytest.mark.filterwarnings(
    "ignore:Generating overly large repr"
)  # of a book: hypothesis writes it out
cases = st.lists(facts(), min_size=6, max_size=12)
nodes = st.lists(st.one_of(conditions, numbers), min_size=4, max_size=10)
thorough = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.function_scoped_fixture,
        HealthCheck.data_too_large,
    ],
)


@pytest.fixture(scope="module")
def duck() -> Any:
    """A DuckDB in memory."""
    connection = duckdb.connect()
    connection.execute("SET threads = 1")
    yield connection
    connection.close()


@pytest.fixture(scope="module")
async def postgres(server_url: str) -> AsyncIterator[Any]:
    """A connection to the real server; the statements bring their rows along."""
    connection = await asyncpg.connect(server_url, statement_cache_size=0)
    await connection.execute("SET jit = off")
    yield connection
    await connection.close()


@thorough
@given(nodes=nodes, cases=cases)
async def test_conditions_and_numbers_mean_the_same_everywhere(
    duck: Any, postgres: Any, nodes: list[Node], cases: list[GeneratedFacts]
) -> None:
    expected = engines.by_reference(nodes, cases)
    assert engines.by_closures(nodes, cases) == expected
    assert engines.by_polars(nodes, cases) == expected
    assert duck.execute(engines.nodes_in_sql(nodes, cases, "duckdb")).fetchall() == expected
    found = await postgres.fetch(engines.nodes_in_sql(nodes, cases, "postgresql"))
    assert [tuple(row) for row in found] == expected


@thorough
@given(book=books(), cases=cases)
async def test_books_decide_the_same_everywhere(
    duck: Any, postgres: Any, book: Book, cases: list[GeneratedFacts]
) -> None:
    expected = engines.book_by_reference(book, cases)
    assert engines.book_by_closures(book, cases) == expected
    assert engines.book_by_polars(book, cases) == expected
    found = duck.execute(engines.book_in_sql(book, cases, "duckdb")).fetchall()
    assert [row[1:] for row in found] == expected
    rows = await postgres.fetch(engines.book_in_sql(book, cases, "postgresql"))
    assert [tuple(row)[1:] for row in rows] == expected


@settings(thorough, max_examples=80)
@given(book=books(), before=facts(), filled=facts(holes=False))
def test_a_fact_more_never_changes_what_is_decided(
    book: Book, before: GeneratedFacts, filled: dict[str, Value]
) -> None:
    decided = decide(book, before)
    for name in [name for name, value in before.items() if value is None]:
        known = decide(book, {**before, name: filled[name]})
        for key in book.questions:
            answer, then = decided.answer(key), known.answer(key)
            if answer.state is not State.UNDECIDED:
                assert (then.state, then.value) == (answer.state, answer.value), (name, key)


@settings(thorough, max_examples=80)
@given(book=books(), before=facts_of_a_case())
def test_the_missing_facts_are_those_that_are_unknown(book: Book, before: GeneratedFacts) -> None:
    decided = decide(book, before)
    missing = decided.missing()
    undecided = any(answer.state is State.UNDECIDED for answer in decided.answers.values())
    assert all(before[name] is None for name in missing)
    assert bool(missing) == undecided


@settings(thorough, max_examples=80)
@given(book=books(), before=facts_of_a_case(), filled=facts(holes=False))
def test_the_missing_facts_settle_it(book: Book, before: GeneratedFacts, filled: dict[str, Value]) -> None:
    missing = decide(book, before).missing()
    assume(missing)
    known = decide(book, {**before, **{name: filled[name] for name in missing}})
    still = known.missing()
    assert not set(still) & set(missing)


@settings(thorough, max_examples=25)
@given(book=books(), other=books(), cases=cases)
def test_books_side_by_side_decide_as_each_alone(
    book: Book, other: Book, cases: list[GeneratedFacts]
) -> None:
    frame = engines.frame_of(cases)
    keys = list(dict.fromkeys([*book.questions, *other.questions]))
    both = compare_frame({"before ": book, "after ": other}, frame, keys)
    alone = decide_frame(book, frame, keys)
    assert both.select(f"before {name}" for name in alone.columns).rows() == alone.rows()
    assert (
        both.select(f"after {name}" for name in alone.columns).rows()
        == decide_frame(other, frame, keys).rows()
    )
    lazily = decide_frame(book, frame.lazy(), keys).collect(engine="streaming")
    assert lazily.equals(alone)


@settings(thorough, max_examples=25)
@given(book=books(), cases=cases, absent=st.sets(st.sampled_from(list(CATALOGUE.facts)), min_size=1))
async def test_a_fact_without_a_column_is_unknown(
    duck: Any, postgres: Any, book: Book, cases: list[GeneratedFacts], absent: set[str]
) -> None:
    """Or what is presumed, where something is."""
    presumed: dict[str, Value] = {
        "intact": True, "reason": "it's", "traits": frozenset({"it's", "quality"}), "repairs": 2, "signed_at": MONDAY,
    }  # fmt: skip
    filled = [
        {
            name: value if value is not None and name not in absent else presumed.get(name)
            for name, value in facts.items()
        }
        for facts in cases
    ]
    expected = engines.book_by_closures(book, filled)
    has = [name for name in CATALOGUE.facts if name not in absent]
    frame = engines.frame_of(cases).drop(*absent).with_row_index("id")
    assert decide_frame(book, frame, presumptions=presumed).rows() == expected

    def statement(dialect: Dialect) -> str:
        return (
            decision(
                book,
                None,
                engines.table_of(cases),
                dialect,
                columns=has,
                keep=["case"],
                presumptions=presumed,
            )
            + ' ORDER BY "case"'
        )

    assert [row[1:] for row in duck.execute(statement("duckdb")).fetchall()] == expected
    assert [tuple(row)[1:] for row in await postgres.fetch(statement("postgresql"))] == expected

"""Our own history: what was decided about the cases of this installation, and what a shadow would have decided."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping, Sequence
from importlib.resources import files
from typing import Any

import asyncpg
import msgspec
import polars as pl

from makegood.kit.errors import Refused
from makegood.policy.catalogue import Catalogue, FactKind, FactType, FactWrong
from makegood.policy.publishing.kept import StatedFact
from makegood.policy.simulate.history import TableHistory

NAME = "cases"
"""What the command line and reports call our own history."""
NOT_TOLD = frozenset({"presumed", "disputed"})
"""Sources of facts that nobody told."""
AT_ONCE = 5_000
_PART = re.compile(r"^-- name: (\w+)$", re.MULTILINE)
_TEXT = _PART.split(files("makegood.policy.simulate").joinpath("own.sql").read_text("utf-8"))[1:]
SQL = {name: statement.strip() for name, statement in zip(_TEXT[::2], _TEXT[1::2], strict=True)}
"""Statement by name."""
_facts = msgspec.json.Decoder(list[StatedFact])


class NothingDecided(Refused):
    """No case of this installation has been decided by rules yet. Name a Parquet or CSV file instead."""

    status = 422


async def decided_cases(
    connection: asyncpg.Connection,
    catalogue: Catalogue,
    merchant_id: int | None = None,
    limit: int | None = None,
) -> TableHistory:
    """The last decision about each line of each case (of one merchant), the newest cases first. Raises NothingDecided."""
    parts: list[pl.DataFrame] = []
    async with connection.transaction(readonly=True):
        async for rows in _some(connection, SQL["decided_cases"], limit, merchant_id):
            about = {
                "id": pl.Series([str(row["case_id"]) for row in rows], dtype=pl.String),
                "merchant": pl.Series([row["merchant"] for row in rows], dtype=pl.String),
            }
            facts = [told_facts(_facts.decode(row["facts"]), catalogue) for row in rows]
            parts.append(pl.DataFrame(about | typed_columns(facts, catalogue)))
    if not parts:
        raise NothingDecided()
    return TableHistory(NAME, pl.concat(parts, how="diagonal").lazy(), catalogue)


async def _some(
    connection: asyncpg.Connection, statement: str, limit: int | None, *arguments: Any
) -> AsyncIterator[list[Any]]:
    """Rows, some thousand at a time, so that only their facts stay in memory."""
    cursor = await connection.cursor(statement, *arguments)
    left = limit
    while rows := await cursor.fetch(AT_ONCE if left is None else min(AT_ONCE, left)):
        yield rows
        left = None if left is None else left - len(rows)
        if left == 0:
            return


def typed_columns(told: Sequence[Mapping[str, Any]], catalogue: Catalogue) -> dict[str, pl.Series]:
    """The facts of some decisions as columns of a history."""
    names = dict.fromkeys(name for each in told for name in each)
    return {
        name: pl.Series(name, [each.get(name) for each in told], dtype=_written_as(catalogue.kind(name)))
        for name in names
    }


def told_facts(told: list[StatedFact], catalogue: Catalogue) -> Mapping[str, Any]:
    """The facts that somebody told and the catalogue still knows, as columns of a history have them."""
    facts: dict[str, Any] = {}
    for each in told:
        kind = catalogue.facts.get(each.name)
        if kind is None or each.source in NOT_TOLD or each.value is None:
            continue
        try:
            value = kind.encode(each.value)
        except FactWrong:
            continue  # the catalogue has changed since: it is no value of this fact any more
        facts[each.name] = "|".join(sorted(value)) if isinstance(value, frozenset) else value
    return facts


def _written_as(kind: FactKind) -> Any:
    if kind.type is FactType.FLAG:
        return pl.Boolean
    return pl.String if kind.type in (FactType.WORD, FactType.WORDS) else pl.Int64

"""PURE: a chunk of cases decided by two books and laid side by side: a row for each case that may have changed.

Columns: `before.KEY` and `after.KEY` are codes (a value, or NONE or UNDECIDED of makegood/policy/simulate/money.py),
`way.KEY` a Way, `before.PARTY` and `after.PARTY` money, `row.…` what the case is about, all others facts: the names of
facts have no dot.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from makegood.policy.book import Book
from makegood.policy.outcomes import Key
from makegood.policy.outcomes import key as key_named
from makegood.policy.simulate import money
from makegood.policy.simulate.changed import changed_keys, facts_behind
from makegood.policy.simulate.suspects import Engine, Suspicion
from makegood.policy.simulate.ways import Way, way_column

DAY = 86_400
GROUPS = {"merchants": "row.merchant", "categories": "row.category", "months": "row.month"}


@dataclass(frozen=True)
class Comparison:
    """Two books and the keys to be compared: all that may differ, or those of them that were asked for."""

    old: Book
    new: Book
    asked: tuple[str, ...] = ()

    @cached_property
    def keys(self) -> tuple[Key, ...]:
        """The keys that may come out differently."""
        changed = changed_keys(self.old, self.new)
        return tuple(key_named(name) for name in changed if not self.asked or name in self.asked)

    @cached_property
    def suspicion(self) -> Suspicion:
        """Tells which cases may have changed."""
        return Suspicion(self.old, self.new, tuple(key.name for key in self.keys))

    @cached_property
    def money_keys(self) -> tuple[str, ...]:
        """The keys that money hangs on, when money may change at all."""
        touched = any(key.name in money.KEYS for key in self.keys)
        known = self.old.questions.keys() | self.new.questions.keys()
        return tuple(name for name in money.KEYS if name in known) if touched else ()

    @cached_property
    def screened_by(self) -> frozenset[str]:
        """The facts that tell which cases may have changed."""
        book = self.suspicion.book
        return facts_behind(book, list(book.questions)) | {"now", "currency"}

    @cached_property
    def needed(self) -> frozenset[str]:
        """The facts that deciding and valuing look at."""
        names = [*(key.name for key in self.keys), *self.money_keys]
        behind = facts_behind(self.old, names) | facts_behind(self.new, names)
        valued = set(money.FACTS) & self.new.catalogue.facts.keys() if self.money_keys else set()
        return behind | {"now", "currency"} | valued


@dataclass(frozen=True)
class Screened:
    """A chunk looked through: `inside`: its cases in the markets in question; `totals`: these by merchant, category and
    month; `suspects`: of each case, whether it is one of them that may have changed."""

    cases: int
    inside: int
    totals: dict[str, pl.DataFrame]
    suspects: pl.Series


@dataclass(frozen=True)
class Compared:
    """Cases decided twice. `undecided`: for each key, in how many it is undecided before and after; "": any of the keys.
    `changed`: those that came out differently."""

    undecided: dict[str, tuple[int, int]]
    changed: pl.DataFrame


def screen(comparison: Comparison, chunk: pl.DataFrame, markets: Sequence[str], engine: Engine) -> Screened:
    """Find the cases that may have changed, by the facts in `screened_by`. A case whose market is not told may be of any."""
    inside = pl.repeat(True, chunk.height, eager=True)
    if markets and "market" in chunk.columns:
        named = [pl.col("market") == market for market in markets]
        inside = chunk.select(pl.any_horizontal(named).fill_null(True)).to_series()
    about = chunk.select("row.merchant", "row.category", day=pl.col("now") // DAY)
    about = about if inside.all() else about.filter(inside)
    suspects = comparison.suspicion.among(chunk, engine) & inside
    return Screened(chunk.height, about.height, _totals(about), suspects)


def _totals(about: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """How many cases each merchant, category and month has; months by way of days, of which there are few."""
    days = about.group_by("day").len("cases").with_columns((pl.col("day") * DAY).alias("now"))
    months = days.group_by(month().alias("row.month")).agg(pl.col("cases").sum())
    totals = {name: about.group_by(GROUPS[name]).len("cases") for name in ("merchants", "categories")}
    return totals | {"months": months}


def compare(comparison: Comparison, suspects: pl.DataFrame, engine: Engine) -> Compared:
    """Decide cases by both books."""
    keys = [key.name for key in comparison.keys]
    before = _codes(engine, comparison.old, suspects, keys, "before.")
    after = _codes(engine, comparison.new, suspects, keys, "after.")
    dated = suspects.with_columns(month().alias("row.month"))
    laid = pl.concat([dated, before, after], how="horizontal")
    changed = laid.filter(_any(pl.col(f"before.{key}") != pl.col(f"after.{key}") for key in keys))
    changed = with_ways(changed, comparison.keys)
    if comparison.money_keys:
        changed = _valued(changed, comparison, engine)
    return Compared(_undecided(laid, keys), changed)


def _codes(engine: Engine, book: Book, cases: pl.DataFrame, keys: Sequence[str], prefix: str) -> pl.DataFrame:
    asked = [key for key in keys if key in book.questions]
    decided = engine(book, cases, asked) if asked else pl.DataFrame()
    none = pl.repeat(money.NONE, cases.height, dtype=pl.Int64, eager=True)
    return pl.DataFrame({f"{prefix}{key}": decided[key] if key in asked else none for key in keys})


def _undecided(laid: pl.DataFrame, keys: Sequence[str]) -> dict[str, tuple[int, int]]:
    sides = ("before", "after")
    tests = {(key, side): pl.col(f"{side}.{key}") == money.UNDECIDED for key in keys for side in sides}
    tests |= {("", side): _any(pl.col(f"{side}.{key}") == money.UNDECIDED for key in keys) for side in sides}
    counts = laid.select(test.sum().alias(f"{side} {key}") for (key, side), test in tests.items()).row(
        0, named=True
    )
    return {key: (int(counts[f"before {key}"]), int(counts[f"after {key}"])) for key in ("", *keys)}


def with_ways(changed: pl.DataFrame, keys: Sequence[Key]) -> pl.DataFrame:
    """With which way each key went, and whether anything is better or worse for the buyer."""
    ways = {
        key.name: way_column(key, pl.col(f"before.{key.name}"), pl.col(f"after.{key.name}")) for key in keys
    }
    told = changed.with_columns(way.alias(f"way.{name}") for name, way in ways.items())
    return told.with_columns(
        _any(pl.col(f"way.{name}") == Way.BETTER.value for name in ways).alias("row.better"),
        _any(pl.col(f"way.{name}") == Way.WORSE.value for name in ways).alias("row.worse"),
    )


def _valued(changed: pl.DataFrame, comparison: Comparison, engine: Engine) -> pl.DataFrame:
    """With the money of each party before and after; outcomes that cannot have changed are decided once."""
    compared = [key.name for key in comparison.keys]
    once = [name for name in comparison.money_keys if name not in compared]
    same = _codes(engine, comparison.old, changed, once, "same.")
    full = pl.concat([changed, same], how="horizontal")
    known = [name for name in money.FACTS if name in full.columns]
    for side in ("before", "after"):
        codes = {key: f"{side}.{key}" if key in compared else f"same.{key}" for key in (*compared, *once)}
        valued = money.money_frame(full, codes, known).select(pl.all().name.prefix(f"{side}."))
        full = pl.concat([full, valued], how="horizontal")
    return full


def month() -> pl.Expr:
    """The month of the decision, such as 202603."""
    at = pl.from_epoch("now", "s")
    return at.dt.year() * 100 + at.dt.month()


def _any(tests: Iterable[pl.Expr]) -> pl.Expr:
    listed = list(tests)
    return pl.any_horizontal(listed) if listed else pl.lit(False)

"""PURE: what chunks of compared cases add up to: counts, flows, money, the most affected, and cases to read."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from makegood.policy.outcomes import Key, Kind
from makegood.policy.simulate.compare import GROUPS, Compared, Screened
from makegood.policy.simulate.money import PARTIES, UNDECIDED
from makegood.policy.simulate.report import Counts

Stratum = tuple[str, int, int, int]
"""Cases that changed alike: key, code before, code after, way. Amounts and moments are all the code 0."""

CASES_OF_STRATUM = 40
"""So many cases of a stratum are kept to choose examples from, some from each chunk."""
SAMPLED_AT_ONCE = 5
MOST_STRATA = 400
_VARYING = (Kind.AMOUNT, Kind.MOMENT)


@dataclass
class Tally:
    """The sums so far. `outside`: cases of markets that the change cannot touch.

    `flows` counts cases that changed, by stratum; `samples` are rows of chunks, in their order.
    """

    keys: Sequence[Key]
    with_money: bool
    all: Counts = field(default_factory=Counts)
    outside: int = 0
    flows: Counter[Stratum] = field(default_factory=Counter)
    undecided: dict[str, list[int]] = field(default_factory=dict)
    gained: dict[str, Counter[str]] = field(default_factory=dict)
    money: pl.DataFrame | None = None
    totals: dict[str, Counter[str]] = field(default_factory=dict)
    groups: dict[str, pl.DataFrame] = field(default_factory=dict)
    samples: dict[Stratum, list[Mapping[str, Any]]] = field(default_factory=dict)

    def add_screened(self, screened: Screened) -> None:
        """Count the cases of a chunk."""
        self.all.cases += screened.inside
        self.outside += screened.cases - screened.inside
        for name, frame in screened.totals.items():
            known = frame.filter(pl.first().is_not_null()).select(pl.first().cast(pl.String), "cases")
            self.totals.setdefault(name, Counter()).update(dict(known.iter_rows()))

    def add(self, compared: Compared) -> None:
        """Add cases that were decided twice."""
        self._count(compared)
        for key in self.keys:
            self._add_key(key, compared.changed)
        if self.with_money:
            self.money = _merged(self.money, _money(compared.changed), ["currency"])
        for name, column in GROUPS.items():
            found = _grouped(compared.changed, column, self.with_money)
            self.groups[name] = _merged(self.groups.get(name), found, ["name", "currency"])

    def _count(self, compared: Compared) -> None:
        better, worse = pl.col("row.better"), pl.col("row.worse")
        ways = compared.changed.select(
            better=(better & ~worse).sum(), worse=(worse & ~better).sum(), mixed=(better & worse).sum()
        )
        before, after = compared.undecided[""]
        counts = {
            **ways.row(0, named=True), "changed": compared.changed.height, "undecided_before": before,
            "undecided_after": after,
        }  # fmt: skip
        for name, count in counts.items():
            setattr(self.all, name, getattr(self.all, name) + int(count))
        self.all.other = self.all.changed - self.all.better - self.all.worse - self.all.mixed
        for key, sides in compared.undecided.items():
            seen = self.undecided.setdefault(key, [0, 0])
            seen[:] = [seen[0] + sides[0], seen[1] + sides[1]]

    def _add_key(self, key: Key, changed: pl.DataFrame) -> None:
        before, after = pl.col(f"before.{key.name}"), pl.col(f"after.{key.name}")
        moved = changed.filter(before != after)
        if not moved.height:
            return
        if key.kind is Kind.AMOUNT:
            self._gain(key, moved)
        folded = moved.with_columns(_folded(key, before).alias("row.b"), _folded(key, after).alias("row.a"))
        alike = ["row.b", "row.a", f"way.{key.name}"]
        for b, a, way, cases in folded.group_by(alike).len().iter_rows():
            self.flows[(key.name, b, a, way)] += cases
        few = (
            folded.with_row_index("row.place")
            .group_by(alike, maintain_order=True)
            .agg(pl.col("row.place").head(SAMPLED_AT_ONCE))
        )
        for b, a, way, places in few.iter_rows():
            self._sample((key.name, b, a, way), folded, places)

    def _gain(self, key: Key, moved: pl.DataFrame) -> None:
        before, after = pl.col(f"before.{key.name}"), pl.col(f"after.{key.name}")
        known = moved.filter((before > UNDECIDED) & (after > UNDECIDED) & pl.col("currency").is_not_null())
        gains = known.group_by(_currency()).agg((after - before).cast(pl.Int128).sum().alias("by"))
        sums = self.gained.setdefault(key.name, Counter())
        for currency, by in gains.iter_rows():
            sums[currency] += int(by)

    def _sample(self, stratum: Stratum, rows: pl.DataFrame, places: Sequence[int]) -> None:
        kept = self.samples.get(stratum, [])
        if len(kept) < CASES_OF_STRATUM and (kept or len(self.samples) < MOST_STRATA):
            self.samples[stratum] = [*kept, *rows[list(places)].rows(named=True)]


def _folded(key: Key, code: pl.Expr) -> pl.Expr:
    """Codes to count by: amounts and moments differ from case to case, so only whether there is one counts."""
    return pl.when(code > UNDECIDED).then(0).otherwise(code) if key.kind in _VARYING else code


def _money(changed: pl.DataFrame) -> pl.DataFrame:
    sides = [f"{side}.{party}" for side in ("before", "after") for party in PARTIES]
    moved = pl.any_horizontal(pl.col(f"before.{party}") != pl.col(f"after.{party}") for party in PARTIES)
    return changed.group_by(_currency()).agg(
        pl.len().cast(pl.Int64).alias("cases"), moved.sum().cast(pl.Int64).alias("changed"),
        pl.col("before.unvalued").sum().cast(pl.Int64), pl.col("after.unvalued").sum().cast(pl.Int64),
        pl.col(sides).cast(pl.Int128).sum(),
    )  # fmt: skip


def _grouped(changed: pl.DataFrame, column: str, with_money: bool) -> pl.DataFrame:
    """Changes by merchant, category or month, and by currency."""
    merchant = pl.col("after.merchant") - pl.col("before.merchant") if with_money else pl.lit(0)
    named = changed.filter(pl.col(column).is_not_null())
    return named.group_by(pl.col(column).cast(pl.String).alias("name"), _currency()).agg(
        pl.len().cast(pl.Int64).alias("changed"), pl.col("row.better").sum().cast(pl.Int64).alias("better"),
        pl.col("row.worse").sum().cast(pl.Int64).alias("worse"), merchant.cast(pl.Int128).sum().alias("difference"),
    )  # fmt: skip


def _currency() -> pl.Expr:
    return pl.col("currency").cast(pl.String).fill_null("").alias("currency")


def _merged(kept: pl.DataFrame | None, more: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    if kept is None:
        return more
    return pl.concat([kept, more]).group_by(by).agg(pl.all().sum())

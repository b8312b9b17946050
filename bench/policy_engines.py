"""How fast the engines of policy decide: the shipped packs over a generated table of cases, from a Parquet file.

Polars reads and decides in one go; DuckDB runs the one SELECT; closures decide one case at a time, a sample. The last
line is JSON. The facts that the most rules ask for are known of nine cases in ten, the others of one in five.
`compared`: the same with a second book beside the first, in which one platform pack is missing.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from makegood.policy.book import Book, make_book
from makegood.policy.catalogue import Catalogue, FactKind, FactType
from makegood.policy.decide import State, decide
from makegood.policy.engines.plan import needed_rules
from makegood.policy.engines.polars_decide import compare_frame, decide_frame
from makegood.policy.engines.polars_fold import PolarsAlgebra
from makegood.policy.engines.resolution import make_plan
from makegood.policy.engines.sql_decide import decision
from makegood.policy.engines.sql_fold import literal
from makegood.policy.language.expression import facts_in
from makegood.policy.publishing.shipped import load_shipped

KEYS = [
    "remedy.refund_only", "remedy.return_refund", "remedy.exchange", "remedy.repair", "freight.return",
    "freight.outbound", "until.return_refund", "refund", "compensation", "compensation_by", "burden", "ruling",
    "instant_refund", "human_review", "clock.merchant_answer", "clock.refund_processing",
]  # fmt: skip
OFTEN = 40
"""How many facts are known of most cases."""
NOW = 1_790_000_000
DAY = 86_400


def main() -> None:
    """Measure and tell."""
    options = _options()
    catalogue, packs = load_shipped()
    book = make_book(catalogue, packs, market=options.market)
    keys = [key for key in KEYS if key in book.questions]
    facts = facts_by_use(book, make_plan({"": book}, keys, PolarsAlgebra(catalogue)).facts)
    with tempfile.TemporaryDirectory(prefix="makegood-policy-") as folder:
        path = Path(folder) / "cases.parquet"
        write_cases(path, catalogue, facts, options.cases)
        print(f"{options.cases:,} cases, {len(facts)} facts, {path.stat().st_size / 2**20:,.0f} MiB")
        times = {"reading": _timed(lambda: read_only(path, facts))}
        times["polars"] = _timed(lambda: polars_counts({"": book}, path, keys))
        without = [pack for pack in packs if pack.name != options.without]
        books = {"": book, "after ": make_book(catalogue, without, market=options.market)}
        times["compared"] = _timed(lambda: polars_counts(books, path, keys))
        if options.duckdb:
            times["duckdb"] = _timed(lambda: duckdb_counts(book, path, keys))
        sample = cases_of(pl.scan_parquet(path).head(2_000).collect(), catalogue)
        decide(book, sample[0], keys)  # folds the book
        one_by_one = _timed(lambda: [decide(book, each, keys) for each in sample])[1] / len(sample)
        compare(book, path, keys, sample)
    told: dict[str, float] = {
        "cases": options.cases,
        "rules": len(book.rules),
        "rules_asked": len(needed_rules(book, [book.questions[key] for key in keys])),
        "keys": len(keys),
        "facts": len(facts),
    }
    for name, (seconds, cpu_seconds) in times.items():
        told |= {f"{name}_seconds": round(seconds, 2), f"{name}_cpu_seconds": round(cpu_seconds, 2)}
    print(json.dumps({**told, "one_by_one_cpu_us_a_case": round(one_by_one * 1e6, 1)}))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=2_000_000)
    parser.add_argument("--market", default="CN")
    parser.add_argument(
        "--without", default="marketplace-disputes-quality", help="the pack of the comparison"
    )
    parser.add_argument("--duckdb", action="store_true", help="measure DuckDB too")
    return parser.parse_args()


def facts_by_use(book: Book, facts: tuple[str, ...]) -> tuple[str, ...]:
    """Facts, those that the most rules ask for first."""
    uses = Counter(name for rule in book.rules for name in facts_in(rule.condition))
    return tuple(sorted(facts, key=lambda name: (-uses[name], name)))


def polars_counts(books: Mapping[str, Book], path: Path, keys: list[str]) -> pl.DataFrame:
    """Read and decide every case; of each key, how often it is decided and undecided."""
    decided = compare_frame(books, pl.scan_parquet(path), keys)
    names = [f"{prefix}{key}" for prefix in books for key in keys]
    counts = [(pl.col(name).count(), pl.col(f"{name}?").sum()) for name in names]
    found: pl.DataFrame = decided.select(each for pair in counts for each in pair).collect(engine="streaming")
    return found


def read_only(path: Path, facts: tuple[str, ...]) -> pl.DataFrame:
    """Read what is read for deciding, and no more."""
    return pl.scan_parquet(path).select(pl.col(facts).null_count()).collect(engine="streaming")


def duckdb_counts(book: Book, path: Path, keys: list[str]) -> list[tuple[int, ...]]:
    """The same counts by DuckDB; the words are lists there, made from the masks in the file as they are read."""
    counts = [f'count("{key}"), count(*) FILTER ("{key}?")' for key in keys]
    facts = pl.read_parquet_schema(path)
    kinds = [book.catalogue.kind(name) for name in facts if name != "case"]
    lists = ", ".join(
        f"list_filter([{', '.join(map(literal, kind.values))}], lambda word, place: ({kind.name} >> (place - 1)) & 1 = 1) "
        f"AS {kind.name}"
        for kind in kinds
        if kind.type is FactType.WORDS
    )
    table = f"(SELECT * REPLACE ({lists}) FROM read_parquet('{path}'))"
    with duckdb.connect() as connection:
        statement = decision(book, keys, table, "duckdb")
        query = f"SELECT {', '.join(counts)} FROM ({statement})"
        found: list[tuple[int, ...]] = connection.execute(query).fetchall()
        return found


def write_cases(path: Path, catalogue: Catalogue, facts: tuple[str, ...], cases: int) -> None:
    """A table of cases whose facts are what they happen to be, always the same."""
    columns = [
        _column(catalogue.kind(name), seed, 90 if seed < OFTEN else 20) for seed, name in enumerate(facts)
    ]
    frames = pl.LazyFrame({"case": [0]}).select(pl.int_range(cases).alias("case"))
    frames.with_columns(columns).sink_parquet(path, row_group_size=250_000)


def _column(kind: FactKind, seed: int, known_percent: int) -> pl.Expr:
    chance = pl.col("case").hash(seed)
    known = pl.when(pl.col("case").hash(seed + 1_000) % 100 < known_percent)
    column: pl.Expr = known.then(_value(kind, chance)).otherwise(None)
    return column.alias(kind.name)


def _value(kind: FactKind, chance: pl.Expr) -> pl.Expr:
    match kind.type:
        case FactType.FLAG:
            return (chance % 2).cast(pl.Boolean)
        case FactType.WORD:
            words = list(kind.values) or ["other"]
            word: pl.Expr = (chance % len(words)).cast(pl.UInt32).cat.to(pl.Enum(words))
            return word
        case FactType.WORDS:
            mask: pl.Expr = chance.cast(pl.UInt64) & (chance // 7) & (2 ** len(kind.values) - 1)
            return mask
        case FactType.MOMENT if kind.name == "now":
            return pl.lit(NOW, pl.Int64)
        case FactType.MOMENT:
            ago: pl.Expr = (chance % (400 * DAY)).cast(pl.Int64)
            return pl.lit(NOW, pl.Int64) - ago
        case FactType.MONEY:
            return (chance % 1_000_000).cast(pl.Int64)
        case FactType.DURATION:
            return (chance % (90 * DAY)).cast(pl.Int64)
        case _:
            return (chance % (min(kind.most, 10_000) - kind.least + 1)).cast(pl.Int64) + kind.least


def cases_of(frame: pl.DataFrame, catalogue: Catalogue) -> list[dict[str, Any]]:
    """Rows as the engine of one case at a time wants them."""
    rows: list[dict[str, Any]] = frame.drop("case").to_dicts()
    for row in rows:
        for name, value in row.items():
            kind = catalogue.kind(name)
            if kind.type is FactType.WORDS and value is not None:
                row[name] = frozenset(word for bit, word in enumerate(kind.values) if value >> bit & 1)
    return rows


def compare(book: Book, path: Path, keys: list[str], sample: list[dict[str, Any]]) -> None:
    """The engines agree on the sample."""
    frame = decide_frame(book, pl.scan_parquet(path).head(len(sample)), keys).collect()
    for row, facts in zip(frame.iter_rows(named=True), sample, strict=True):
        decided = decide(book, facts, keys)
        for key in keys:
            undecided = decided.answer(key).state is State.UNDECIDED
            assert (row[key], row[f"{key}?"]) == (decided.value(key), undecided), (key, facts)


def _timed(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds by the clock, and of the processor."""
    started, started_cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - started, time.process_time() - started_cpu


if __name__ == "__main__":
    main()

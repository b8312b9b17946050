"""What a version in the shadow would have decided otherwise, in the form of a simulation's report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
import polars as pl

from makegood.db.writes import Connection
from makegood.policy.catalogue import Catalogue, seconds_of
from makegood.policy.outcomes import UnknownKey
from makegood.policy.outcomes import key as key_named
from makegood.policy.pack import Pack, Rule
from makegood.policy.publishing.kept import StatedFact
from makegood.policy.simulate.assemble import changes_of, months_of, most_affected
from makegood.policy.simulate.chosen import Sampled, example, examples, looked_at, side_of
from makegood.policy.simulate.columns import read_column
from makegood.policy.simulate.compare import Compared, Screened, month, with_ways
from makegood.policy.simulate.money import NONE, UNDECIDED
from makegood.policy.simulate.own import SQL, told_facts, typed_columns
from makegood.policy.simulate.report import Example, PackOf, Report, Source, Words
from makegood.policy.simulate.tally import Tally
from makegood.policy.telling.words import Setting, setting_of

MOST = 20_000
"""So many of the newest differences are looked at."""


class Said(msgspec.Struct, frozen=True):
    """What came out for a key: its state, its integer, and the rule that said it."""

    state: str
    value: int | None = None
    rule: str | None = None

    @property
    def code(self) -> int:
        """As reports count it."""
        if self.state == "undecided":
            return UNDECIDED
        return NONE if self.value is None else self.value


class Difference(msgspec.Struct, frozen=True):
    """A key that came out otherwise: what holds, and what the shadow said; None: no rule said anything."""

    key: str
    live: Said | None = None
    shadow: Said | None = None


class Seen(msgspec.Struct, frozen=True):
    """A decision that would have come out otherwise, and the facts it stood on."""

    case: str
    merchant: str | None
    at: datetime
    differences: list[Difference]
    facts: list[StatedFact]


_differences = msgspec.json.Decoder(list[Difference])
_facts = msgspec.json.Decoder(list[StatedFact])


async def shadow_report(
    connection: Connection, catalogue: Catalogue, shadow: Pack, beside: Sequence[Pack], made_at: datetime
) -> Report:
    """What a version saw. `beside`: the packs in force, for the texts of their rules."""
    rows = await connection.fetch(SQL["differences"], shadow.name, shadow.version, MOST)
    beside_it = await connection.fetch(SQL["decisions_beside"], shadow.name, shadow.version)
    seen = [
        Seen(
            str(row["case_id"]), row["merchant"], row["at"], _differences.decode(row["differences"]),
            _facts.decode(row["facts"]),
        )
        for row in rows
    ]  # fmt: skip
    return told(seen, screened(beside_it), catalogue, shadow, beside, made_at)


def screened(rows: Sequence[Mapping[str, Any]]) -> Screened:
    """Counts by merchant, category and month as the totals of a simulation have them."""
    cases = sum(row["cases"] for row in rows)
    totals = {
        name: pl.DataFrame(
            {name: [row[column] for row in rows], "cases": [row["cases"] for row in rows]},
            schema={name: pl.String, "cases": pl.Int64},
        )
        for name, column in (("merchants", "merchant"), ("categories", "category"), ("months", "month"))
    }
    sums = {name: frame.group_by(name).agg(pl.col("cases").sum()) for name, frame in totals.items()}
    return Screened(cases, cases, sums, pl.Series())


def told(
    seen: Sequence[Seen],
    looked_on: Screened,
    catalogue: Catalogue,
    shadow: Pack,
    beside: Sequence[Pack],
    made_at: datetime,
) -> Report:
    """The report of some differences among the decisions that were made meanwhile."""
    names = [name for name in sorted({d.key for each in seen for d in each.differences}) if _is_key(name)]
    tally = Tally([key_named(name) for name in names], with_money=False)
    setting = setting_of(shadow)
    rules = {rule.name: rule for pack in (*beside, shadow) for rule in pack.rules}
    if seen and names:
        changed = _frame(seen, names, catalogue)
        tally.add_screened(looked_on)
        tally.add(Compared(_undecided(changed, names), with_ways(changed, tally.keys)))

    def tell(sampled: Sampled) -> Example:
        return _told(sampled, rules, catalogue, setting)

    return Report(
        kind="shadow", pack=shadow.name, version=shadow.version, title=Words(shadow.title.en, shadow.title.zh),
        made_at=made_at.isoformat(), source=Source("policy_differences", looked_on.cases),
        packs_before=[_pack_of(pack) for pack in beside if pack.name == shadow.name], packs_after=[_pack_of(shadow)],
        compared=names, all=tally.all, keys=changes_of(tally, setting), money=[],
        merchants=most_affected(tally, "merchants"), categories=most_affected(tally, "categories", catalogue),
        months=months_of(tally), examples=examples(tally, catalogue, tell),
    )  # fmt: skip


def _is_key(name: str) -> bool:
    try:
        key_named(name)
    except UnknownKey:
        return False
    return True


def _frame(seen: Sequence[Seen], names: Sequence[str], catalogue: Catalogue) -> pl.DataFrame:
    """A row for each decision that differed, as `compare` makes them."""
    facts = [told_facts(each.facts, catalogue) for each in seen]
    columns = {
        name: read_column(catalogue.kind(name), column)
        for name, column in typed_columns(facts, catalogue).items()
    }
    by_key = [{difference.key: difference for difference in each.differences} for each in seen]
    codes: dict[str, pl.Series] = {}
    for name in names:
        said = [found.get(name, Difference(name)) for found in by_key]
        codes[f"before.{name}"], codes[f"by.before.{name}"] = _sides([each.live for each in said])
        codes[f"after.{name}"], codes[f"by.after.{name}"] = _sides([each.shadow for each in said])
    about = {
        "row.case": pl.Series([each.case for each in seen], dtype=pl.String),
        "row.merchant": pl.Series([each.merchant for each in seen], dtype=pl.String),
        "row.category": _category(facts),
    }
    frame = pl.DataFrame({"now": [seconds_of(each.at) for each in seen]} | columns | about | codes)
    lacking = [] if "currency" in frame.columns else [pl.lit(None, pl.String).alias("currency")]
    return frame.with_columns(month().alias("row.month"), *lacking)


def _sides(said: Sequence[Said | None]) -> tuple[pl.Series, pl.Series]:
    """The codes, and the names of the rules."""
    codes = [NONE if each is None else each.code for each in said]
    rules = [None if each is None else each.rule for each in said]
    return pl.Series(codes, dtype=pl.Int64), pl.Series(rules, dtype=pl.String)


def _category(facts: Sequence[Mapping[str, Any]]) -> pl.Series:
    return pl.Series([each.get("category") or each.get("goods_kind") for each in facts], dtype=pl.String)


def _undecided(changed: pl.DataFrame, names: Sequence[str]) -> dict[str, tuple[int, int]]:
    def count(side: str, keys: Sequence[str]) -> int:
        return changed.filter(pl.any_horizontal(pl.col(f"{side}.{key}") == UNDECIDED for key in keys)).height

    groups = {"": names} | {name: [name] for name in names}
    return {name: (count("before", keys), count("after", keys)) for name, keys in groups.items()}


def _pack_of(pack: Pack) -> PackOf:
    return PackOf(pack.name, pack.version, pack.digest)


def _told(sampled: Sampled, rules: Mapping[str, Rule], catalogue: Catalogue, setting: Setting) -> Example:
    """An example with the rules that the record names."""
    named = [sampled.row[f"by.{side}.{sampled.key.name}"] for side in ("before", "after")]
    known = [[rules[name]] if name in rules else [] for name in named]
    before, after = (
        side_of(sampled.key, code, said, [], setting)
        for code, said in zip((sampled.before, sampled.after), known, strict=True)
    )
    return example(sampled, before, after, looked_at([*known[0], *known[1]]), catalogue, setting)

"""Past cases by the million, lifelike and the same for the same seed: a Parquet file with a column for each fact.

What a marketplace knows of every case (order, dates, amounts, what is asked for and why) is nearly always told; facts
that cost an effort are told less often the more they cost, and what is presumed is seldom said otherwise.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from makegood.policy.catalogue import Catalogue, FactKind, FactType

DAY = 86_400
FIRST = 1_733_011_200  # 2024-12-01
SPAN_DAYS = 700
MERCHANTS = 20_000
GROUP = 500_000
_FINE = 10_000

MARKETS = {"CN": 80, "EU": 12, "UK": 8}
CURRENCIES = {"CN": "CNY", "EU": "EUR", "UK": "GBP"}
WEIGHTS: Mapping[str, Mapping[str, int]] = {
    "remedy": {"return_refund": 62, "refund_only": 22, "exchange": 7, "repair": 2, "reship": 3, "price_reduction": 2,
               "cancel": 2},
    "reason": {"no_reason": 34, "does_not_fit": 12, "quality": 14, "not_as_described": 10, "damaged": 7, "wrong_item": 4,
               "missing_parts": 4, "not_received": 6, "spoilt": 3, "counterfeit": 1, "ordered_by_mistake": 3, "other": 2},
    "channel": {"online": 78, "live": 20, "telephone": 1, "in_person": 1},
    "seller_kind": {"business": 96, "private": 4},
    "goods_kind": {"apparel": 26, "shoes": 9, "bags": 5, "food": 9, "fresh": 5, "cosmetics": 7, "phone": 3, "computer": 3,
                   "electronics": 6, "small_appliance": 5, "large_appliance": 2, "furniture": 3, "toys": 4, "books": 3,
                   "jewellery": 2, "virtual": 2, "other": 6},
    "goods_state": {"with_buyer": 70, "not_shipped": 8, "in_transit": 8, "returning": 8, "returned": 5, "lost": 1},
}  # fmt: skip
_TOLD = {0: 9_700, 1: 7_000, 2: 4_000, 5: 1_000, 20: 100}


@dataclass(frozen=True)
class Dice:
    """Numbers that look random and depend on the case's number, a name and the seed alone."""

    number: pl.Expr
    seed: int

    def roll(self, name: str, sides: int = _FINE) -> pl.Expr:
        """0 to sides - 1, as Int64."""
        return (self.number.hash(zlib.crc32(name.encode()) ^ self.seed) % sides).cast(pl.Int64)

    def among(self, name: str, weights: Mapping[str, int], words: Sequence[str] | None = None) -> pl.Expr:
        """A word by weight, as an Enum."""
        places = [place for place, weight in enumerate(weights.values()) for _ in range(weight)]
        kind = pl.Enum(list(words or weights))
        drawn = pl.Series([list(weights)[place] for place in places], dtype=kind)
        return pl.lit(drawn).gather(self.roll(name, len(places)))

    def told(self, name: str, share: int) -> pl.Expr:
        """True for `share` of 10,000 cases."""
        return self.roll(f"{name} told") < share


def write_past_cases(path: Path, catalogue: Catalogue, cases: int, seed: int = 2026) -> None:
    """Write the file, some hundred thousand cases at a time."""
    numbers = pl.LazyFrame({"number": []}, schema={"number": pl.Int64}) if not cases else None
    lazy = (
        numbers if numbers is not None else pl.int_range(cases, eager=True).alias("number").to_frame().lazy()
    )
    dice = Dice(pl.col("number"), seed)
    drawn = lazy.with_columns(**_ground(dice, catalogue))
    facts = [name for name in catalogue.facts if name not in (*_GROUND, "merchant", "category")]
    drawn = drawn.with_columns(_generic(catalogue.facts[name], dice) for name in facts)
    known = [name for name in _GROUND if name in catalogue.facts]
    drawn.select("id", "merchant", *known, *facts).sink_parquet(path, row_group_size=GROUP, compression="lz4")


_GROUND = (
    "market", "currency", "purchased_at", "shipped_at", "signed_at", "received_back_at", "completed_at", "now", "paid",
    "price", "asked", "shipping_paid", "quantity", "return_freight_paid", "traits", *WEIGHTS,
)  # fmt: skip


def _ground(dice: Dice, catalogue: Catalogue) -> dict[str, pl.Expr]:
    """What every marketplace knows: one thing fits the other."""
    bought = FIRST + dice.roll("day", SPAN_DAYS) * DAY + dice.roll("second", DAY)
    shipped = bought + 3_600 + dice.roll("shipping", 3 * DAY)
    signed = shipped + DAY + dice.roll("carriage", 5 * DAY)
    # most ask within days; the square makes a long tail
    asked_at = signed + dice.roll("patience", 1_000) * dice.roll("patience too", 1_000) * (
        60 * DAY // 1_000_000
    )
    paid = 1_000 + dice.roll("price", 300) * dice.roll("price too", 300) * 3
    market = dice.among("market", MARKETS)
    codes = list(CURRENCIES.values())
    arrived = dice.roll("arrived") < 9_300
    return {
        "id": pl.format("C{}", pl.col("number")),
        "merchant": _merchant(dice),
        "market": market,
        "currency": market.replace_strict(list(MARKETS), codes, return_dtype=pl.Enum(codes)),
        "purchased_at": bought,
        "shipped_at": shipped,
        "signed_at": pl.when(arrived).then(signed).otherwise(pl.lit(None, pl.Int64)),
        "received_back_at": pl.when(dice.told("back", 500)).then(asked_at + 5 * DAY),
        "completed_at": pl.when(dice.told("completed", 4_000)).then(signed + 10 * DAY),
        "now": pl.when(dice.told("back", 500)).then(asked_at + 6 * DAY).otherwise(asked_at),
        "paid": paid,
        "price": paid + dice.roll("discount", 500),
        "asked": pl.when(dice.roll("part") < 8_800).then(paid).otherwise(paid // 2),
        "shipping_paid": pl.when(dice.roll("free") < 8_000).then(0).otherwise(pl.lit(1_200)).cast(pl.Int64),
        "quantity": 1 + dice.roll("units", 100) // 90,
        "return_freight_paid": pl.when(dice.told("freight", 6_000)).then(600 + dice.roll("freight", 1_800)),
        "traits": _traits(dice, catalogue),
        **{name: _drawn(dice, catalogue, name) for name in WEIGHTS if name in catalogue.facts},
    }  # fmt: skip


def _drawn(dice: Dice, catalogue: Catalogue, name: str) -> pl.Expr:
    words = list(catalogue.facts[name].values)
    weights = {word: weight for word, weight in WEIGHTS[name].items() if word in words}
    return pl.when(dice.told(name, 9_800)).then(dice.among(name, weights, words))


def _merchant(dice: Dice) -> pl.Expr:
    """A few large merchants and very many small ones."""
    place = (dice.roll("merchant", 1_000) * dice.roll("merchant too", 1_000) * MERCHANTS // 1_000_000).cast(
        pl.UInt32
    )
    names = pl.Series([f"shop {number:05}" for number in range(MERCHANTS)])
    return pl.lit(names.cast(pl.Enum(names))).gather(place)


def _traits(dice: Dice, catalogue: Catalogue) -> pl.Expr:
    """Most goods are like all others; some have one or two marks, written a|b."""
    words = list(catalogue.facts["traits"].values) if "traits" in catalogue.facts else []
    marked = [*words, *(f"{one}|{two}" for one, two in zip(words, words[3:], strict=False))] or [""]
    texts = pl.Series(["", *marked])
    at = pl.when(dice.roll("traits") < 7_000).then(0).otherwise(1 + dice.roll("trait", len(marked)))
    return pl.lit(texts.cast(pl.Enum(texts))).gather(at)


def _generic(kind: FactKind, dice: Dice) -> pl.Expr:
    """A fact that only some rules ask for."""
    share = 600 if kind.presumed is not None else _TOLD.get(kind.cost, 1_000) if kind.cost < 2 else 500
    return pl.when(dice.told(kind.name, share)).then(_value(kind, dice)).alias(kind.name)


def _value(kind: FactKind, dice: Dice) -> pl.Expr:
    name = kind.name
    match kind.type:
        case FactType.FLAG:
            return dice.roll(name) < 1_000 + zlib.crc32(name.encode()) % 5_000
        case FactType.WORD:
            return dice.among(name, dict.fromkeys(kind.values or {"other": None}, 1))
        case FactType.WORDS:
            texts = pl.Series(["", *kind.values])
            return pl.lit(texts.cast(pl.Enum(texts))).gather(dice.roll(name, len(texts)))
        case FactType.COUNT:
            return kind.least + dice.roll(name, 100) * dice.roll(f"{name} too", 10) // 30
        case FactType.MONEY:
            return dice.roll(name, 40_000)
        case FactType.DURATION:
            return dice.roll(name, 30 * DAY)
        case FactType.SHARE:
            return dice.roll(name, 10_001)
        case FactType.MOMENT:
            return FIRST + dice.roll(name, SPAN_DAYS + 60) * DAY

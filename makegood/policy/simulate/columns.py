"""PURE: columns of a history as the catalogue writes facts: whole numbers, words, sets of words as bits.

What cannot be read as the fact it is named after becomes unknown, and is counted by whoever asks.
"""

import polars as pl

from makegood.kit.errors import Refused
from makegood.policy.catalogue import FAR_FUTURE, LONG_AGO, FactKind, FactType, Value, moment_of

_YES = ("yes", "true", "1", "t", "y")
_NO = ("no", "false", "0", "f", "n")
_TEXTS = (pl.String, pl.Categorical, pl.Enum)


class ColumnNotUsable(Refused):
    """Column “{column}” is {type}: {why}."""

    status = 422


def read_column(kind: FactKind, column: pl.Series) -> pl.Series:
    """A column as the engines take the fact, null where it is unknown or cannot be read. Raises ColumnNotUsable."""
    match kind.type:
        case FactType.FLAG:
            return _flags(kind, column)
        case FactType.WORD:
            return _words(kind, column)
        case FactType.WORDS:
            return _sets(kind, column)
        case FactType.MOMENT:
            return _within_range(kind, _moments(kind, column))
        case _:
            return _within_range(kind, _integers(kind, column))


def read_value(kind: FactKind, value: bool | int | str | None) -> Value | None:
    """A single value of a read column as the engine of one case takes it."""
    if kind.type is FactType.WORDS and isinstance(value, int):
        return frozenset(word for place, word in enumerate(kind.values) if value >> place & 1)
    return value


def write_value(kind: FactKind, value: Value | None) -> object:
    """A fact as JSON has it: times in ISO 8601 or “never”, sets as sorted lists."""
    if isinstance(value, frozenset):
        return sorted(value)
    if kind.type is not FactType.MOMENT or not isinstance(value, int):
        return value
    nowhere = {"future": FAR_FUTURE, "past": LONG_AGO}.get(kind.absent or "")
    return "never" if value == nowhere else moment_of(value).isoformat()


def bits(kind: FactKind, words: frozenset[str] | list[str]) -> int | None:
    """A set of words as a number: bit n is the n-th word of the catalogue. None when a word is not in it."""
    places = {word: place for place, word in enumerate(kind.values)}
    if any(word not in places for word in words):
        return None
    return sum(1 << places[word] for word in set(words))


def _flags(kind: FactKind, column: pl.Series) -> pl.Series:
    if column.dtype == pl.Boolean:
        return column
    if column.dtype.is_integer():
        return column.cast(pl.String).replace_strict(
            ["1", "0"], [True, False], default=None, return_dtype=pl.Boolean
        )
    text = _text(kind, column).str.to_lowercase()
    known = dict.fromkeys(_YES, True) | dict.fromkeys(_NO, False)
    return text.replace_strict(known, default=None, return_dtype=pl.Boolean)


def _words(kind: FactKind, column: pl.Series) -> pl.Series:
    if kind.open:
        return column if column.dtype in _TEXTS else _text(kind, column)
    wanted = pl.Enum(list(kind.values))
    return column if column.dtype == wanted else _text(kind, column).cast(wanted, strict=False)


def _sets(kind: FactKind, column: pl.Series) -> pl.Series:
    if isinstance(column.dtype, pl.List):
        column = column.list.join("|")
    if column.dtype not in _TEXTS:
        raise ColumnNotUsable(
            column=column.name, type=column.dtype, why="a set is a list of words, or a text such as a|b"
        )
    told = (
        column.dtype.categories
        if isinstance(column.dtype, pl.Enum)
        else column.cast(pl.String).unique().drop_nulls()
    )
    written = column if isinstance(column.dtype, pl.Enum) else column.cast(pl.String).cast(pl.Enum(told))
    words = [text.split("|") for text in told]
    masks = pl.Series([bits(kind, [word for word in each if word]) for each in words], dtype=pl.UInt64)
    return masks.gather(written.to_physical()).alias(column.name)


def _moments(kind: FactKind, column: pl.Series) -> pl.Series:
    if isinstance(column.dtype, pl.Datetime) or column.dtype == pl.Date:
        return column.dt.epoch("s")
    if column.dtype not in _TEXTS:
        return _integers(kind, column)
    text = column.cast(pl.String)
    absent = None if kind.absent is None else FAR_FUTURE if kind.absent == "future" else LONG_AGO
    seconds = text.str.to_datetime("%+", time_unit="us", time_zone="UTC", strict=False).dt.epoch("s")
    epoch = text.cast(pl.Int64, strict=False)
    never = text == "never"
    frame = pl.DataFrame({"seconds": seconds, "epoch": epoch, "never": never})
    return frame.select(
        pl.when("never").then(pl.lit(absent, pl.Int64)).otherwise(pl.coalesce("seconds", "epoch"))
    ).to_series().alias(column.name)  # fmt: skip


def _integers(kind: FactKind, column: pl.Series) -> pl.Series:
    if column.dtype.is_integer():
        return column.cast(pl.Int64)
    if column.dtype in _TEXTS:
        return column.cast(pl.String).cast(pl.Int64, strict=False)
    if column.dtype == pl.Null:
        return column.cast(pl.Int64)
    raise ColumnNotUsable(column=column.name, type=column.dtype, why=f"{kind.type.value} is a whole number")


def _within_range(kind: FactKind, column: pl.Series) -> pl.Series:
    least, most = column.min(), column.max()
    if least is None or (least >= kind.least and most <= kind.most):  # type: ignore[operator]
        return column
    inside = column.is_between(kind.least, kind.most)
    return pl.select(pl.when(inside).then(column)).to_series().alias(column.name)


def _text(kind: FactKind, column: pl.Series) -> pl.Series:
    if column.dtype in _TEXTS or column.dtype == pl.Null:
        return column.cast(pl.String)
    raise ColumnNotUsable(column=column.name, type=column.dtype, why=f"a {kind.type.value} is a text")

"""PURE: the bulk engine of simulations: Polars decides, and every key comes back as one number a case."""

from collections.abc import Sequence

import polars as pl

from makegood.policy.book import Book
from makegood.policy.engines.polars_decide import decide_frame
from makegood.policy.simulate.money import NONE, UNDECIDED


def decide_in_bulk(book: Book, chunk: pl.DataFrame, keys: Sequence[str]) -> pl.DataFrame:
    """The codes of some keys for every case. What nobody told is unknown, or what it is presumed to be."""
    decided = decide_frame(book, chunk, keys, presumptions=book.catalogue.presumptions())
    return decided.select(
        pl.when(f"{key}?")
        .then(pl.lit(UNDECIDED))
        .otherwise(pl.col(key).cast(pl.Int64).fill_null(NONE))
        .alias(key)
        for key in keys
    )

"""PURE: rows of a table gathered into orders."""

from collections.abc import Iterable, Iterator

from makegood.orders.model import MOST_LINES
from makegood.orders.readers.model import Draft
from makegood.orders.readers.table import Row, draft_of_rows


def drafts_of(rows: Iterable[Row], scattered: frozenset[int]) -> Iterator[Draft]:
    """An order for each run of rows with one order_id; a row that cannot be read belongs to the run it is in."""
    order: str | None = None
    gathered: list[Row] = []
    for row in rows:
        cells = row[1]
        own = cells["order_id"] if isinstance(cells, dict) else order or ""
        if own != order and order is not None:
            yield draft_of_rows(order, gathered, hash(order) in scattered)
            gathered = []
        order = own
        # One more than is allowed shows that there are too many; the rest of a runaway order takes no memory.
        if len(gathered) <= MOST_LINES:
            gathered.append(row)
    if order is not None:
        yield draft_of_rows(order, gathered, hash(order) in scattered)

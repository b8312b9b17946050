"""Moves of units, as rows of `move_stock` (migration 0023) in the caller's transaction."""

from makegood.db.writes import Writes
from makegood.kit.ids import bucket_of
from makegood.stock.model import Move


def add_moves(writes: Writes, *moves: Move) -> None:
    """Add what happened to units. A move that was written before changes nothing."""
    writes.add(
        "move_stock",
        *(
            {
                "bucket": bucket_of(move.merchant_id), "merchant_id": move.merchant_id, "case_id": move.case_id,
                "subject": move.subject, "kind": move.kind, "nth": move.nth, "sku": move.sku,
                "quantity": move.quantity, "at": move.at,
            }
            for move in moves
        ),
    )  # fmt: skip

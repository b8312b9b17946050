"""Stock: how many units a merchant has of a sku, as far as anybody told, and what cases do to them."""

from makegood.stock.levels import levels_of, moves_of, tell_levels, units_put_away
from makegood.stock.model import PUT_AWAY, LevelTold, LevelView, Move, MoveKind, MoveView
from makegood.stock.moves import add_moves
from makegood.stock.wares import Variant, units_left, variants_of

__all__ = [
    "PUT_AWAY",
    "LevelTold",
    "LevelView",
    "Move",
    "MoveKind",
    "MoveView",
    "Variant",
    "add_moves",
    "levels_of",
    "moves_of",
    "tell_levels",
    "units_left",
    "units_put_away",
    "variants_of",
]

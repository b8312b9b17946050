"""PURE: every kind of goods with rules of its own, every record of what happened to them, and which belongs to which."""

from datetime import datetime

from msgspec import Struct

from makegood.orders.goods.custom_made import Agreed, CustomMade, Finished, Measured
from makegood.orders.goods.fresh import TRAITS, Fresh
from makegood.orders.goods.large import Installed, Large
from makegood.orders.goods.presale import Presale
from makegood.orders.goods.second_hand import Appraised, Noted, SecondHand
from makegood.orders.goods.virtual import Delivered, Revoked, Used, Virtual

Goods = CustomMade | Virtual | Presale | SecondHand | Fresh | Large
"""What the marketplace tells of goods with rules of their own; `kind` says which."""

GoodsRecord = Measured | Agreed | Finished | Delivered | Used | Revoked | Noted | Appraised | Installed
"""What happened to them since; `what` says which. Each happens once to a line, those of virtual goods to its units; nobody
rewrites it.
"""

RECORDS: dict[type[Goods], tuple[type[GoodsRecord], ...]] = {
    CustomMade: (Measured, Agreed, Finished),
    Virtual: (Delivered, Used, Revoked),
    Presale: (),
    SecondHand: (Noted, Appraised),
    Fresh: (),
    Large: (Installed,),
}
"""What may happen to each kind."""


class KeptRecord(Struct, frozen=True, kw_only=True):
    """A record with who told it (`marketplace` or `merchant`) and when."""

    record: GoodsRecord
    by: str
    at: datetime


def kind_of(goods: Goods) -> str:
    """The word for a kind of goods, such as `presale`."""
    return str(goods.__struct_config__.tag)


def what_of(record: GoodsRecord) -> str:
    """The word for a record, such as `used`."""
    return str(record.__struct_config__.tag)


def traits_of(goods: Goods | None) -> tuple[str, ...]:
    """The traits of the fact catalogue that a kind of goods has by itself."""
    match goods:
        case Fresh(state=state):
            return (TRAITS[state],)
        case Large(needs_installation=True):
            return ("large", "needs_installation")
        case None:
            return ()
    return (kind_of(goods),)

"""PURE: whether goods are such, and have come so far, that a promise says anything of them."""

from datetime import datetime

from makegood.cases import Goods, OrderFacts, goods_of
from makegood.claims import refusals
from makegood.claims.judgement import Judgement
from makegood.claims.kinds import ClaimKind, Needs
from makegood.kit.errors import Refused

_ARRIVED = frozenset({"delivered", "completed"})
_NOT_TOLD = "other"
"""What goods are taken for of which nobody tells."""
_LEFT = _ARRIVED | {"shipped"}


def unfit(
    kind: ClaimKind, order: OrderFacts, line_no: int, judged: Judgement, now: datetime
) -> Refused | None:
    """What of the goods stands in the way of a promise (`line_no` 0: of all of them); None where nothing does."""
    if kind.goods and judged.goods_kind not in (None, _NOT_TOLD, *kind.goods):
        return refusals.OtherGoods()
    about = [line.line_no for line in order.lines if line.kind == "goods" and line_no in (0, line.line_no)]
    where = goods_of(order, about, now)
    match kind.needs:
        case Needs.ARRIVED if where is not Goods.WITH_BUYER and (
            order.parcels or order.status not in _ARRIVED
        ):
            return refusals.NotArrived()
        case Needs.ON_THEIR_WAY if where is Goods.NOT_SHIPPED or order.status not in _LEFT:
            return refusals.NotOnTheWay()
    return None

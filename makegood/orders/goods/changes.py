"""PURE: what may be recorded of goods: what fits their kind, in an order in which it can happen, once."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from makegood.orders.goods import refusals
from makegood.orders.goods.model import RECORDS, Goods, GoodsRecord, KeptRecord, kind_of, what_of
from makegood.orders.goods.virtual import Delivered, Revoked, UnitsStanding, Used, units_of

CLOCK_TOLERANCE = timedelta(days=1)
_BY_UNITS = (Delivered, Used, Revoked)


def is_known(record: GoodsRecord, kept: Sequence[KeptRecord]) -> bool:
    """Whether this very record was told before. Raises RecordedOtherwise where another one was.

    What happens unit by unit happens more than once: by the marketplace's name for it, if it gave one.
    """
    alike = [each.record for each in kept if type(each.record) is type(record)]
    if record in alike:
        return True
    if any(not _is_beside(record, each) for each in alike):
        raise refusals.RecordedOtherwise(what=what_of(record))
    return False


def _is_beside(record: GoodsRecord, other: GoodsRecord) -> bool:
    """Whether both are of some units, and not the same told in two ways."""
    if not (isinstance(record, _BY_UNITS) and isinstance(other, _BY_UNITS)):
        return False
    is_named = record.reference and record.reference == other.reference
    return other.quantity is not None and not is_named


def still_possible(goods: Goods | None, kept: Sequence[KeptRecord], quantity: int) -> tuple[str, ...]:
    """What may still be recorded of goods, by its word: what has not happened yet, or not to every unit."""
    if goods is None:
        return ()
    happened = {type(each.record) for each in kept}
    standing = units_of([each.record for each in kept], quantity)
    left = {Delivered: quantity - standing.delivered, Used: standing.usable, Revoked: standing.usable}
    return tuple(
        str(each.__struct_config__.tag)
        for each in RECORDS[type(goods)]
        if left.get(each, each not in happened)
    )


def require_possible(
    record: GoodsRecord,
    goods: Goods | None,
    kept: Sequence[KeptRecord],
    placed_at: datetime,
    now: datetime,
    quantity: int = 1,
    asked_back: int = 0,
) -> None:
    """Raises the refusal of what cannot have happened. `asked_back`: units of the line's `quantity` whose money open cases ask
    for.
    """
    if goods is None:
        raise refusals.NothingSpecial()
    if type(record) not in RECORDS[type(goods)]:
        raise refusals.NotOfThisGoods(what=what_of(record), kind=kind_of(goods))
    if not placed_at - CLOCK_TOLERANCE <= record.at <= now + CLOCK_TOLERANCE:
        raise refusals.NotAtThatTime(what=what_of(record))
    if isinstance(record, _BY_UNITS):
        _require_units(record, units_of([each.record for each in kept], quantity), quantity, asked_back)


def _require_units(
    record: Delivered | Used | Revoked, standing: UnitsStanding, quantity: int, asked_back: int
) -> None:
    """Only what is there is delivered, what was delivered used or revoked; and nothing that is asked back."""
    if isinstance(record, Delivered):
        left = quantity - standing.delivered
    elif not standing.delivered:
        raise refusals.NotDeliveredYet()
    else:
        left = standing.usable
    if isinstance(record, Used) and not left and standing.revoked:
        raise refusals.RevokedAlready()
    if isinstance(record, Revoked) and not left and standing.used:
        raise refusals.UsedAlready()
    units = record.quantity or left
    if units > left or not left:
        raise refusals.MoreUnitsThanThere(what=what_of(record), left=left)
    # Units that nobody has yet can be what is asked back, as well as those that nobody has used.
    free = standing.usable + quantity - standing.delivered - asked_back
    if not isinstance(record, Revoked) and asked_back and units > free:
        raise refusals.AskedBack()

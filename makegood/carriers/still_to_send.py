"""What of some cases does not travel yet, so that it can go into one parcel with the rest, or into several."""

from msgspec import Struct

from makegood.carriers.packing import taken
from makegood.carriers.store import files_of, parcels_of_case
from makegood.carriers.travelling import CaseGoods, goods_awaited, goods_of_case
from makegood.db.writes import Connection


class UnitsLeft(Struct, frozen=True):
    """Units of a line of a case that nobody has put into a parcel."""

    line_no: int
    title: str
    quantity: int


class CaseLeft(Struct, frozen=True):
    """A case of which something is left to be sent."""

    case_id: int
    order_number: str
    units: tuple[UnitsLeft, ...]

    @property
    def quantity(self) -> int:
        """Units in all."""
        return sum(each.quantity for each in self.units)


async def left_to_send(connection: Connection, case_id: int) -> list[CaseLeft]:
    """What is left of a case, first, and of the other cases of its buyer and shop whose goods are awaited too."""
    asked = await goods_of_case(connection, case_id)
    others = await goods_awaited(connection, asked.buyer_id, asked.merchant_id)
    cases = [asked, *(each for each in others if each.id != case_id)]
    left = [await _left_of(connection, each) for each in cases]
    return [each for each in left if each.quantity]


async def _left_of(connection: Connection, case: CaseGoods) -> CaseLeft:
    gone = taken(await files_of(connection, await parcels_of_case(connection, case.id)))
    units = (
        UnitsLeft(item.line_no, item.title, item.quantity - gone[case.id, item.line_no])
        for item in case.items
    )
    return CaseLeft(case.id, case.order_number, tuple(each for each in units if each.quantity > 0))

"""A parcel as a piece of evidence: whose carrier, which number, what it weighed by whose word, and what its carrier scanned."""

from datetime import datetime

from msgspec import Struct

from makegood.accounts import Principal
from makegood.carriers import (
    Direction,
    ParcelFile,
    ParcelView,
    courier_of,
    number_of,
    order_parcel,
    parcel_seen,
    view_of,
)
from makegood.carriers import parcels_of as carried_of_case
from makegood.cases import Done, OrderFacts, parcels_of
from makegood.db.writes import Connection
from makegood.flows.shipped_parcels import ShippedParcel, shipped_parcels


class Carried(Struct, frozen=True):
    """A parcel. `courier` is its carrier as a code; `received_grams` what the merchant weighed when it came back; `followed`
    what its carrier tells, None where no carrier here follows it.
    """

    courier: str
    tracking_no: str
    shipped_at: datetime | None
    arrived_at: datetime | None
    received_grams: int | None = None
    followed: ParcelView | None = None


async def carried_of(connection: Connection, me: Principal, found: Done, piece: str) -> Carried | None:
    """The parcel that a piece names; None where it names none, or nobody told who carried it."""
    kind, _, rest = piece.partition(":")
    if kind == "parcel":
        return await _sent(connection, me, found, int(rest))
    return await _coming_back(connection, me, found, rest) if kind == "return" else None


async def _sent(connection: Connection, me: Principal, found: Done, number: int) -> Carried | None:
    order_id = found.case.state.order_id
    told = nth_told(found.order, number, await shipped_parcels(connection, order_id))
    if told is None:
        return None
    parcel_id = await order_parcel(connection, order_id, told.tracking_no)
    followed = None if parcel_id is None else await parcel_seen(connection, me, parcel_id)
    return Carried(
        courier_of(told.carrier), told.tracking_no, told.shipped_at, told.delivered_at,
        followed=await _view(connection, me, followed),
    )  # fmt: skip


def nth_told(order: OrderFacts, number: int, told: list[ShippedParcel]) -> ShippedParcel | None:
    """What the shop told of the n-th parcel of an order. Parcels are known to cases by when they left and arrived and what is
    in them; of those that are alike in all of it, the first is the one that the shop named first.
    """
    alike = [(each.shipped_at, each.delivered_at, each.lines) for each in order.parcels]
    wanted = alike[number - 1]
    same = [
        each
        for each in told
        if (each.shipped_at, each.delivered_at, tuple(one.line_no for one in each.lines)) == wanted
    ]
    rank = alike[: number - 1].count(wanted)
    return same[rank] if rank < len(same) else None


async def _coming_back(
    connection: Connection, me: Principal, found: Done, tracking_no: str
) -> Carried | None:
    back = next((each for each in parcels_of(found.case.state) if each.tracking_no == tracking_no), None)
    if back is None:
        return None
    files = await carried_of_case(connection, me, found.case.state.id)
    followed = [
        each
        for each in files
        if each.parcel.direction is Direction.BACK
        and number_of(each.parcel.tracking_no) == number_of(tracking_no)
    ]
    view = await _view(connection, me, followed[-1] if followed else None)
    return Carried(
        courier_of(back.carrier) or (view.courier if view else ""), tracking_no, back.shipped_at, back.arrived_at,
        back.weight_grams, view,
    )  # fmt: skip


async def _view(connection: Connection, me: Principal, file: ParcelFile | None) -> ParcelView | None:
    return None if file is None else (await view_of(connection, me, [file]))[0]

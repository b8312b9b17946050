"""HTTP: `/api/parcels…` to book, read and order about parcels, `/api/carriers/{carrier}/push` for what carriers tell.

The composition root gives the dependencies `principal`, `parcel_office` and `recovery_office`.
"""

from typing import Annotated, Any, Literal

from litestar import Request, Response, delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter, SkipValidation
from msgspec import Struct

from makegood.accounts import Principal, authorise
from makegood.carriers.epcis import document_of
from makegood.carriers.freight_rows import MOST as MOST_FREIGHT
from makegood.carriers.freight_rows import FreightPage, freight_for
from makegood.carriers.office import ParcelOffice
from makegood.carriers.reading import MOST, Wanted, label_seen, parcel_seen, parcels_for
from makegood.carriers.recoveries import MOST as MOST_RECOVERIES
from makegood.carriers.recoveries import Ending, RecoveryOffice
from makegood.carriers.recovery_rows import RecoveryPage
from makegood.carriers.views import ParcelPage, ParcelView, ParcelWanted, SlotsView, SlotTold
from makegood.db.once import Kept
from makegood.kit.errors import NotFound
from makegood.kit.http import PROBLEM_RESPONSES, IdempotencyKey

Caller = NamedDependency[SkipValidation[Principal]]
Office = NamedDependency[SkipValidation[ParcelOffice]]
Claims = NamedDependency[SkipValidation[RecoveryOffice]]
Id = FromPath[str]
Cursor = Annotated[
    str | None,
    QueryParameter(name="cursor", max_length=40, description="`next_cursor` of the page before"),
]
LARGEST_PUSH_BYTES = 1_000_000
LABEL_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cache-Control": "private, no-store",
    "X-Content-Type-Options": "nosniff",
}


class PushTaken(Struct, frozen=True, rename={"return_code": "returnCode"}):
    """The answer to a push. Its form is what kuaidi100 insists on; others read the status alone. `taken`: what was new."""

    result: bool
    return_code: str
    message: str
    taken: int


@get("/api/parcels", tags=["parcels"], summary="Parcels", responses=PROBLEM_RESPONSES)
async def list_parcels(
    principal: Caller,
    parcel_office: Office,
    order_id: Annotated[str | None, QueryParameter(name="order_id", max_length=20)] = None,
    case_id: Annotated[str | None, QueryParameter(name="case_id", max_length=20)] = None,
    direction: Annotated[Literal["out", "back"] | None, QueryParameter(name="direction")] = None,
    under_way: Annotated[
        bool | None, QueryParameter(name="under_way", description="Still on its way, or over")
    ] = None,
    cursor: Cursor = None,
    limit: Annotated[int, QueryParameter(name="limit", ge=1, le=MOST)] = 20,
) -> ParcelPage:
    """The parcels that are yours to see, the newest first."""
    wanted = Wanted(
        _number(order_id, "order") if order_id else None, _number(case_id, "case") if case_id else None, direction, under_way
    )  # fmt: skip
    return await parcels_for(parcel_office.conduct.pool, principal, wanted, cursor, limit)


@get(
    "/api/parcels/ways",
    tags=["parcels"],
    summary="How a return can be handed over",
    responses=PROBLEM_RESPONSES,
)
async def read_ways(principal: Caller, parcel_office: Office) -> SlotsView:
    """Who takes returns here, and the times at which a courier can come."""
    authorise(principal, "parcel.read")
    return parcel_office.ways(parcel_office.conduct.clock.now())


@post(
    "/api/parcels",
    tags=["parcels"],
    summary="Have a return fetched, or get a drop-off code",
    responses=PROBLEM_RESPONSES,
)
async def book_parcel(
    data: JSONBody[ParcelWanted], principal: Caller, parcel_office: Office, key: IdempotencyKey = None
) -> ParcelView:
    """For cases that wait for their goods. `asked` says that the carrier has not answered yet: read it again later."""
    return await parcel_office.book_return(principal, data, key)


@get("/api/parcels/{parcel_id:str}", tags=["parcels"], summary="One parcel", responses=PROBLEM_RESPONSES)
async def read_one(parcel_id: Id, principal: Caller, parcel_office: Office) -> ParcelView:
    """A parcel with its way so far."""
    return await parcel_office.seen(principal, _number(parcel_id, "parcel"))


@delete(
    "/api/parcels/{parcel_id:str}", tags=["parcels"], summary="Take back a booking", status_code=200,
    responses=PROBLEM_RESPONSES,
)  # fmt: skip
async def cancel_parcel(
    parcel_id: Id, principal: Caller, parcel_office: Office, key: IdempotencyKey = None
) -> ParcelView:
    """As long as the carrier does not have it, so that the goods can be sent otherwise."""
    return await parcel_office.cancel(principal, _number(parcel_id, "parcel"), key)


@post(
    "/api/parcels/{parcel_id:str}/pickup", tags=["parcels"], summary="Have the courier come at another time",
    responses=PROBLEM_RESPONSES,
)  # fmt: skip
async def rebook(
    parcel_id: Id, data: JSONBody[SlotTold], principal: Caller, parcel_office: Office, key: IdempotencyKey = None
) -> ParcelView:  # fmt: skip
    """One of the times of `/api/parcels/ways`; the appointment that stood is called off."""
    return await parcel_office.rebook_pickup(principal, _number(parcel_id, "parcel"), data, key)


@delete(
    "/api/parcels/{parcel_id:str}/pickup", tags=["parcels"], summary="Have no courier come for now", status_code=200,
    responses=PROBLEM_RESPONSES,
)  # fmt: skip
async def cancel_pickup(
    parcel_id: Id, principal: Caller, parcel_office: Office, key: IdempotencyKey = None
) -> ParcelView:
    """The parcel stays booked; another time can be chosen."""
    return await parcel_office.cancel_pickup(principal, _number(parcel_id, "parcel"), key)


@post(
    "/api/parcels/{parcel_id:str}/interception", tags=["parcels"], summary="Have a parcel stopped on its way",
    status_code=202, responses=PROBLEM_RESPONSES,
)  # fmt: skip
async def intercept(
    parcel_id: Id, principal: Caller, parcel_office: Office, key: IdempotencyKey = None
) -> ParcelView:
    """Where its carrier can. Whether it worked is told by what the parcel does next."""
    return await parcel_office.intercept(principal, _number(parcel_id, "parcel"), key)


@get(
    "/api/parcels/{parcel_id:str}/label", tags=["parcels"], summary="The label to print", responses=PROBLEM_RESPONSES,
    media_type="application/octet-stream",
)  # fmt: skip
async def read_label(parcel_id: Id, principal: Caller, parcel_office: Office) -> Response[bytes]:
    """As the carrier gave it: a PDF or a picture."""
    async with parcel_office.conduct.pool.acquire() as connection:
        label = await label_seen(connection, principal, _number(parcel_id, "parcel"))
    return Response(label.content, media_type=label.media_type, headers=LABEL_HEADERS)


@get(
    "/api/parcels/{parcel_id:str}/epcis",
    tags=["parcels"],
    summary="A parcel's way as EPCIS 2.0",
    responses=PROBLEM_RESPONSES,
)
async def read_epcis(
    parcel_id: Id, request: Request[Any, Any, Any], principal: Caller, parcel_office: Office
) -> dict[str, Any]:
    """A GS1 EPCIS document in JSON-LD, with the steps and dispositions of the Core Business Vocabulary."""
    async with parcel_office.conduct.pool.acquire() as connection:
        file = await parcel_seen(connection, principal, _number(parcel_id, "parcel"))
    return document_of(file, str(request.base_url).rstrip("/"), parcel_office.conduct.clock.now())


@post(
    "/api/carriers/{carrier:str}/push", tags=["parcels"], summary="Take what a carrier tells", status_code=200,
    responses=PROBLEM_RESPONSES, request_max_body_size=LARGEST_PUSH_BYTES,
)  # fmt: skip
async def take_push(carrier: Id, request: Request[Any, Any, Any], parcel_office: Office) -> PushTaken:
    """Signed as was agreed with the carrier. Twice is once."""
    taken = await parcel_office.take_push(carrier, dict(request.headers), await request.body())
    return PushTaken(True, "200", "ok", taken)


@get("/api/freight-charges", tags=["parcels"], summary="Freight of parcels", responses=PROBLEM_RESPONSES)
async def list_freight_charges(
    principal: Caller,
    parcel_office: Office,
    case_id: Annotated[str | None, QueryParameter(name="case_id", max_length=20)] = None,
    cursor: Cursor = None,
    limit: Annotated[int, QueryParameter(name="limit", ge=1, le=MOST_FREIGHT)] = 20,
) -> FreightPage:
    """What carriers charged for parcels that are yours to see, who bears it and why. A buyer's part is what the
    marketplace's checkout collects.
    """
    pool = parcel_office.conduct.pool
    return await freight_for(pool, principal, _number(case_id, "case") if case_id else None, cursor, limit)


@get("/api/recoveries", tags=["parcels"], summary="Claims against carriers", responses=PROBLEM_RESPONSES)
async def list_recoveries(
    principal: Caller,
    recovery_office: Claims,
    status: Annotated[
        Literal["open", "paid", "refused", "written_off", "dropped"] | None, QueryParameter(name="status")
    ] = None,
    cursor: Cursor = None,
    limit: Annotated[int, QueryParameter(name="limit", ge=1, le=MOST_RECOVERIES)] = 20,
) -> RecoveryPage:
    """What is claimed for parcels that were lost or broken. For operators."""
    return await recovery_office.listed(principal, status, cursor, limit)


@post(
    "/api/recoveries/{recovery_id:str}/ending", tags=["parcels"], summary="Put down how a claim ended", status_code=200,
    responses=PROBLEM_RESPONSES,
)  # fmt: skip
async def end_recovery(
    recovery_id: Id, data: JSONBody[Ending], principal: Caller, recovery_office: Claims, key: IdempotencyKey = None
) -> Response[Any]:  # fmt: skip
    """Paid, refused or written off. What was paid goes to who bore the loss, once the case has ended. For operators."""
    return _answer(await recovery_office.end(principal, _number(recovery_id, "recovery"), data, key))


@delete(
    "/api/recoveries/{recovery_id:str}/ending", tags=["parcels"], summary="Take back a payment put down by mistake",
    status_code=200, responses=PROBLEM_RESPONSES,
)  # fmt: skip
async def reverse_recovery(
    recovery_id: Id, principal: Caller, recovery_office: Claims, key: IdempotencyKey = None
) -> Response[Any]:
    """The postings are turned round and the claim is open again. For operators."""
    return _answer(await recovery_office.reverse(principal, _number(recovery_id, "recovery"), key))


def _answer(kept: Kept) -> Response[Any]:
    return Response(kept.body, status_code=kept.status, media_type="application/json")


def _number(told: str, what: str) -> int:
    if not (told.isascii() and told.isdigit() and len(told) <= 19 and int(told) < 2**63):
        raise NotFound(what=what)
    return int(told)


CARRIER_ROUTES: list[Any] = [
    list_parcels, read_ways, book_parcel, read_one, cancel_parcel, rebook, cancel_pickup, intercept, read_label,
    read_epcis, take_push, list_freight_charges, list_recoveries, end_recovery, reverse_recovery,
]  # fmt: skip

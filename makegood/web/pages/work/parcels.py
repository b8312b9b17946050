"""The parcels that are on their way to a merchant, and those that have come."""

from typing import Any

from litestar import Response, get

from makegood.carriers import Wanted, parcels_for
from makegood.web.pages.parcels import words as parcel_words
from makegood.web.pages.parcels.drawn import drawn
from makegood.web.pages.shell import Database, HtmlRequest
from makegood.web.pages.work.frame import Choice, address, merchant_reading, work_page

PATH = "/work/parcels"
PAGE_SIZE = 20


@get(PATH, include_in_schema=False)
async def show_parcels(request: HtmlRequest, pool: Database) -> Response[str]:
    """The merchant's parcels, the newest first."""
    reader, _ = await merchant_reading(request)
    asked = request.query_params.get("kind", "")
    kind = asked if asked in parcel_words.LISTS else "coming"
    cursor = request.query_params.get("cursor") or None
    wanted = Wanted(direction="out") if kind == "out" else Wanted(direction="back", is_live=kind == "coming")
    found = await parcels_for(pool, reader.me, wanted, cursor, PAGE_SIZE)
    return work_page(
        "parcels", reader, parcels=[drawn(one, False) for one in found.parcels], parcel_words=parcel_words,
        kinds=[Choice(label, address(PATH, {"kind": one}), one == kind) for one, label in parcel_words.LISTS.items()],
        next_page=address(PATH, {"kind": kind}, cursor=found.next_cursor) if found.next_cursor else "",
        first_page=address(PATH, {"kind": kind}) if cursor else "",
    )  # fmt: skip


PARCEL_HANDLERS: list[Any] = [show_parcels]

"""Search as a page: one field, and what it finds as dense lists."""

from litestar import Response, get

from makegood.accounts import authorise
from makegood.web.pages.places import has_place
from makegood.web.pages.shell import Database, HtmlRequest, Reader, page, reader_of
from makegood.web.search import Found, OrderHit, PersonHit, asked, find


@get("/search", include_in_schema=False)
async def show_search(request: HtmlRequest, pool: Database) -> Response[str]:
    """What was found, or how to search."""
    reader = await reader_of(request, signed_in=True)
    authorise(reader.me, "search.read")
    wanted = asked(request.query_params.get("q", ""))
    found = await find(pool, wanted, reader.me)
    return page(
        "search.html",
        reader,
        asked=wanted,
        found=found,
        nothing=_nothing(found),
        order_href=lambda order: order_href(order, reader),
        person_href=lambda person: person_href(person, reader),
    )


def _nothing(found: Found) -> bool:
    return not (found.cases or found.orders or found.people)


def order_href(order: OrderHit, reader: Reader) -> str:
    """Where an order leads: to its newest case, or for its buyer to asking for one. Nowhere where there is nothing to see."""
    if order.case_id:
        return f"/cases/{order.case_id}"
    return f"/orders/{order.id}/cases/new" if reader.role == "buyer" else ""


def person_href(person: PersonHit, reader: Reader) -> str:
    """Where a person leads: to their page of the console, for those who have it."""
    place = f"/console/{person.role}s"
    return f"{place}/{person.id}" if has_place(reader.role, place) else ""


SEARCH_PAGE_HANDLERS = [show_search]

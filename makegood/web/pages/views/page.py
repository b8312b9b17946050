"""The reader's saved views: all of them, keeping one, deleting one."""

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import SkipValidation
from litestar.response import Redirect

from makegood.accounts import authorise
from makegood.cases.api import parse_id
from makegood.flows.engine import Engine
from makegood.notifications import person_of
from makegood.views import drop_view, keep_view, views_of
from makegood.web.pages.case.page import typed_of
from makegood.web.pages.shell import Database, HtmlRequest, PathPart, go, page, reader_of

Machine = NamedDependency[SkipValidation[Engine]]
TOLD = {"dropped": "The view is deleted."}


@get("/views", include_in_schema=False)
async def show_views(request: HtmlRequest, pool: Database) -> Response[str]:
    """All views of the reader, by list."""
    reader = await reader_of(request, signed_in=True)
    authorise(reader.me, "view.manage")
    views = await views_of(pool, person_of(reader.me))
    return page("views.html", reader, views=views, told=TOLD.get(request.query_params.get("done", ""), ""))


@post("/views", include_in_schema=False)
async def keep(request: HtmlRequest, pool: Database, engine: Machine) -> Redirect:
    """Keep a list as it is shown, and go back to it."""
    reader = await reader_of(request, signed_in=True)
    authorise(reader.me, "view.manage")
    typed = await typed_of(request)
    wanted = (typed.get("path", ""), typed.get("query", ""), typed.get("name", ""))
    async with pool.acquire() as connection, connection.transaction():
        view = await keep_view(connection, person_of(reader.me), wanted, engine.ids, reader.now)
    return go(view.href)


@post("/views/{view_id:str}/removal", include_in_schema=False)
async def drop(view_id: PathPart, request: HtmlRequest, pool: Database) -> Redirect:
    """Delete a view; the list itself stays."""
    reader = await reader_of(request, signed_in=True)
    authorise(reader.me, "view.manage")
    await drop_view(pool, person_of(reader.me), parse_id(view_id, "view"))
    return go("/views?done=dropped")


VIEW_PAGE_HANDLERS = [show_views, keep, drop]

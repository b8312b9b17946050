"""HTTP: /api/views: lists that somebody wants to see again."""

from datetime import datetime
from typing import Annotated

from litestar import Controller, delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, SkipValidation
from msgspec import Meta, Struct

from makegood.accounts import Principal, authorise
from makegood.cases.api import parse_id
from makegood.db.pool import Pool
from makegood.flows.engine import Engine
from makegood.kit.http import PROBLEM_RESPONSES
from makegood.notifications import person_of
from makegood.views import (
    LONGEST_NAME_CHARACTERS,
    LONGEST_QUERY_CHARACTERS,
    View,
    drop_view,
    keep_view,
    views_of,
)

Viewer = NamedDependency[SkipValidation[Principal]]
Database = NamedDependency[SkipValidation[Pool]]
Machine = NamedDependency[SkipValidation[Engine]]


class ViewWanted(Struct, frozen=True, forbid_unknown_fields=True):
    """A list by its address, and the name under which to keep it."""

    path: Annotated[str, Meta(min_length=1, max_length=200, description="such as /console/risk")]
    name: Annotated[str, Meta(min_length=1, max_length=LONGEST_NAME_CHARACTERS)]
    query: Annotated[str, Meta(max_length=LONGEST_QUERY_CHARACTERS, description="what follows the ?")] = ""


class ViewKept(Struct, frozen=True):
    """A view of yours."""

    id: str
    path: str
    query: str
    name: str
    href: str
    made_at: datetime


class ViewList(Struct, frozen=True):
    """All your views, by list; at most 100."""

    views: list[ViewKept]


class ViewsController(Controller):
    """Lists that you want to see again."""

    path = "/api/views"
    tags = ("views",)

    @get("/", summary="List your views", responses=PROBLEM_RESPONSES)
    async def list_views(self, principal: Viewer, pool: Database) -> ViewList:
        """All of them: there are at most a hundred."""
        authorise(principal, "view.manage")
        return ViewList([_kept(view) for view in await views_of(pool, person_of(principal))])

    @post("/", summary="Keep a view", responses=PROBLEM_RESPONSES)
    async def keep(
        self, data: JSONBody[ViewWanted], principal: Viewer, pool: Database, engine: Machine
    ) -> ViewKept:
        """The same list under the same name again is the view that is there."""
        authorise(principal, "view.manage")
        wanted = (data.path, data.query, data.name)
        async with pool.acquire() as connection, connection.transaction():
            return _kept(
                await keep_view(connection, person_of(principal), wanted, engine.ids, engine.clock.now())
            )

    @delete("/{view_id:str}", summary="Delete a view", responses=PROBLEM_RESPONSES)
    async def drop(self, view_id: FromPath[str], principal: Viewer, pool: Database) -> None:
        """The list itself stays."""
        authorise(principal, "view.manage")
        await drop_view(pool, person_of(principal), parse_id(view_id, "view"))


def _kept(view: View) -> ViewKept:
    return ViewKept(str(view.id), view.path, view.query, view.name, view.href, view.made_at)


VIEW_ROUTES = [ViewsController]

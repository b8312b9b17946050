"""Files in the composition: what the handlers of makegood/evidence/api.py take, filled from the application."""

from typing import Any

from litestar import Request
from litestar.datastructures import State
from litestar.di import Provide

from makegood.accounts import Principal
from makegood.evidence import FileOffice
from makegood.flows.engine import Engine
from makegood.web.pages.shell import reader_of
from makegood.web.visit import visit_of


def provide_file_office(request: Request[Any, Any, Any], state: State) -> FileOffice:
    """The dependency `file_office`: what keeping and showing files needs."""
    engine: Engine = state["engine"]
    way = "api" if request.url.path.startswith("/api/") else "page"
    came_from = f"{way} {visit_of(request, state['settings']).address}".strip()
    return FileOffice(engine.pool, engine.clock, engine.ids, state["files"], came_from)


async def provide_file_reader(request: Request[Any, Any, Any]) -> Principal:
    """The dependency `file_reader`. A visitor of a demo sees its cases without their files: anybody may have sent them."""
    return (await reader_of(request)).me


FILE_DEPENDENCIES = {
    "file_office": Provide(provide_file_office, sync_to_thread=False),
    "file_reader": Provide(provide_file_reader),
}

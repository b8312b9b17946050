"""The page on which a party hides parts of its own picture from the other side: squares over it, without any script."""

from urllib.parse import quote

from litestar import Response, get, post
from litestar.response import Redirect

from makegood.cases.api import parse_id
from makegood.evidence import COLUMNS, ROWS, StoredFile, cells_of, regions_of
from makegood.kit.errors import Refused
from makegood.web.pages.case.conversation import Files
from makegood.web.pages.case.operations import refusal_words
from makegood.web.pages.shell import HtmlRequest, PathPart, Reader, go, own_path, page, reader_of

Cells = set[tuple[int, int]]


@get("/files/{file_id:str}/hiding", include_in_schema=False)
async def show_hiding(file_id: PathPart, request: HtmlRequest, file_office: Files) -> Response[str]:
    """The picture as others see it, with its squares."""
    reader = await reader_of(request, signed_in=True)
    file = await file_office.own_picture(reader.me, parse_id(file_id, "file"))
    told = request.query_params.get("done") == "hidden"
    return _page(reader, file, cells_of(file.hidden), request.query_params.get("back"), told)


@post("/files/{file_id:str}/hiding", include_in_schema=False)
async def hide(file_id: PathPart, request: HtmlRequest, file_office: Files) -> Response[str] | Redirect:
    """Hide the squares that are marked and no others."""
    reader = await reader_of(request, signed_in=True)
    number = parse_id(file_id, "file")
    form = await request.form()
    cells = {cell for told in form.getall("cell", []) if (cell := _cell(str(told)))}
    try:
        await file_office.hide(reader.me, number, regions_of(cells))
    except Refused as refusal:
        if refusal.status in (401, 403, 404, 410):
            raise
        file = await file_office.seen(reader.me, number)
        words = refusal_words(refusal, reader.language)
        return _page(reader, file, cells, str(form.get("back", "")), False, refusal.status, words)
    back = own_path(str(form.get("back", "")), "")
    return go(f"/files/{number}/hiding?done=hidden{f'&back={quote(back)}' if back else ''}")


def _page(
    reader: Reader, file: StoredFile, cells: Cells, back: str | None, told: bool, status: int = 200, refused: str = ""
) -> Response[str]:  # fmt: skip
    return page(
        "case/hiding.html", reader, status, file=file, cells=cells, columns=COLUMNS, rows=ROWS, back=own_path(back),
        told=told, refused=refused,
    )  # fmt: skip


def _cell(told: str) -> tuple[int, int] | None:
    """A square as the form names it: `3-5`."""
    column, _, row = told.partition("-")
    if not (column.isascii() and column.isdigit() and row.isascii() and row.isdigit()):
        return None
    found = (int(column[:3]), int(row[:3]))
    return found if found[0] < COLUMNS and found[1] < ROWS else None


HIDING_HANDLERS = [show_hiding, hide]

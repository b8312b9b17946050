"""HTTP: `GET /api/cases/{id}/file` and the same from the case's page: the file of a case as one archive."""

from collections.abc import AsyncIterator, Callable
from typing import Any

import msgspec
from litestar import Request, get
from litestar.datastructures import State
from litestar.openapi.datastructures import ResponseSpec
from litestar.response import Stream
from markupsafe import Markup

from makegood.accounts import authorise
from makegood.cases import Policy
from makegood.cases.api import CaseId, Database, Promised, parse_id, seen
from makegood.db.pool import Pool
from makegood.disputes import what_of
from makegood.evidence import FileStore, note_reading
from makegood.kit.http import PROBLEM_RESPONSES
from makegood.web.case_file.archive import Member, archived
from makegood.web.case_file.gather import gathered
from makegood.web.case_file.model import CaseFile
from makegood.web.case_file.pieces import Taken, pieces_taken
from makegood.web.case_file.words import CUSTODY
from makegood.web.pages.case.scene import CaseScene, scene_of
from makegood.web.pages.desk import board_words
from makegood.web.pages.names import names_of
from makegood.web.pages.shell import Reader, reader_of
from makegood.web.pages.static import content_text
from makegood.web.templates import render

_ARCHIVE = "application/zip"
_TAKING = PROBLEM_RESPONSES | {
    200: ResponseSpec(
        bytes,
        generate_examples=False,
        description="case.html, case.json and evidence/…",
        media_type=_ARCHIVE,
    )
}


@get("/api/cases/{case_id:str}/file", operation_id="read_case_file", tags=["cases"], summary="Take the file of a case",
     responses=_TAKING, media_type=_ARCHIVE)  # fmt: skip
async def read_case_file(
    case_id: CaseId, request: Request[Any, Any, Any], pool: Database, policy: Promised, state: State
) -> Stream:
    """One ZIP: a page to read (`case.html`), the same as data (`case.json`), and the evidence. The desk gets what was sent, a
    party the copies that it is shown, without the other side's personal data. It is recorded as a reading of each piece.
    """
    reader = await reader_of(request, signed_in=True)
    return await _file(reader, case_id, pool, policy, state["files"])


@get("/cases/{case_id:str}/file", include_in_schema=False)
async def case_file_of_page(
    case_id: CaseId, request: Request[Any, Any, Any], pool: Database, policy: Promised, state: State
) -> Stream:
    """The same, for the button on the case's page."""
    reader = await reader_of(request, signed_in=True)
    return await _file(reader, case_id, pool, policy, state["files"])


async def _file(reader: Reader, case_id: str, pool: Pool, policy: Policy, files: FileStore) -> Stream:
    found = await seen(pool, parse_id(case_id, "case"), reader.me, reader.now)
    state = found.case.state
    authorise(reader.me, "case_file.read", state.buyer_id, state.merchant_id)
    names = await names_of(pool, [str(state.buyer_id)], [str(state.merchant_id)], reader.role)
    scene = scene_of(pool, policy, reader, found, names, "")
    taken = await pieces_taken(scene, files)
    file = await gathered(scene, taken)
    for _, each in taken.contents:
        await note_reading(pool, each.file, reader.me, each.copy, reader.now)
    headers = {
        "Content-Disposition": f'attachment; filename="case-{state.id}.zip"',
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
        "Content-Type": _ARCHIVE,
    }
    return Stream(archived(_members(scene, file, taken, files), reader.now), headers=headers)


def _members(scene: CaseScene, file: CaseFile, taken: Taken, files: FileStore) -> list[Member]:
    """What lies in the archive: first what is read, then the evidence."""
    page = _page(scene.reader, file)
    data = msgspec.json.format(msgspec.json.encode(file), indent=2)
    written = [("case.html", page.encode()), ("case.json", data)]
    return [
        *(Member(name, _once(content), is_text=True) for name, content in written),
        *(Member(path, files.read(each.stored_as, 0, each.size_bytes)) for path, each in taken.contents),
    ]


def _page(reader: Reader, file: CaseFile) -> str:
    """The file as people read it."""
    marked: Callable[[str], Markup] = Markup
    return render(
        "case_file/page.html", reader.language, reader.zone, file=file, style=marked(content_text("case-file.css")),
        board_words=board_words, custody_words=CUSTODY, what_of=lambda fact: what_of(fact, reader.language),
    )  # fmt: skip


async def _once(content: bytes) -> AsyncIterator[bytes]:
    yield content


CASE_FILE_ROUTES: list[Any] = [read_case_file]
CASE_FILE_PAGE_HANDLERS: list[Any] = [case_file_of_page]

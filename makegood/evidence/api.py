"""HTTP: `POST /api/orders/{id}/files` and `POST /api/cases/{id}/files` take files, `GET /files/{id}` shows them.

The composition root gives the dependencies `principal`, `file_reader` and `file_office`. Pages use the same addresses.
"""

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from litestar import Request, Response, get, post, put
from litestar.di import NamedDependency
from litestar.exceptions import HTTPException, InternalServerException
from litestar.openapi.datastructures import ResponseSpec
from litestar.openapi.spec import OpenAPIFormat, OpenAPIMediaType, OpenAPIType, Operation, RequestBody, Schema
from litestar.params import FromPath, JSONBody, QueryParameter, SkipValidation
from litestar.response import Stream

from makegood.accounts import Principal, authorise
from makegood.db.once import Kept
from makegood.evidence.byte_range import part_wanted
from makegood.evidence.custody import CustodyView, custody_page, note_reading
from makegood.evidence.file_store import Copy, digest_of
from makegood.evidence.form import is_form, read_content, read_form
from makegood.evidence.hiding import HiddenView
from makegood.evidence.kinds import KINDS, PDF
from makegood.evidence.large_film import Received
from makegood.evidence.model import LARGEST_FILM_BYTES, FileView, StoredFile
from makegood.evidence.names import disposition, safe_name
from makegood.evidence.office import FileOffice, hidden_from, name_for, sees_all
from makegood.evidence.refusals import FileTooLarge, FormUnreadable
from makegood.evidence.store import as_number, read_file
from makegood.kit.errors import NotFound
from makegood.kit.http import PROBLEM_RESPONSES, IdempotencyKey
from makegood.kit.problem import MEDIA_TYPE, Problem

_OVERHEAD_BYTES = 100_000
"""What a form adds to a file."""
_HEADERS = {
    # A file is looked at, never run: no script, no form, no frame of ours, and no other site may show it.
    "Content-Security-Policy": "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Accept-Ranges": "bytes",
    "Vary": "Cookie, Authorization",
}


@dataclass
class _TakesFile(Operation):
    """How the API's description tells of a body that is a file."""

    def __post_init__(self) -> None:
        binary = Schema(type=OpenAPIType.STRING, format=OpenAPIFormat.BINARY)
        form = Schema(type=OpenAPIType.OBJECT, properties={"file": binary}, required=["file"])
        self.request_body = RequestBody(
            {
                "multipart/form-data": OpenAPIMediaType(form),
                "application/octet-stream": OpenAPIMediaType(binary),
            },
            required=True,
        )


def _problem(meaning: str) -> ResponseSpec:
    return ResponseSpec(Problem, generate_examples=False, description=meaning, media_type=MEDIA_TYPE)


_FOR_GOOD = "private, max-age=31536000, immutable"
"""What an address shows never changes; it is this reader's alone."""
_FOR_A_MINUTE = "private, max-age=60, must-revalidate"
"""Whoever sent a picture may hide parts of it from those who look at it."""
_TAKING = PROBLEM_RESPONSES | {
    413: _problem("the file is too large"),
    415: _problem("the content is of no kind that is taken"),
}
_SHOWING = PROBLEM_RESPONSES | {
    206: ResponseSpec(
        bytes, generate_examples=False, description="the part asked for", media_type="video/mp4"
    ),
    304: ResponseSpec(None, generate_examples=False, description="what you have is still right"),
    410: _problem("it was kept as long as the rules say, and then erased"),
    416: _problem("the part asked for begins after the end"),
}

Caller = NamedDependency[SkipValidation[Principal]]
Office = NamedDependency[SkipValidation[FileOffice]]
Body = Request[Any, Any, Any]
Id = FromPath[str]
NameTold = Annotated[
    str | None,
    QueryParameter(
        name="name", max_length=300, description="What the file is called, where the body is the file alone"
    ),
]
Cursor = Annotated[
    str | None,
    QueryParameter(max_length=20, pattern="^[0-9]*$", description="`next_cursor` of the page before"),
]
SizeWanted = Annotated[
    Literal["display", "thumb"],
    QueryParameter(description="Of a picture: at most 2000 pixels either way, or at most 320"),
]
OriginalWanted = Annotated[
    bool, QueryParameter(description="As it was sent: for who sent it, and for the desk")
]


@post("/api/orders/{order_id:str}/files", operation_id="upload_order_file", tags=["files"], summary="Send a file for an order",
      operation_class=_TakesFile, request_max_body_size=LARGEST_FILM_BYTES + _OVERHEAD_BYTES, responses=_TAKING)  # fmt: skip
async def upload_for_order(
    order_id: Id,
    request: Body,
    principal: Caller,
    file_office: Office,
    name: NameTold = None,
    key: IdempotencyKey = None,
) -> Response[FileView]:
    """Only you see it until a message, a request or an inspection of a case names it by its id."""
    order = _number(order_id, "order")
    await file_office.may_send(principal, order)
    return _answer(await file_office.take_once(principal, order, *await _sent(request, name), key))


@post("/api/cases/{case_id:str}/files", operation_id="upload_case_file", tags=["files"], summary="Send a file for a case",
      operation_class=_TakesFile, request_max_body_size=LARGEST_FILM_BYTES + _OVERHEAD_BYTES, responses=_TAKING)  # fmt: skip
async def upload_for_case(
    case_id: Id,
    request: Body,
    principal: Caller,
    file_office: Office,
    name: NameTold = None,
    key: IdempotencyKey = None,
) -> Response[FileView]:
    """The same as for the order of the case: files belong to orders."""
    order = await file_office.may_send_for_case(principal, _number(case_id, "case"))
    return _answer(await file_office.take_once(principal, order, *await _sent(request, name), key))


@get("/files/{file_id:str}", operation_id="read_file", tags=["files"], summary="Look at a file", responses=_SHOWING,
     media_type="application/octet-stream")  # fmt: skip
async def show_file(
    file_id: Id, request: Body, file_reader: Caller, file_office: Office, size: SizeWanted = "display",
    original: OriginalWanted = False,
) -> Response[Any]:  # fmt: skip
    """A copy without hidden data, and without what its sender blacked out for others. Parts of it by Range. It is recorded
    who looked.
    """
    file = await file_office.seen(file_reader, _number(file_id, "file"), original)
    copy = _copy(file, size, original)
    hidden = hidden_from(file_reader, file)
    name, length = await file_office.files.size_bytes(file.sha256, copy, KINDS[file.media_type], hidden)
    tag = f'"{file.sha256[:32]}-{copy.value}{f"-{digest_of(hidden)}" if hidden else ""}"'
    media_type, inline = _shown_as(file, copy)
    may_change = file.is_picture and copy is not Copy.ORIGINAL and not sees_all(file_reader)
    headers = _HEADERS | {"ETag": tag, "Cache-Control": _FOR_A_MINUTE if may_change else _FOR_GOOD}
    if tag in request.headers.get("if-none-match", ""):
        return Response(b"", status_code=304, headers=headers)
    headers["Content-Disposition"] = disposition(
        safe_name(name_for(file_reader, file), KINDS[media_type]), inline
    )
    part = part_wanted(_range(request, tag), length)
    first, last = part or (0, length - 1)
    if part:
        headers["Content-Range"] = f"bytes {first}-{last}/{length}"
    if first == 0:
        await note_reading(file_office.pool, file, file_reader, copy, file_office.clock.now())
    headers["Content-Type"] = media_type  # here, since a stream's own counts for less than the handler's
    headers["Content-Length"] = str(last - first + 1)
    content = file_office.files.read(name, first, last - first + 1)
    return Stream(content, status_code=206 if part else 200, headers=headers)


@put("/api/files/{file_id:str}/hidden", operation_id="hide_in_file", tags=["files"], summary="Hide parts of a picture",
     responses=PROBLEM_RESPONSES)  # fmt: skip
async def hide(file_id: Id, data: JSONBody[HiddenView], principal: Caller, file_office: Office) -> HiddenView:
    """Of your own picture: the copy that others see is black there. The desk sees all of it, and who hid what is recorded.
    These regions replace those of before.
    """
    return HiddenView((await file_office.hide(principal, _number(file_id, "file"), data.regions)).hidden)


@get("/api/files/{file_id:str}/custody", operation_id="read_file_custody", tags=["files"],
     summary="The chain of custody of a file", responses=PROBLEM_RESPONSES)  # fmt: skip
async def read_custody(
    file_id: Id, principal: Caller, file_office: Office, cursor: Cursor = None
) -> CustodyView:
    """Who gave it, from where, every reading, and what was done to it, the first first. For the desk."""
    authorise(principal, "desk.read")
    file, _ = await read_file(file_office.pool, _number(file_id, "file"))
    return await custody_page(file_office.pool, [file.id], cursor)


FILE_ROUTES = [upload_for_order, upload_for_case, show_file, hide, read_custody]


async def _sent(request: Body, name: str | None) -> tuple[str, Received]:
    """The name and the content that somebody sends."""
    try:
        content_type = request.headers.get("content-type", "")
        if not is_form(content_type):
            return name or "", await read_content(request.stream())
        form = await read_form(request.stream(), content_type)
    except InternalServerException:
        raise FormUnreadable() from None  # the sender went away in the middle; nobody reads this
    except HTTPException as error:
        if error.status_code == 413:
            raise FileTooLarge(limit_mb=LARGEST_FILM_BYTES // 1_000_000) from None
        raise
    if len(form.files) != 1 or form.files[0].field != "file":
        raise FormUnreadable()
    return form.files[0].name, form.files[0].content


def _answer(kept: Kept) -> Response[Any]:
    return Response(kept.body, status_code=kept.status, media_type="application/json")


def _number(told: str, what: str) -> int:
    number = as_number(told)
    if number is None:
        raise NotFound(what=what)
    return number


def _copy(file: StoredFile, size: str, original: bool) -> Copy:
    """Which copy is wanted. What is no picture has no thumbnail."""
    if original:
        return Copy.ORIGINAL
    if size == "thumb" and not file.is_picture:
        raise NotFound(what="thumbnail")
    return Copy(size)


def _shown_as(file: StoredFile, copy: Copy) -> tuple[str, bool]:
    """The media type of a copy, and whether a browser shows it itself. Papers can hold script, originals anything."""
    if copy is Copy.THUMB:
        return "image/webp", True
    if copy is Copy.DISPLAY:
        return KINDS[file.media_type].shown_as, file.media_type != PDF.media_type
    return file.media_type, False


def _range(request: Body, tag: str) -> str | None:
    """The Range header, where it is about what is still there."""
    return request.headers.get("range") if request.headers.get("if-range", tag) == tag else None

"""Appealing against a ruling from the case's page: the grounds, and files from the camera, in one form."""

from litestar import Response, post
from litestar.response import Redirect

from makegood.cases import Request as CaseRequest
from makegood.cases.api import parse_id, parse_version, seen
from makegood.cases.requests import Done
from makegood.evidence import LARGEST_FORM_BYTES, FileOffice
from makegood.kit.errors import Refused
from makegood.web.pages.case.conversation import MOST_FILES, Files
from makegood.web.pages.case.operations import refusal_words
from makegood.web.pages.case.page import case_again, key_of
from makegood.web.pages.case.scene import Typed
from makegood.web.pages.orders.photos import Sent, sent_form
from makegood.web.pages.shell import (
    Database,
    HtmlRequest,
    PathPart,
    Promises,
    Reader,
    Writing,
    go,
    own_path,
    reader_of,
)
from makegood.web.pages.typed import convert


@post("/cases/{case_id:str}/appeal", include_in_schema=False, request_max_body_size=LARGEST_FORM_BYTES)
async def appeal(
    case_id: PathPart,
    request: HtmlRequest,
    pool: Database,
    perform: Writing,
    policy: Promises,
    file_office: Files,
) -> Response[str] | Redirect:
    """Appeal, or show the page again with what was typed and why it was not taken."""
    reader = await reader_of(request, signed_in=True)
    found = await seen(pool, parse_id(case_id, "case"), reader.me, reader.now)
    sent = await sent_form(request)
    try:
        _request(
            reader, found, sent, []
        )  # what cannot be read is refused before any file is kept for nothing
        ids = await _kept(reader, found, sent, file_office)
        await perform(_request(reader, found, sent, ids), False)
    except Refused as refusal:
        if refusal.status in (401, 404):
            raise
        again = await seen(pool, found.case.state.id, reader.me, reader.now)
        refused = (refusal.status, refusal_words(refusal, reader.language))
        return await case_again(
            pool, policy, reader, again, refused=refused, typed=Typed("appeal", sent.typed)
        )
    back = own_path(sent.typed.get("back"), f"/cases/{found.case.state.id}")
    return go(f"{back}{'&' if '?' in back else '?'}done=appeal#appeal")


async def _kept(reader: Reader, found: Done, sent: Sent, office: FileOffice) -> list[str]:
    order_id = found.case.state.order_id
    return [
        str((await office.take(reader.me, order_id, file.name, file.content)).id)
        for file in sent.form.files[:MOST_FILES]
    ]


def _request(reader: Reader, found: Done, sent: Sent, file_ids: list[str]) -> CaseRequest:
    """The command that the form asks for."""
    grounds = sent.typed.get("grounds", "").replace("\r\n", "\n").strip()
    content = {"grounds": grounds} | ({"files": file_ids} if file_ids else {})
    version = parse_version(sent.typed.get("version") or None)
    command = convert(content, "appeal")
    return CaseRequest(reader.me, command, found.case.state.id, key=key_of(sent.typed), version=version)


APPEAL_HANDLERS = [appeal]

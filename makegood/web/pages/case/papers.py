"""Showing papers of court or police from the case's page: files and a note in one form."""

from litestar import Response, post
from litestar.response import Redirect

from makegood.cases import Request as CaseRequest
from makegood.cases.api import parse_id, parse_version, seen
from makegood.evidence import LARGEST_FORM_BYTES
from makegood.kit.errors import Refused
from makegood.web.pages.case.conversation import MOST_FILES, Files
from makegood.web.pages.case.operations import refusal_words
from makegood.web.pages.case.page import case_again, key_of
from makegood.web.pages.case.scene import Typed
from makegood.web.pages.orders.photos import sent_form
from makegood.web.pages.shell import (
    Database,
    HtmlRequest,
    PathPart,
    Promises,
    Writing,
    go,
    own_path,
    reader_of,
)
from makegood.web.pages.typed import FieldMissing, convert

OPERATION = "show_acceptance"


@post(
    "/cases/{case_id:str}/authority-papers", include_in_schema=False, request_max_body_size=LARGEST_FORM_BYTES
)
async def show_papers(
    case_id: PathPart, request: HtmlRequest, pool: Database, perform: Writing, policy: Promises, file_office: Files
) -> Response[str] | Redirect:  # fmt: skip
    """Put papers on the record, or show the page again with why they were not taken."""
    reader = await reader_of(request, signed_in=True)
    found = await seen(pool, parse_id(case_id, "case"), reader.me, reader.now)
    sent, state = await sent_form(request), found.case.state
    try:
        if not sent.form.files:
            raise FieldMissing(field="The papers")
        kept = [
            str((await file_office.take(reader.me, state.order_id, file.name, file.content)).id)
            for file in sent.form.files[:MOST_FILES]
        ]
        command = convert({"files": kept, "note": sent.typed.get("note", "").strip()}, OPERATION)
        version = parse_version(sent.typed.get("version") or None)
        await perform(
            CaseRequest(reader.me, command, state.id, key=key_of(sent.typed), version=version), False
        )
    except Refused as refusal:
        if refusal.status in (401, 404):
            raise
        again = await seen(pool, state.id, reader.me, reader.now)
        refused = (refusal.status, refusal_words(refusal, reader.language))
        return await case_again(
            pool, policy, reader, again, refused=refused, typed=Typed(OPERATION, sent.typed)
        )
    back = own_path(sent.typed.get("back"), f"/cases/{state.id}")
    return go(f"{back}{'&' if '?' in back else '?'}done={OPERATION}")


PAPER_HANDLERS = [show_papers]

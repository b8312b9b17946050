"""Writing in a case from its page: a text, a fixed text, files from the camera, all in one form."""

from litestar import Response, post
from litestar.di import NamedDependency
from litestar.params import SkipValidation
from litestar.response import Redirect

from makegood.cases import Request as CaseRequest
from makegood.cases.api import parse_id, seen
from makegood.cases.requests import Done
from makegood.evidence import LARGEST_FORM_BYTES, FileOffice
from makegood.kit.errors import Refused
from makegood.web.pages.case.operations import refusal_words
from makegood.web.pages.case.page import case_again, key_of, newest_message
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

MOST_FILES = 10
Files = NamedDependency[SkipValidation[FileOffice]]


@post("/cases/{case_id:str}/messages", include_in_schema=False, request_max_body_size=LARGEST_FORM_BYTES)
async def write(
    case_id: PathPart,
    request: HtmlRequest,
    pool: Database,
    perform: Writing,
    policy: Promises,
    file_office: Files,
) -> Response[str] | Redirect:
    """Post a message with its files, or show the page again with what was typed and why it was not taken."""
    reader = await reader_of(request, signed_in=True)
    found = await seen(pool, parse_id(case_id, "case"), reader.me, reader.now)
    sent = await sent_form(request)
    try:
        done = await perform(await _message(reader, found, sent, file_office), False)
    except Refused as refusal:
        if refusal.status in (401, 404):
            raise
        again = await seen(pool, found.case.state.id, reader.me, reader.now)
        refused = (refusal.status, refusal_words(refusal, reader.language))
        return await case_again(pool, policy, reader, again, refused=refused, typed=Typed("say", sent.typed))
    back = own_path(sent.typed.get("back"), f"/cases/{found.case.state.id}")
    return go(f"{back}{'&' if '?' in back else '?'}done=say#{newest_message(reader, done)}")


async def _message(reader: Reader, found: Done, sent: Sent, office: FileOffice) -> CaseRequest:
    """The command that the form asks for; its files are kept first. Raises the refusals of files."""
    state = found.case.state
    content = {
        "text": sent.typed.get("text", "").replace("\r\n", "\n").strip(),
        "reply": sent.typed.get("reply", ""),
    }
    command = convert(content, "say")  # before any file is kept for nothing
    ids = [
        str((await office.take(reader.me, state.order_id, file.name, file.content)).id)
        for file in sent.form.files[:MOST_FILES]
    ]
    if ids:
        command = convert({**content, "files": ids}, "say")
    return CaseRequest(reader.me, command, state.id, key=key_of(sent.typed))


CONVERSATION_HANDLERS = [write]

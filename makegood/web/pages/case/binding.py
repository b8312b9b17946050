"""Putting papers that bind on record from the case's page: who decided, what, and the papers themselves in one form."""

from typing import Any

from litestar import Response, post
from litestar.response import Redirect

from makegood.accounts import authorise
from makegood.cases import CaseView, Command, case_view
from makegood.cases import Request as CaseRequest
from makegood.cases.api import parse_id, parse_version, seen
from makegood.cases.requests import Done
from makegood.evidence import LARGEST_FORM_BYTES, FileOffice
from makegood.kit.errors import Refused
from makegood.web.pages.case.conversation import MOST_FILES, Files
from makegood.web.pages.case.operations import refusal_words
from makegood.web.pages.case.page import case_again, key_of
from makegood.web.pages.case.panels.court_papers import OPERATION, shown_in
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
from makegood.web.pages.typed import FieldMissing, amount_of, convert


@post(
    "/cases/{case_id:str}/binding-papers", include_in_schema=False, request_max_body_size=LARGEST_FORM_BYTES
)
async def bind_papers(
    case_id: PathPart, request: HtmlRequest, pool: Database, perform: Writing, policy: Promises, file_office: Files
) -> Response[str] | Redirect:  # fmt: skip
    """Bind the case, or show the page again with why the papers were not taken."""
    reader = await reader_of(request, signed_in=True)
    found = await seen(pool, parse_id(case_id, "case"), reader.me, reader.now)
    order = found.order
    authorise(reader.me, f"case.{OPERATION}", order.buyer_id, order.merchant_id)
    sent, state = await sent_form(request), found.case.state
    try:
        command = await _command(sent, reader, found, file_office)
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


async def _command(sent: Sent, reader: Reader, found: Done, office: FileOffice) -> Command:
    """The command that the form asks for; its files are kept first. Raises the refusals of forms and files."""
    view = case_view(found.case, found.order, reader.me, reader.language, reader.now)
    content = _content(sent.typed, view)
    chosen = [file.id for file in shown_in(view) if sent.typed.get(f"shown_{file.id}")]
    if not chosen and not sent.form.files:
        raise FieldMissing(field="The papers")
    convert(content | {"files": chosen or ["0"]}, OPERATION)
    for file in sent.form.files[: max(0, MOST_FILES - len(chosen))]:
        kept = await office.take(reader.me, found.case.state.order_id, file.name, file.content)
        chosen.append(str(kept.id))
    return convert(content | {"files": chosen[:MOST_FILES]}, OPERATION)


_OWED = {"authority": "Who decided", "reference": "Number of the docket or file", "favour": "Decision"}
"""What has to be filled in, by its label."""


def _content(typed: dict[str, str], view: CaseView) -> dict[str, Any]:
    content: dict[str, Any] = {name: typed.get(name, "").strip() for name in (*_OWED, "note")}
    for name, label in _OWED.items():
        if not content[name]:
            raise FieldMissing(field=label)
    amount = typed.get("amount", "").strip()
    if amount and content["favour"] == "split":
        content["amount_minor"] = amount_of(amount, view.currency)
    return content


BINDING_HANDLERS = [bind_papers]

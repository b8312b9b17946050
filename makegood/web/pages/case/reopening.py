"""Taking a closed case up again from its page: what is new and, after a ruling, why, with the files that show it."""

from litestar import Response, post
from litestar.response import Redirect

from makegood.accounts import authorise
from makegood.cases import Request as CaseRequest
from makegood.cases import news_until
from makegood.cases.api import parse_id, parse_version, seen
from makegood.evidence import LARGEST_FORM_BYTES
from makegood.kit.errors import Refused
from makegood.web.pages.case.conversation import MOST_FILES, Files
from makegood.web.pages.case.operations import refusal_words
from makegood.web.pages.case.page import case_again, key_of
from makegood.web.pages.case.panels.new_circumstances import OPERATION
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


@post("/cases/{case_id:str}/reopening", include_in_schema=False, request_max_body_size=LARGEST_FORM_BYTES)
async def reopen(
    case_id: PathPart, request: HtmlRequest, pool: Database, perform: Writing, policy: Promises, file_office: Files
) -> Response[str] | Redirect:  # fmt: skip
    """Take it up again, or show the page again with why not."""
    reader = await reader_of(request, signed_in=True)
    found = await seen(pool, parse_id(case_id, "case"), reader.me, reader.now)
    authorise(reader.me, f"case.{OPERATION}", found.order.buyer_id, found.order.merchant_id)
    sent, state = await sent_form(request), found.case.state
    told = {name: sent.typed.get(name, "").strip() for name in ("note", "grounds")}
    try:
        if not told["note"]:
            raise FieldMissing(field="What is new")
        if news_until(state) is not None and not sent.form.files:
            raise FieldMissing(field="What came after the ruling: photos, papers")
        convert(told, OPERATION)
        kept = [
            str((await file_office.take(reader.me, state.order_id, file.name, file.content)).id)
            for file in sent.form.files[:MOST_FILES]
        ]
        command = convert({**told, "files": kept}, OPERATION)
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


REOPENING_HANDLERS = [reopen]

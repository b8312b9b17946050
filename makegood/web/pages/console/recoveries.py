"""What is claimed from carriers for parcels that were lost or broken, and how each claim ended."""

from collections.abc import Callable
from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import SkipValidation
from litestar.response import Redirect

from makegood.carriers import Ending, RecoveryOffice
from makegood.cases.api import parse_id
from makegood.kit.errors import Refused
from makegood.web.pages.case.operations import refusal_words
from makegood.web.pages.case.page import key_of, typed_of
from makegood.web.pages.console.frame import choices, console_page, operator_of
from makegood.web.pages.parcels import words as parcel_words
from makegood.web.pages.shell import HtmlRequest, PathPart, Reader, go, new_key
from makegood.web.pages.typed import FieldNotUsable, amount_of

Claims = NamedDependency[SkipValidation[RecoveryOffice]]
PATH = "/console/recoveries"
PAGE_SIZE = 20
_ENDINGS = ("paid", "refused", "written_off")


@get(PATH, include_in_schema=False)
async def show_recoveries(request: HtmlRequest, recovery_office: Claims) -> Response[str]:
    """The claims, the newest first."""
    reader = await operator_of(request, "recovery.manage")
    return await _page(request, reader, recovery_office)


@post(PATH + "/{recovery_id:str}/ending", include_in_schema=False)
async def end(
    recovery_id: PathPart, request: HtmlRequest, recovery_office: Claims
) -> Response[str] | Redirect:
    """Put down how a claim ended."""
    reader = await operator_of(request, "recovery.manage")
    typed = await typed_of(request)
    try:
        ending = _ending(typed)
        await recovery_office.end(reader.me, parse_id(recovery_id, "recovery"), ending, key_of(typed))
    except Refused as refusal:
        return await _refused(request, reader, recovery_office, refusal)
    return go(f"{PATH}?done=ended")


@post(PATH + "/{recovery_id:str}/reversal", include_in_schema=False)
async def reverse(
    recovery_id: PathPart, request: HtmlRequest, recovery_office: Claims
) -> Response[str] | Redirect:
    """Take back a payment that was put down by mistake."""
    reader = await operator_of(request, "recovery.manage")
    typed = await typed_of(request)
    try:
        await recovery_office.reverse(reader.me, parse_id(recovery_id, "recovery"), key_of(typed))
    except Refused as refusal:
        return await _refused(request, reader, recovery_office, refusal)
    return go(f"{PATH}?done=reversed")


def _endings(translate: Callable[[str], str]) -> list[tuple[str, str]]:
    """What a claim can end with, in the reader's language."""
    return [(one, translate(parcel_words.RECOVERIES[one])) for one in _ENDINGS]


def _ending(typed: dict[str, str]) -> Ending:
    status, note = typed.get("status", ""), typed.get("note", "").strip()
    if status not in _ENDINGS:
        raise FieldNotUsable(field="Ending")
    if len(note) > 2000:
        raise FieldNotUsable(field="Note")
    amount = typed.get("amount", "").strip()
    is_paid = status == "paid" and amount
    return Ending(status, amount_of(amount, typed.get("currency", "CNY")) if is_paid else None, note)


async def _refused(
    request: HtmlRequest, reader: Reader, office: RecoveryOffice, refusal: Refused
) -> Response[str]:
    if refusal.status in (401, 404):
        raise refusal
    return await _page(request, reader, office, refusal_words(refusal, reader.language), refusal.status)


async def _page(
    request: HtmlRequest, reader: Reader, office: RecoveryOffice, refused: str = "", status: int = 200
) -> Response[str]:  # fmt: skip
    asked = request.query_params.get("status", "open")
    wanted = asked if asked in parcel_words.RECOVERIES else "open"
    cursor = request.query_params.get("cursor") or None
    found = await office.listed(reader.me, wanted, cursor, PAGE_SIZE)
    return console_page(
        "recoveries", reader, status, found=found, wanted=wanted, words_of=parcel_words,
        endings_of=_endings, statuses=choices(PATH, {"status": wanted}, "status", parcel_words.RECOVERIES),
        refused=refused,
        told=parcel_words.RECOVERIES_DONE.get(request.query_params.get("done", ""), ""), key=new_key(),
        next_page=f"{PATH}?status={wanted}&cursor={found.next_cursor}" if found.next_cursor else "",
        first_page=f"{PATH}?status={wanted}" if cursor else "",
    )  # fmt: skip


RECOVERY_HANDLERS: list[Any] = [show_recoveries, end, reverse]

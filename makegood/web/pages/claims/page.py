"""Pages of claims: the form under a promise of an order, one claim with what its reader may do, and lists."""

from collections.abc import Mapping
from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import SkipValidation
from litestar.response import Redirect
from msgspec import Raw, json

from makegood.accounts import PrincipalRole, authorise
from makegood.cases import OrderFacts, read_order
from makegood.cases.api import parse_id
from makegood.claims import (
    KINDS,
    AppraisalTold,
    ClaimAsked,
    ClaimOffice,
    ClaimSaid,
    ClaimsWanted,
    ClaimView,
    PayTo,
    claims_for,
)
from makegood.evidence import LARGEST_FORM_BYTES, FileOffice
from makegood.kit.errors import NotFound, Refused
from makegood.notifications import note_seen
from makegood.web.pages.case.answers import facts_typed, told_words
from makegood.web.pages.case.operations import refusal_words
from makegood.web.pages.case.page import key_of
from makegood.web.pages.case.questions import Asking, questions
from makegood.web.pages.claims import words as claim_words
from makegood.web.pages.console.frame import address, choices
from makegood.web.pages.doers import doers_of
from makegood.web.pages.orders.photos import photos_of, sent_form, with_photos
from makegood.web.pages.orders.steps import file_ids
from makegood.web.pages.shell import (
    HtmlRequest,
    PathPart,
    Reader,
    counted_again,
    go,
    new_key,
    page,
    reader_of,
)
from makegood.web.pages.typed import FieldNotUsable, amount_of, narrow

Office = NamedDependency[SkipValidation[ClaimOffice]]
Files = NamedDependency[SkipValidation[FileOffice]]
PAGE_SIZE = 20


@get("/orders/{order_id:str}/claims/new", include_in_schema=False)
async def show_form(order_id: PathPart, request: HtmlRequest, claim_office: Office) -> Response[str]:
    """The form of a claim: what the packs need to know, and nothing else."""
    reader = await reader_of(request, signed_in=True)
    return await _form(reader, claim_office, parse_id(order_id, "order"), dict(request.query_params))


@post("/orders/{order_id:str}/claims", include_in_schema=False, request_max_body_size=LARGEST_FORM_BYTES)
async def send_form(
    order_id: PathPart, request: HtmlRequest, claim_office: Office, file_office: Files
) -> Response[str] | Redirect:
    """Make the claim, or say on the form what stands in its way; what was sent along is kept either way."""
    reader = await reader_of(request, signed_in=True)
    sent, number = await sent_form(request), parse_id(order_id, "order")
    typed = sent.typed
    try:
        typed = await with_photos(file_office, reader.me, number, sent)
        currency = (await read_order(claim_office.pool, number)).currency
        asking = Asking(reader.language, currency, reader.zone)
        facts = facts_typed(typed, claim_office.policy.catalogue, asking)
        asked = ClaimAsked(
            order=str(number),
            kind=typed.get("kind", "")[:40],
            line_no=_line(typed),
            facts=facts,
            files=tuple(file_ids(typed)),
            pay_to=PayTo.BALANCE if typed.get("pay_to") == "balance" else PayTo.PAYMENT,
            note=_note(typed),
        )
        kept = await claim_office.open(reader.me, asked, key_of(typed), reader.language)
    except Refused as refusal:
        if refusal.status in (401, 404):
            raise
        return await _form(reader, claim_office, number, typed, refusal)
    return go(f"/claims/{_id_of(kept.body)}?done=opened")


@get("/claims/{claim_id:str}", include_in_schema=False)
async def show_claim(claim_id: PathPart, request: HtmlRequest, claim_office: Office) -> Response[str]:
    """One claim: who has the ball, until when, what silence means, the money and the rule."""
    reader = await reader_of(request, signed_in=True)
    claim = await claim_office.read(reader.me, parse_id(claim_id, "claim"), reader.language)
    if await note_seen(claim_office.pool, reader.me, int(claim.id), reader.now):
        reader = await counted_again(request, reader)
    return await _claim_page(request, reader, claim_office, claim)


@post("/claims/{claim_id:str}/{verb:str}", include_in_schema=False, request_max_body_size=LARGEST_FORM_BYTES)
async def act(
    claim_id: PathPart, verb: PathPart, request: HtmlRequest, claim_office: Office, file_office: Files
) -> Response[str] | Redirect:
    """Do what a button says; files that were sent with a refusal are kept either way."""
    reader = await reader_of(request, signed_in=True)
    number, sent = parse_id(claim_id, "claim"), await sent_form(request)
    typed = sent.typed
    if verb not in claim_words.VERBS:
        raise NotFound(what="page")
    claim = await claim_office.read(reader.me, number, reader.language)
    try:
        typed = await with_photos(file_office, reader.me, int(claim.order_id), sent)
        await _act(claim_office, reader, claim, verb, typed)
    except Refused as refusal:
        if refusal.status in (401, 404):
            raise
        told = refusal_words(refusal, reader.language)
        return await _claim_page(request, reader, claim_office, claim, told, refusal.status, typed)
    return go(f"/claims/{number}?done=done")


@get("/claims", include_in_schema=False)
async def show_claims(request: HtmlRequest, claim_office: Office) -> Response[str]:
    """The claims that are the reader's to see: those that wait for them first."""
    reader = await reader_of(request, signed_in=True)
    has_turn = reader.role in ("merchant", "desk", "senior", "buyer")
    asked = request.query_params.get("list", "due" if has_turn else "open")
    wanted = asked if asked in claim_words.LISTS else "all"
    cursor = request.query_params.get("cursor") or None
    narrowed = ClaimsWanted(due=wanted == "due", is_open=True if wanted == "open" else None)
    found = await claims_for(claim_office.pool, reader.me, narrowed, cursor, PAGE_SIZE, reader.language)
    lists = {key: label for key, label in claim_words.LISTS.items() if key != "due" or has_turn}
    query = {"list": wanted}
    return page(
        "claims/list.html", reader, found=found, claim_words=claim_words, wanted=wanted,
        lists=choices("/claims", query, "list", lists), first_page=address("/claims", query) if cursor else "",
        next_page=f"{address('/claims', query)}&cursor={found.next_cursor}" if found.next_cursor else "",
    )  # fmt: skip


async def _form(
    reader: Reader,
    office: ClaimOffice,
    order_id: int,
    typed: Mapping[str, str],
    refused: Refused | None = None,
) -> Response[str]:
    kind = KINDS.get(typed.get("kind", ""))
    if kind is None or not kind.asked:
        raise NotFound(what="page")
    order = await read_order(office.pool, order_id)
    authorise(reader.me, "claim.open", order.buyer_id, order.merchant_id)
    line = order.line(_line(typed))
    if line is None:
        raise NotFound(what="page")
    asking = Asking(reader.language, order.currency, reader.zone)
    return page(
        "claims/new.html", reader, refused.status if refused else 200, kind=kind, order=order,
        line=None if kind.whole else line, line_no=line.line_no, claim_words=claim_words, key=new_key(),
        questions=questions(kind.asks, office.policy.catalogue, typed, asking), note=typed.get("note", ""),
        pay_to=typed.get("pay_to", PayTo.PAYMENT.value),
        photos=await photos_of(office.pool, reader.me, order_id, typed),
        refused=refusal_words(refused, reader.language) if refused else "",
    )  # fmt: skip


async def _act(
    office: ClaimOffice, reader: Reader, claim: ClaimView, verb: str, typed: Mapping[str, str]
) -> None:
    number, key = int(claim.id), key_of(dict(typed))
    amount = typed.get("amount", "").strip()
    if verb == "record_appraisal":
        fee = narrow(typed.get("fee", ""))
        told = AppraisalTold(
            laboratory=typed.get("laboratory", "").strip()[:200] or "-", confirms=typed.get("confirms") == "yes",
            fee_minor=amount_of(fee, claim.currency) if fee else 0,
        )  # fmt: skip
        await office.appraise(reader.me, number, told, key, reader.language)
        return
    said = ClaimSaid(
        note=_note(typed), amount_minor=amount_of(amount, claim.currency) if amount else None,
        files=tuple(file_ids(typed)) if verb == "refuse" else (),
    )  # fmt: skip
    await office.act(reader.me, number, verb, said, key, reader.language)


async def _claim_page(
    request: HtmlRequest, reader: Reader, office: ClaimOffice, claim: ClaimView, refused: str = "", status: int = 200,
    typed: Mapping[str, str] = {},
) -> Response[str]:  # fmt: skip
    order = await read_order(office.pool, int(claim.order_id))
    doers = await doers_of(office.pool, [claim.ruled_by], reader)
    line = order.line(claim.line_no) if claim.line_no else None
    return page(
        "claims/claim.html", reader, status, claim=claim, order=order, line=line, claim_words=claim_words, refused=refused,
        told=claim_words.DONE.get(request.query_params.get("done", ""), ""), key=new_key(),
        rule_href="/policy/{}#rule-{}".format(*claim.rule.split("/", 1)), answers=_answers(office, claim, order, reader),
        typed=typed, photos=await photos_of(office.pool, reader.me, order.id, typed), ruled_by=doers.get(claim.ruled_by, ""),
        is_buyer=reader.me.role is PrincipalRole.BUYER,
        moved=[
            (label, getattr(claim.paid, name)) for name, label in claim_words.MOVED.items() if getattr(claim.paid, name)
        ] if claim.paid else [],
    )  # fmt: skip


def _answers(
    office: ClaimOffice, claim: ClaimView, order: OrderFacts, reader: Reader
) -> list[tuple[str, str]]:
    """What was told with a claim, in the reader's words."""
    asking, kinds = Asking(reader.language, order.currency, reader.zone), office.policy.catalogue.facts
    return [
        (kinds[one.name].label.in_(reader.language), told_words(kinds[one.name], one.value, asking))
        for one in claim.facts
        if one.name in kinds
    ]


def _line(typed: Mapping[str, str]) -> int:
    told = typed.get("line", "1")
    return int(told) if told.isascii() and told.isdigit() and len(told) <= 4 and int(told) else 1


def _note(typed: Mapping[str, str]) -> str:
    note = typed.get("note", "").strip()
    if len(note) > 2000 or "\0" in note:
        raise FieldNotUsable(field="Note")
    return note


def _id_of(body: Raw) -> str:
    return str(json.decode(body)["id"])


CLAIM_HANDLERS: list[Any] = [show_form, send_form, show_claims, show_claim, act]

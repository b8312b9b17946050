"""The answer to a request, at once: how it stands and by which rule, what happens next and when, what can be done now."""

from litestar import Response, get

from makegood.accounts import PrincipalRole
from makegood.cases.api import parse_id, seen
from makegood.cases.requests import Done
from makegood.kit.errors import NotFound
from makegood.web.pages.buyer.next_step import next_step
from makegood.web.pages.case.clock import clock_of, is_mine
from makegood.web.pages.case.model import headline_of, parties_of, title_of
from makegood.web.pages.case.panels import promise
from makegood.web.pages.case.scene import CaseScene, scene_of
from makegood.web.pages.names import names_of
from makegood.web.pages.orders.ahead import ways_ahead
from makegood.web.pages.shell import Database, HtmlRequest, PathPart, Promises, new_key, page, reader_of


@get("/orders/{order_id:str}/cases/{case_id:str}", include_in_schema=False)
async def show_answer(
    order_id: PathPart, case_id: PathPart, request: HtmlRequest, pool: Database, policy: Promises
) -> Response[str]:
    """The answer to a request that was just made; the case's own page tells of all that comes later."""
    reader = await reader_of(request, signed_in=True)
    found = await seen(pool, parse_id(case_id, "case"), reader.me, reader.now)
    if found.order.id != parse_id(order_id, "order") or reader.me.role is not PrincipalRole.BUYER:
        raise NotFound(what="case")
    state = found.case.state
    names = await names_of(pool, [str(state.buyer_id)], [str(state.merchant_id)], reader.role)
    scene = scene_of(pool, policy, reader, found, names, new_key())
    told = await promise.build(scene)
    return page(
        "buyer/opened.html", reader, view=scene.view, title=title_of(scene.view, reader.language),
        headline=_headline(scene), clock=clock_of(found.case, reader.now), promise=told.promise if told else None,
        asks=len(told.questions) + len(told.dear) if told else 0, ahead=_still_ahead(found, reader.language),
        next=next_step(scene.view, state, is_mine(scene.view, reader.roles)), merchant=scene.merchant,
    )  # fmt: skip


def _headline(scene: CaseScene) -> str:
    buyer, merchant = parties_of(scene.view, scene.names, scene.reader.language)
    return headline_of(scene.view, scene.reader, buyer, merchant)


def _still_ahead(found: Done, language: str) -> list[tuple[str, str]]:
    """What is still to come, as English names and times in the reader's words."""
    return [(step.label, step.within) for step in ways_ahead(found.case.state, language)]


OPENED_HANDLERS = [show_answer]

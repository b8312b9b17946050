"""A merchant's texts for messages: a list with its form, what may stand in braces, and how one reads with a real case."""

from typing import Any

from litestar import Response, get, post
from litestar.response import Redirect
from msgspec import Struct

from makegood.cases import (
    LONGEST_BODY,
    LONGEST_TITLE,
    Policy,
    QueueFilters,
    QueueTab,
    ReplyTemplate,
    add_template,
    change_template,
    delete_template,
    merged,
    queue_of,
    template_of,
    templates_of,
)
from makegood.cases.api import parse_id
from makegood.cases.requests import Done
from makegood.db.once import once
from makegood.db.pool import Pool
from makegood.db.writes import Connection
from makegood.flows.engine import Engine
from makegood.kit.errors import Refused
from makegood.kit.i18n import refusal_text
from makegood.web.pages.case.model import title_of
from makegood.web.pages.case.page import key_of
from makegood.web.pages.case.scene import scene_of
from makegood.web.pages.names import names_of
from makegood.web.pages.shell import Database, HtmlRequest, PathPart, Promises, Reader, go, new_key
from makegood.web.pages.work import words as work_words
from makegood.web.pages.work.frame import Machine, merchant_reading, work_page
from makegood.web.pages.work.panel import values_for

PATH = "/work/templates"


class Preview(Struct, frozen=True):
    """A text as it reads in a real case."""

    text: str
    title: str
    case_id: str


@get(PATH, include_in_schema=False)
async def show_templates(request: HtmlRequest, pool: Database, policy: Promises) -> Response[str]:
    """All templates; with `template` one of them to be changed."""
    reader, merchant_id = await merchant_reading(request, "template.manage")
    told = work_words.TOLD.get(request.query_params.get("done", ""), "")
    wanted = request.query_params.get("template", "")
    chosen = await template_of(pool, merchant_id, parse_id(wanted, "template")) if wanted else None
    typed = {"title": chosen.title, "body": chosen.body} if chosen else {}
    return await _page(pool, policy, reader, merchant_id, chosen, typed, told=told)


@post(PATH, include_in_schema=False)
async def keep_template(
    request: HtmlRequest, pool: Database, policy: Promises, engine: Machine
) -> Response[str] | Redirect:
    """Keep a new template or a changed one, or show how it reads; tell on the same page why it cannot be kept."""
    reader, merchant_id = await merchant_reading(request, "template.manage")
    typed = {name: value for name, value in (await request.form()).items() if isinstance(value, str)}
    wanted = typed.get("template", "")
    chosen = await template_of(pool, merchant_id, parse_id(wanted, "template")) if wanted else None
    if typed.get("act") == "preview":
        return await _page(pool, policy, reader, merchant_id, chosen, typed)
    try:
        await keep(engine, reader, merchant_id, chosen, typed)
    except Refused as refusal:
        if refusal.status in (401, 404):
            raise
        told = refusal_text(reader.language, refusal)
        return await _page(
            pool, policy, reader, merchant_id, chosen, typed, refused=told, status=refusal.status
        )
    return go(f"{PATH}?done=template")


@post(PATH + "/{template_id:str}/deletion", include_in_schema=False)
async def remove_template(template_id: PathPart, request: HtmlRequest, pool: Database) -> Redirect:
    """Delete a template."""
    _, merchant_id = await merchant_reading(request, "template.manage")
    await delete_template(pool, merchant_id, parse_id(template_id, "template"))
    return go(f"{PATH}?done=template-deleted")


async def keep(
    engine: Engine, reader: Reader, merchant_id: int, chosen: ReplyTemplate | None, typed: dict[str, str]
) -> None:
    """Keep what was typed, once for each key of a form."""
    title, body, now = typed.get("title", ""), typed.get("body", ""), engine.clock.now()

    async def work(connection: Connection) -> tuple[int, ReplyTemplate]:
        if chosen is None:
            made = await add_template(connection, merchant_id, title, body, reader.me.label, now, engine.ids)
        else:
            made = await change_template(
                connection, merchant_id, int(chosen.id), title, body, reader.me.label, now
            )
        return 200, made

    content = ("template.keep", chosen.id if chosen else "", title, body)
    await once(engine.pool, reader.me.label, key_of(typed), content, now, work)


async def _page(
    pool: Pool, policy: Policy, reader: Reader, merchant_id: int, chosen: ReplyTemplate | None, typed: dict[str, str],
    told: str = "", refused: str = "", status: int = 200,
) -> Response[str]:  # fmt: skip
    found = await templates_of(pool, merchant_id)
    body = typed.get("body", "")
    preview = await _preview(pool, policy, reader, merchant_id, body) if body.strip() else None
    return work_page(
        "templates", reader, status, templates=found.templates, chosen=chosen, typed=typed, told=told, refused=refused,
        preview=preview, gaps=list(work_words.GAPS.items()), key=new_key(), longest=(LONGEST_TITLE, LONGEST_BODY),
    )  # fmt: skip


async def _preview(pool: Pool, policy: Policy, reader: Reader, merchant_id: int, body: str) -> Preview | None:
    """The text in the case that runs out first, else in the newest; None where the shop has no case."""
    for tab in (QueueTab.TURN, QueueTab.ALL):
        found = await queue_of(pool, merchant_id, QueueFilters(tab=tab), None, 1)
        if found.cases:
            case, order = found.cases[0]
            names = await names_of(
                pool, [str(case.state.buyer_id)], [str(case.state.merchant_id)], reader.role
            )
            scene = scene_of(pool, policy, reader, Done(case, order, reader.now), names, "")
            filled = merged(body, await values_for(pool, scene))
            return Preview(filled, title_of(scene.view, reader.language), scene.view.id)
    return None


TEMPLATE_HANDLERS: list[Any] = [show_templates, keep_template, remove_template]

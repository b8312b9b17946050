"""How far two people who rule on the same file agree, and the pairs that do not: for the operator to look into."""

from datetime import timedelta
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from makegood.cases.api import parse_id
from makegood.desk import agreement_figures, findings, settle_finding
from makegood.kit.errors import Refused
from makegood.web.pages.case.operations import refusal_words
from makegood.web.pages.case.page import typed_of
from makegood.web.pages.case.reasons import headed, reasons_of
from makegood.web.pages.console.frame import choices, console_page, operator_of
from makegood.web.pages.desk.work_words import FINDING_TABS
from makegood.web.pages.shell import Database, HtmlRequest, PathPart, Promises, go

PATH = "/console/fairness"
SINCE = timedelta(days=365)
SHOWN = 50


@get(PATH, include_in_schema=False)
async def show_fairness(request: HtmlRequest, pool: Database, policy: Promises) -> Response[str]:
    """The figures, and the newest fifty disagreements; all are in the API."""
    return await _page(request, pool, policy)


@post(PATH + "/{case_id:str}/{ruled_seq:int}", include_in_schema=False)
async def settle(
    case_id: PathPart, ruled_seq: FromPath[int], request: HtmlRequest, pool: Database, policy: Promises
) -> Response[str] | Redirect:
    """Put down what came of a disagreement."""
    reader = await operator_of(request, "desk.manage")
    note = (await typed_of(request)).get("note", "")
    try:
        await settle_finding(pool, parse_id(case_id, "case"), ruled_seq, reader.me, note, reader.now)
    except Refused as refusal:
        if refusal.status == 404:
            raise
        return await _page(request, pool, policy, refusal_words(refusal, reader.language), refusal.status)
    return go(f"{PATH}?done=settled")


async def _page(
    request: HtmlRequest, pool: Database, policy: Promises, refused: str = "", status: int = 200
) -> Response[str]:
    reader = await operator_of(request)
    wanted = "all" if request.query_params.get("show") == "all" else "open"
    return console_page(
        "fairness", reader, status,
        figures=await agreement_figures(pool, reader.now - SINCE, reader.now),
        found=await findings(pool, None, SHOWN, wanted == "open"),
        reasons=headed(reasons_of(policy.catalogue, reader.language)),
        tabs=choices(PATH, {"show": wanted}, "show", FINDING_TABS), refused=refused,
        done=request.query_params.get("done", ""),
    )  # fmt: skip


FAIRNESS_HANDLERS: list[Any] = [show_fairness, settle]

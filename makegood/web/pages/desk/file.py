"""The file of a case at the desk: both sides beside each other, the record, what policy said, and what can be decided."""

from collections.abc import Mapping
from typing import Any

from litestar import Response, get
from msgspec import Struct, structs

from makegood.cases import (
    CaseFile,
    CaseView,
    Claim,
    DeskNote,
    Policy,
    buyer_figures,
    claims_of,
    dealings,
    file_of,
    merchant_figures,
    notes_of,
)
from makegood.cases.api import parse_id, seen
from makegood.cases.requests import Done
from makegood.db.pool import Pool
from makegood.desk import why_not_taken
from makegood.notifications import note_seen
from makegood.orders import buyer_glance
from makegood.web.pages import operation_words
from makegood.web.pages.case.answers import told_words
from makegood.web.pages.case.model import headline_of, title_of
from makegood.web.pages.case.operations import why_not
from makegood.web.pages.case.panels import panels_for
from makegood.web.pages.case.panels.operations import Operations
from makegood.web.pages.case.reasons import headed, heading, reasons_of
from makegood.web.pages.case.scene import CaseScene, Shown, scene_of
from makegood.web.pages.console import words as ledger_words
from makegood.web.pages.desk import board_words
from makegood.web.pages.desk import words as desk_words
from makegood.web.pages.desk.begun import begun_with_macro
from makegood.web.pages.desk.frame import HOME, case_path, desk_page, desk_reading
from makegood.web.pages.desk.grounds import Judged, judged_of
from makegood.web.pages.desk.proof_board import DisputePanel, dispute_panel
from makegood.web.pages.desk.record import Record, record_of
from makegood.web.pages.desk.ruling import RulingForm, RulingTyped, form_of, hears_appeal, taken_over
from makegood.web.pages.desk.sides import Sides, side_view
from makegood.web.pages.desk.summary import Line, Telling, summary_of
from makegood.web.pages.names import names_of
from makegood.web.pages.shell import Database, HtmlRequest, PathPart, Promises, Reader, counted_again, new_key

ELSEWHERE = frozenset({"rule", "rule_on_appeal", "hand_up"})
"""Operations that have forms of their own on this page."""


class DeskFile(Struct, frozen=True):
    """What the template draws. `notes` are colleagues' notes, the newest first; `since` counts what has happened since.

    `appeal_not_mine`: why the reader cannot decide the appeal that waits, in their language; empty where they can.
    """

    scene: CaseScene
    title: str
    headline: str
    language: str
    panels: dict[str, Shown]
    operations: Operations
    file: CaseFile
    summary: list[Line]
    sides: Sides
    record: Record
    judged: Judged
    dispute: DisputePanel | None
    claim: Claim | None
    claim_is_mine: bool
    may_take: bool
    notes: list[DeskNote]
    since: int
    ruling: RulingForm | None
    appeal_not_mine: str
    may_hand_up: bool
    merged: bool
    back: str


@get(f"{HOME}/cases/{{case_id:str}}", include_in_schema=False)
async def show_file(
    case_id: PathPart, request: HtmlRequest, pool: Database, policy: Promises
) -> Response[str]:
    """The file."""
    reader = await desk_reading(request)
    found = await seen(pool, parse_id(case_id, "case"), reader.me, reader.now)
    if await note_seen(pool, reader.me, found.case.state.id, reader.now):
        reader = await counted_again(request, reader)
    return await file_page(pool, policy, reader, found, request)


async def file_page(
    pool: Pool, policy: Policy, reader: Reader, found: Done, request: HtmlRequest,
    refused: tuple[int, str] = (200, ""), ruling: RulingForm | None = None,
    note_typed: Mapping[str, str] | None = None,
) -> Response[str]:  # fmt: skip
    """The page. `refused` is the status and why, in the reader's language, when a form was not taken."""
    merged = request.query_params.get("thread") == "merged"
    dispute = await dispute_panel(pool, policy, reader, found, request)
    begun_with = request.query_params.get("macro", "")
    drawn = await desk_file(pool, policy, reader, found, merged, ruling, dispute, begun_with)
    done = request.query_params.get("done", "")
    return desk_page(
        "case", reader, refused[0], desk=drawn, scene=drawn.scene, view=drawn.scene.view, key=drawn.scene.key,
        back=drawn.back, told=desk_words.TOLD.get(done) or operation_words.DONE.get(done, ""), refused=refused[1],
        note_typed=note_typed or {}, ledger_words=ledger_words, board_words=board_words,
    )  # fmt: skip


async def desk_file(
    pool: Pool, policy: Policy, reader: Reader, found: Done, merged: bool, ruling: RulingForm | None,
    dispute: DisputePanel | None = None, macro_id: str = "",
) -> DeskFile:  # fmt: skip
    """Everything about a case that the desk decides on. `macro_id`: the text that a message is begun with."""
    state = found.case.state
    names = await names_of(pool, [str(state.buyer_id)], [str(state.merchant_id)], reader.role)
    scene = scene_of(pool, policy, reader, found, names, new_key())
    if macro_id:
        scene = structs.replace(scene, typed=await begun_with_macro(pool, scene, macro_id))
    panels = {one.name: one for one in await panels_for(scene)}
    telling, file = telling_of(scene), file_of(found.case, reader.now)
    claim = (await claims_of(pool, [state.id], reader.now)).get(state.id)
    async with pool.acquire() as connection:
        refusal = await why_not_taken(connection, state.id, reader.me, reader.now)
    notes = await notes_of(pool, state.id)
    may = {one.name for one in scene.view.allowed_operations if one.allowed}
    on_appeal = hears_appeal(scene.view)
    glance = await buyer_glance(pool, state.buyer_id)
    return DeskFile(
        scene=scene, title=title_of(scene.view, reader.language),
        headline=headline_of(scene.view, reader, scene.buyer, scene.merchant),
        language=glance.language if glance else "", panels=panels,
        operations=_operations(panels), file=file, summary=summary_of(file, scene.view, telling),
        sides=await _sides(pool, scene, file, telling, panels), record=await record_of(pool, reader, found),
        judged=await judged_of(pool, policy, reader, found), claim=claim,
        claim_is_mine=claim is not None and claim.person == reader.me.label, may_take=refusal is None, notes=notes,
        since=state.version - notes[0].version if notes else 0,
        dispute=dispute,
        ruling=(ruling or form_of(found, _typed(scene.view, dispute, on_appeal), None, on_appeal))
        if may & {"rule", "rule_on_appeal"} else None,
        appeal_not_mine=why_not("rule_on_appeal", scene.view, reader.language) if on_appeal else "",
        may_hand_up="hand_up" in may,
        merged=merged, back=case_path(state.id),
    )  # fmt: skip


def _typed(view: CaseView, dispute: DisputePanel | None, on_appeal: bool) -> RulingTyped:
    """What the form of a ruling begins with: the proposal, where the reader takes it over; else only which it is."""
    if dispute is None or on_appeal or not dispute.digest:
        return RulingTyped()
    return taken_over(dispute.proposal, view) if dispute.accepting else RulingTyped(proposal=dispute.digest)


def telling_of(scene: CaseScene) -> Telling:
    """How this case is told to its reader."""
    language, catalogue = scene.reader.language, scene.policy.catalogue

    def label(name: str) -> str:
        kind = catalogue.facts.get(name)
        return heading(kind.label.in_(language)) if kind else name.replace("_", " ")

    def value(name: str, told: Any) -> str:
        kind = catalogue.facts.get(name)
        return told_words(kind, told, scene.asking) if kind else str(told)

    names = {"buyer": scene.buyer, "merchant": scene.merchant}
    return Telling(language, names, headed(reasons_of(catalogue, language)), label, value)


async def _sides(
    pool: Pool, scene: CaseScene, file: CaseFile, telling: Telling, panels: Mapping[str, Shown]
) -> Sides:
    state = scene.found.case.state
    thread = panels["thread"].data
    bubbles = [*thread.earlier, *thread.latest]
    return Sides(
        side_view(file.buyer, file, scene.view, telling, bubbles, await buyer_figures(pool, state.buyer_id)),
        side_view(
            file.merchant, file, scene.view, telling, bubbles, await merchant_figures(pool, state.merchant_id)
        ),
        await dealings(pool, state.merchant_id, state.buyer_id),
        bubbles,
    )


def _operations(panels: Mapping[str, Shown]) -> Operations:
    """What can be done beside ruling and handing over."""
    drawn: Operations = panels["operations"].data
    return structs.replace(drawn, forms=[form for form in drawn.forms if form.name not in ELSEWHERE])


FILE_HANDLERS: list[Any] = [show_file]

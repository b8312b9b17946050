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
    Withheld,
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
from makegood.desk import Assignment, Moved, assignments_of, moves_of, person_of, why_not_taken
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
from makegood.web.pages.case.withheld import withheld_here
from makegood.web.pages.console import words as ledger_words
from makegood.web.pages.desk import board_words
from makegood.web.pages.desk import words as desk_words
from makegood.web.pages.desk.already import already_known
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

    `not_mine`: why the reader cannot decide what waits, in their language; empty where they can. `held`: who has the case.
    `handed`: how it last came to somebody else, with the reason that was written then. `already`: what need not be asked.
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
    not_mine: str
    held: Assignment | None
    held_is_mine: bool
    handed: Moved | None
    already: list[str]
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
    withheld = await withheld_here(pool, reader, state)
    scene = scene_of(pool, policy, reader, found, names, new_key(), withheld=withheld)
    if macro_id:
        scene = structs.replace(scene, typed=await begun_with_macro(pool, scene, macro_id))
    panels = {one.name: one for one in await panels_for(scene)}
    telling, file = telling_of(scene), file_of(found.case, reader.now)
    claim = (await claims_of(pool, [state.id], reader.now)).get(state.id)
    async with pool.acquire() as connection:
        refusal = await why_not_taken(connection, state.id, reader.me, reader.now)
        held = (await assignments_of(connection, [state.id], reader.now)).get(state.id)
        moves = await moves_of(connection, state.id)
    notes = await notes_of(pool, state.id)
    lines = summary_of(file, scene.view, telling)
    may = {one.name for one in scene.view.allowed_operations if one.allowed}
    on_appeal = hears_appeal(scene.view)
    glance = await buyer_glance(pool, state.buyer_id)
    return DeskFile(
        scene=scene, title=title_of(scene.view, reader.language),
        headline=headline_of(scene.view, reader, scene.buyer, scene.merchant),
        language=glance.language if glance else "", panels=panels,
        operations=_operations(panels), file=file, summary=lines,
        sides=await _sides(pool, scene, file, telling, panels), record=await record_of(pool, reader, found),
        judged=await judged_of(pool, policy, reader, found), claim=claim,
        claim_is_mine=claim is not None and claim.person == reader.me.label, may_take=refusal is None, notes=notes,
        since=state.version - notes[0].version if notes else 0,
        dispute=dispute,
        ruling=(ruling or form_of(found, _typed(scene.view, dispute, on_appeal), None, on_appeal))
        if may & {"rule", "rule_on_appeal"} else None,
        not_mine=_not_mine(scene.view, withheld, on_appeal, reader.language), held=held,
        held_is_mine=held is not None and held.person == person_of(reader.me.label),
        handed=next((move for move in moves if move.reason), None),
        already=already_known(scene.view, lines, dispute.boards if dispute else None, telling),
        may_hand_up="hand_up" in may,
        merged=merged, back=case_path(state.id),
    )  # fmt: skip


def _not_mine(view: CaseView, withheld: Withheld, on_appeal: bool, language: str) -> str:
    """Why the reader does not decide what waits: the appeal is somebody else's, or the case is, or they are tied to it."""
    if on_appeal:
        return why_not("rule_on_appeal", view, language)
    kept = withheld.get("rule")
    is_why = any(
        one.name == "rule" and kept and one.code == type(kept).code() for one in view.allowed_operations
    )
    return why_not("rule", view, language) if is_why else ""


def _typed(view: CaseView, dispute: DisputePanel | None, on_appeal: bool) -> RulingTyped:
    """What the form of a ruling begins with: the proposal, where the reader takes it over; else only which it is. On appeal
    somebody reads again, and takes nothing over.
    """
    if dispute is None or not dispute.digest:
        return RulingTyped()
    takes_over = dispute.accepting and not on_appeal
    return taken_over(dispute.proposal, view) if takes_over else RulingTyped(proposal=dispute.digest)


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

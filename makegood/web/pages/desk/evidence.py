"""The evidence of a case: each piece large, two beside each other, where it comes from, and what it is tied to."""

from typing import Any

from litestar import Response, get, post
from litestar.response import Redirect
from msgspec import Struct

from makegood.cases import Done, Policy
from makegood.cases.api import parse_id, seen
from makegood.db.pool import Pool
from makegood.db.writes import Connection
from makegood.disputes import (
    BoardsView,
    CorrectionAsked,
    PieceView,
    Stance,
    TieAsked,
    boards_view,
    correct_tie,
    evidence_of,
    kind_words,
    piece_view,
    tie_piece,
    whole_words,
)
from makegood.evidence import FileStore, Link, camera_time_of, custody_of
from makegood.kit.errors import Refused
from makegood.kit.i18n import text
from makegood.orders import OrderSnapshot, snapshot_of
from makegood.policy import fact_words
from makegood.web.pages.case.page import typed_of
from makegood.web.pages.desk import board_words
from makegood.web.pages.desk.carried import Carried, carried_of
from makegood.web.pages.desk.frame import HOME, Machine, case_path, desk_page, desk_reading, in_words
from makegood.web.pages.desk.proof_board import standing_hearing
from makegood.web.pages.parcels import words as parcel_words
from makegood.web.pages.shell import Database, HtmlRequest, PathPart, Promises, Reader, go

MOST_SHOWN = 200
ZOOMS = ("fit", "2", "4")


class Bought(Struct, frozen=True):
    """The order as it was bought, and what was told and promised with it, in words."""

    order: OrderSnapshot
    promised: list[str]


class Looked(Struct, frozen=True):
    """What the page shows: all pieces, the one or two that are looked at, and what can be proven with them.

    Of those that are looked at, by their names: `carried` parcels, `whole` all that was written, `taken` when cameras say that
    photos were taken.
    """

    pieces: list[PieceView]
    left: PieceView | None
    right: PieceView | None
    zoom: str
    boards: BoardsView
    back: str
    links: list[Link]
    bought: Bought | None
    carried: dict[str, Carried]
    whole: dict[str, str]
    taken: dict[str, str]

    def links_of(self, piece: PieceView) -> list[Link]:
        """The chain of custody of a piece's file, the first link first."""
        return [each for each in self.links if piece.file and str(each.file_id) == piece.file.id]

    @property
    def facts(self) -> list[tuple[str, str]]:
        """What is to be proven, for a field: the fact and its words."""
        found = {each.fact: each.what for board in self.boards.boards for each in board.duties}
        return list(found.items())

    def words_of(self, fact: str) -> str:
        """What a fact is called; its name where it is no longer to be proven."""
        return dict(self.facts).get(fact, fact.replace("_", " "))


@get(f"{HOME}/cases/{{case_id:str}}/evidence", include_in_schema=False)
async def show_evidence(
    case_id: PathPart, request: HtmlRequest, pool: Database, policy: Promises
) -> Response[str]:
    """The pieces, and the chosen ones large."""
    reader = await desk_reading(request)
    found = await seen(pool, parse_id(case_id, "case"), reader.me, reader.now)
    return await _page(pool, policy, reader, found, request)


@post(f"{HOME}/cases/{{case_id:str}}/exhibits", include_in_schema=False)
async def tie(
    case_id: PathPart, request: HtmlRequest, pool: Database, policy: Promises, engine: Machine
) -> Response[str] | Redirect:
    """Tie a piece to what it is to prove."""
    reader = await desk_reading(request, "exhibit.tie")
    found = await seen(pool, parse_id(case_id, "case"), reader.me, reader.now)
    typed = await typed_of(request)
    try:
        asked = TieAsked(typed.get("piece", ""), typed.get("fact", ""), typed.get("kind", ""), _stance(typed))
        await tie_piece(pool, policy, reader.me, found, asked, engine.ids)
    except Refused as refusal:
        return await _refused(pool, policy, reader, found, request, refusal)
    return go(f"{_path(case_id, typed)}done=tied#looked")


@post(f"{HOME}/cases/{{case_id:str}}/exhibits/{{exhibit_id:str}}/correction", include_in_schema=False)
async def correct(
    case_id: PathPart,
    exhibit_id: PathPart,
    request: HtmlRequest,
    pool: Database,
    policy: Promises,
    engine: Machine,
) -> Response[str] | Redirect:
    """Say that a piece proves something else, or nothing here, and why."""
    reader = await desk_reading(request, "exhibit.correct")
    found = await seen(pool, parse_id(case_id, "case"), reader.me, reader.now)
    typed, number = await typed_of(request), parse_id(exhibit_id, "exhibit")
    try:
        asked = CorrectionAsked(typed.get("reason", ""), typed.get("fact", ""), "", _stance(typed))
        await correct_tie(pool, policy, reader.me, found, number, asked, engine.ids)
    except Refused as refusal:
        return await _refused(pool, policy, reader, found, request, refusal)
    return go(f"{_path(case_id, typed)}done=corrected#looked")


def _stance(typed: dict[str, str]) -> Stance | None:
    told = typed.get("stance", "")
    return Stance(told) if told in set(Stance) else None


def _path(case_id: str, typed: dict[str, str]) -> str:
    """Back to the piece that was looked at. Only its own name leads there."""
    number = "".join(each for each in typed.get("left", "") if each.isalnum() or each in ":-_")
    return f"{case_path(case_id)}/evidence?{f'left={number}&' if number else ''}"


async def _refused(
    pool: Pool, policy: Policy, reader: Reader, found: Done, request: HtmlRequest, refusal: Refused
) -> Response[str]:
    if refusal.status in (401, 404):
        raise refusal
    return await _page(pool, policy, reader, found, request, (refusal.status, in_words(refusal, reader)))


async def _page(
    pool: Pool, policy: Policy, reader: Reader, found: Done, request: HtmlRequest, refused: tuple[int, str] = (200, "")
) -> Response[str]:  # fmt: skip
    files: FileStore = request.app.state["files"]
    looked = await looked_at(pool, policy, reader, found, dict(request.query_params), files)
    told = board_words.TOLD.get(request.query_params.get("done", ""), "")
    return desk_page(
        "evidence", reader, refused[0], looked=looked, board_words=board_words, parcel_words=parcel_words, told=told,
        refused=refused[1],
        named=lambda piece: piece_name(piece, reader.language), kind_words=lambda kind: kind_words(kind, reader.language),
    )  # fmt: skip


async def looked_at(
    pool: Pool, policy: Policy, reader: Reader, found: Done, query: dict[str, str], files: FileStore
) -> Looked:
    """The pieces, and which of them are looked at."""
    chosen = {query.get(side, "") for side in ("left", "right")}
    async with pool.acquire() as connection:
        evidence = await evidence_of(connection, found)
        near = [piece for piece in evidence.pieces[:MOST_SHOWN] if piece.name in chosen]
        wanted = [piece.file.id for piece in near if piece.file]
        links = await custody_of(connection, [int(each) for each in wanted])
        bought = await _bought(connection, policy, reader, found) if "order" in chosen else None
        carried = {each.name: await carried_of(connection, reader.me, found, each.name) for each in near}
    stored = {
        each.name: evidence.files[each.file.id]
        for each in near
        if each.file and each.file.id in evidence.files
    }
    pieces = [piece_view(each, evidence, reader.language) for each in evidence.pieces[:MOST_SHOWN]]
    by_name = {each.name: each for each in pieces}
    left, right = (by_name.get(query.get(side, "")) for side in ("left", "right"))
    boards = boards_view(await standing_hearing(pool, policy, found), reader.language)
    zoom = query.get("zoom", "fit")
    return Looked(
        pieces,
        left,
        right,
        zoom if zoom in ZOOMS else "fit",
        boards,
        case_path(found.case.state.id),
        links,
        bought,
        {name: each for name, each in carried.items() if each is not None},
        {each.name: whole_words(found.case, each.seq) for each in near if each.words and each.seq},
        {name: await camera_time_of(files, each) for name, each in stored.items()},
    )


async def _bought(connection: Connection, policy: Policy, reader: Reader, found: Done) -> Bought:
    order = await snapshot_of(connection, found.case.state.order_id)
    told = [order.facts, *(line.facts for line in order.lines)]
    facts = policy.catalogue.facts
    said = [
        fact_words(name, facts[name].encode(value), policy.catalogue, reader.language)
        for some in told
        for name, value in some.items()
        if name in facts
    ]
    return Bought(order, list(dict.fromkeys(said)))


LONGEST_NAME = 60
"""Of what is called after what was written in it, in characters."""


def piece_name(piece: PieceView, language: str) -> str:
    """What a piece is called: a file by its name, what was written by its beginning."""
    if piece.file:
        return piece.file.name
    kind, _, number = piece.name.partition(":")
    if kind == "words":
        return f"“{piece.words if len(piece.words) <= LONGEST_NAME else piece.words[:LONGEST_NAME] + '…'}”"
    return text(language, board_words.PIECES[kind], number=number)


EVIDENCE_HANDLERS: list[Any] = [show_evidence, tie, correct]

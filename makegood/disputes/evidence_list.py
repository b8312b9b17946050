"""The pieces of evidence of a case with what is known of each: whose, since when, its content, what it is tied to."""

from datetime import datetime
from typing import NamedTuple

from msgspec import Struct, structs

from makegood.accounts import Principal
from makegood.cases import Done as Seen
from makegood.cases import Role, file_name_for, roles_in_case, words_for
from makegood.db.writes import Connection
from makegood.disputes.model import Exhibit
from makegood.disputes.pieces import NOBODYS, Piece, pieces_of
from makegood.disputes.store import exhibits_of
from makegood.disputes.views import ExhibitView, custody_of
from makegood.evidence import StoredFile, files_named


class FileTold(Struct, frozen=True):
    """The file of a piece. `sha256` names its content: who has the same bytes has the same file. Sizes in pixels and bytes."""

    id: str
    name: str
    media_type: str
    size_bytes: int
    width: int | None
    height: int | None
    sha256: str
    uploaded_at: datetime
    shown_at: datetime | None


class PieceView(Struct, frozen=True):
    """A piece. `side`: buyer, merchant, `desk` for what the platform got, or `record` for parcels and the order; `seq`: the
    event that brought it, 0 for none; `kinds`: what it can be; `words`: an excerpt. `ties`: everything that was tied with
    it, corrections included.
    """

    name: str
    side: str
    at: datetime
    seq: int
    kinds: tuple[str, ...]
    words: str
    file: FileTold | None
    ties: list[ExhibitView]


class PiecesView(Struct, frozen=True):
    """Some pieces, the first that came first; `next_cursor` is null at the end."""

    pieces: list[PieceView]
    next_cursor: str | None


class Evidence(NamedTuple):
    """Everything in a case: its pieces, what is tied, and the files by their ids."""

    pieces: tuple[Piece, ...]
    exhibits: list[Exhibit]
    files: dict[str, StoredFile]


async def evidence_of(connection: Connection, seen: Seen) -> Evidence:
    """Read it."""
    pieces = pieces_of(seen.case, seen.order)
    stored = await files_named(connection, [each.file.id for each in pieces if each.file])
    return Evidence(
        pieces, await exhibits_of(connection, seen.case.state.id), {str(one.id): one for one in stored}
    )


def piece_view(piece: Piece, evidence: Evidence, language: str) -> PieceView:
    """A piece with all that is known of it."""
    return PieceView(
        piece.name, piece.side, piece.at, piece.seq, piece.kinds, piece.words, _file(piece, evidence),
        custody_of(piece, evidence.exhibits, language),
    )  # fmt: skip


def for_reader(view: PieceView, reader: Principal) -> PieceView:
    """A piece as somebody may read it: a party sees others' words, and names of files, without personal data."""
    if view.side == NOBODYS:
        return view
    roles, side, file = roles_in_case(reader), Role(view.side), view.file
    if file is not None:
        file = structs.replace(file, name=file_name_for(roles, side, file.name))
    return structs.replace(view, words=words_for(roles, side, view.words), file=file)


def _file(piece: Piece, evidence: Evidence) -> FileTold | None:
    stored = evidence.files.get(piece.file.id) if piece.file else None
    if stored is None:
        return None
    return FileTold(
        str(stored.id), stored.name, stored.media_type, stored.size_bytes, stored.width, stored.height, stored.sha256,
        stored.uploaded_at, stored.attached_at,
    )  # fmt: skip

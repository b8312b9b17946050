"""Tying a piece of evidence to the fact that it is to prove; the desk's corrections of it."""

from typing import Annotated

from msgspec import Meta, Struct

from makegood.accounts import Principal, PrincipalRole, authorise
from makegood.cases import Done as Seen
from makegood.cases import (
    Policy,
    Recorded,
    Role,
    Stage,
    TimeForEvidenceOver,
    fold,
)
from makegood.db.pool import Pool
from makegood.db.writes import Connection
from makegood.disputes import refusals
from makegood.disputes.gathering import Hearing, hearing_of
from makegood.disputes.model import Correction, Duty, Exhibit, Stance
from makegood.disputes.pieces import DESKS, NOBODYS, Piece, pieces_of
from makegood.disputes.showing import is_closed, may_bring, was_heard
from makegood.disputes.store import exhibits_of, hold_case, keep_correction, keep_tie
from makegood.kit.errors import NotFound
from makegood.kit.ids import IdMaker

SHORTEST = 20
FACT = r"^[a-z][a-z0-9_]*$"
Kind = Annotated[str, Meta(max_length=40, pattern="^[a-z_]*$")]
_DESK = (PrincipalRole.DESK, PrincipalRole.SENIOR)


class TieAsked(Struct, frozen=True, forbid_unknown_fields=True):
    """What a piece of evidence is to prove. Without `kind` it is what it looks like; without `stance` it is for the fact
    when the party has to prove it or the piece is neither party's, else against.
    """

    piece: Annotated[
        str, Meta(min_length=1, max_length=120, pattern=r"^[^\x00]*$", description="its `name` in the list of evidence")
    ]  # fmt: skip
    fact: Annotated[str, Meta(min_length=1, max_length=60, pattern=FACT)]
    kind: Kind = ""
    stance: Stance | None = None


class CorrectionAsked(Struct, frozen=True, forbid_unknown_fields=True):
    """Why a piece proves something else, or nothing: `fact` is what it proves; empty where it proves nothing here."""

    reason: Annotated[str, Meta(max_length=2000, pattern=r"^[^\x00]*$")]
    fact: Annotated[str, Meta(max_length=60, pattern=r"^([a-z][a-z0-9_]*)?$")] = ""
    kind: Kind = ""
    stance: Stance | None = None


NEUTRAL = (NOBODYS, DESKS)
"""The sides of pieces that are neither party's."""
READERS = ("desk", "senior")


async def tie_piece(
    pool: Pool, policy: Policy, who: Principal, seen: Seen, asked: TieAsked, ids: IdMaker
) -> Exhibit:
    """Tie a piece; the same again is the tie that is there. `seen`: the case as it stands now.

    Raises NotPermitted, NotFound and the refusals of evidence.
    """
    async with pool.acquire() as connection, connection.transaction():
        return await tie_in(connection, policy, who, seen, asked, ids)


async def correct_tie(
    pool: Pool, policy: Policy, who: Principal, seen: Seen, exhibit_id: int, asked: CorrectionAsked, ids: IdMaker
) -> Exhibit:  # fmt: skip
    """Take a tie away, and tie the piece to what it does prove; the first correction stands.

    Raises NotFound, AlreadyCorrected, CorrectionUnexplained and the refusals of evidence.
    """
    authorise(who, "exhibit.correct")
    if len("".join(asked.reason.split())) < SHORTEST:
        raise refusals.CorrectionUnexplained(least=SHORTEST)
    async with pool.acquire() as connection, connection.transaction():
        await hold_case(connection, seen.case.state.id)
        old = await _exhibit(connection, seen, exhibit_id)
        instead = None
        if asked.fact:
            tie = TieAsked(old.piece, asked.fact, asked.kind or old.kind, asked.stance)
            instead = (await tie_in(connection, policy, who, seen, tie, ids)).id
        reason = asked.reason.strip()
        correction = Correction(instead, who.label, who.role.value, reason, seen.now)
        await keep_correction(connection, old.id, correction)
        return await _exhibit(connection, seen, instead or old.id)


async def _exhibit(connection: Connection, seen: Seen, exhibit_id: int) -> Exhibit:
    """A tie of this case. Raises NotFound."""
    exhibits = await exhibits_of(connection, seen.case.state.id)
    found = next((each for each in exhibits if each.id == exhibit_id), None)
    if found is None:
        raise NotFound(what="exhibit")
    return found


async def tie_in(
    connection: Connection, policy: Policy, who: Principal, seen: Seen, asked: TieAsked, ids: IdMaker
) -> Exhibit:
    """Tie a piece in a transaction that is there already. Raises what `tie_piece` does."""
    state = seen.case.state
    authorise(who, "exhibit.tie", state.buyer_id, state.merchant_id)
    await hold_open(connection, state.id, of_desk=who.role.value in READERS)
    piece = piece_for(who, seen, asked.piece)
    if who.role not in _DESK and is_late(seen, piece):
        raise TimeForEvidenceOver()
    hearing = await hearing_of(connection, policy, seen)
    duty = duty_for(hearing, asked.fact)
    kind = _kind(asked.kind, piece, duty)
    stance = asked.stance or (Stance.FOR if piece.side in (duty.by, *NEUTRAL) else Stance.AGAINST)
    tie = Exhibit(
        id=ids(state.bucket), fact=asked.fact, piece=piece.name, kind=kind, stance=stance, side=piece.side,
        who=who.label, role=who.role.value, at=seen.now,
    )  # fmt: skip
    kept = await keep_tie(connection, state.id, tie)
    return await _exhibit(connection, seen, kept)


async def hold_open(connection: Connection, case_id: int, of_desk: bool = False) -> None:
    """Have nobody rule while evidence changes. Raises EvidenceClosedHere where somebody has, since the case was read.

    `of_desk`: whoever reads the case again on appeal ties what came with it; the parties have said theirs in the appeal.
    """
    stage = await hold_case(connection, case_id)
    if stage is not None and not (of_desk and stage is Stage.UNDER_APPEAL):
        _require_open(stage)


def require_open(who: Principal, seen: Seen) -> None:
    """Raises EvidenceClosedHere once the dispute has been decided, or the case has ended; and what `require_in_time` does."""
    _require_open(seen.case.state.stage)
    require_in_time(who, seen)


def require_in_time(who: Principal, seen: Seen) -> None:
    """Raises TimeForEvidenceOver for a party of a dispute whose time is over and whom nobody asks for more."""
    if who.role not in _DESK and was_heard(seen) and not may_bring(seen.case.state, side_of(who)):
        raise TimeForEvidenceOver()


def is_late(seen: Seen, piece: Piece) -> bool:
    """Whether a party brought a piece when its time for evidence was over and nobody had asked for it."""
    before = [
        Recorded(each.event, each.actor, each.at, each.who)
        for each in seen.case.events
        if each.seq < piece.seq
    ]
    return bool(before) and was_heard(seen) and not may_bring(fold(before), Role(piece.side))


def side_of(who: Principal) -> Role:
    """The party for which somebody speaks: the marketplace for the buyer."""
    return Role.MERCHANT if who.role is PrincipalRole.MERCHANT else Role.BUYER


def _require_open(stage: Stage) -> None:
    if is_closed(stage):
        raise refusals.EvidenceClosedHere()


def piece_for(who: Principal, seen: Seen, name: str) -> Piece:
    """A piece that somebody may tie. Raises NoSuchPiece, NotYourPiece."""
    piece = next((each for each in pieces_of(seen.case, seen.order) if each.name == name), None)
    if piece is None:
        raise refusals.NoSuchPiece(piece=name)
    own = "buyer" if who.role is PrincipalRole.MARKETPLACE else who.role.value
    if who.role not in _DESK and piece.side not in (own, NOBODYS):
        raise refusals.NotYourPiece()
    return piece


def duty_for(hearing: Hearing, fact: str) -> Duty:
    """What is to be proven by that name. Raises NothingToProve with what there is."""
    duties = [each for made, _ in hearing.boards for each in made.duties]
    found = next((each for each in duties if each.fact == fact), None)
    if found is None:
        names = dict.fromkeys(each.fact for each in duties)
        raise refusals.NothingToProve(fact=fact, facts=", ".join(names) or "–")
    return found


def _kind(asked: str, piece: Piece, duty: Duty) -> str:
    """What the piece counts as: what was said, else what the rules ask for that it can be. Raises KindNotPossible."""
    if not asked:
        return next((kind for kind in duty.kinds if kind in piece.kinds), piece.kinds[0])
    if asked not in piece.kinds:
        raise refusals.KindNotPossible(kind=asked, kinds=", ".join(piece.kinds))
    return asked

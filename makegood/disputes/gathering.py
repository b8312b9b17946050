"""What the board and the proposal of a case are made from, read together: its facts, its evidence, its clock."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from makegood.cases import Beside, Policy, StoredCase, judged_now, read_beside
from makegood.cases import Done as Seen
from makegood.db.writes import Connection
from makegood.disputes.board import Settling, board
from makegood.disputes.bound import as_bound
from makegood.disputes.model import Board, Clock, Exhibit
from makegood.disputes.our_record import of_the_case, of_the_seller
from makegood.disputes.propose import ProposedRuling, propose
from makegood.disputes.second_reading import SecondReading, second_reading
from makegood.disputes.store import exhibits_of, standing


class Hearing(NamedTuple):
    """The dispute as it stands: a board for each group of lines, everything that was tied, corrected or not, and what claims
    give beside the case.
    """

    seen: Seen
    boards: tuple[tuple[Board, Settling], ...]
    exhibits: Sequence[Exhibit]
    beside: Sequence[Beside] = ()

    @property
    def proposal(self) -> ProposedRuling:
        """The ruling that the rules lead to, or the papers that bind the case."""
        state = self.seen.case.state
        return as_bound(propose(state, self.boards, self.beside), state)

    @property
    def second_reading(self) -> SecondReading | None:
        """What whoever decides an appeal reads besides; None where none waits."""
        return second_reading(self.seen, self.exhibits, self.proposal)


async def hearing_of(connection: Connection, policy: Policy, seen: Seen) -> Hearing:
    """Read what is tied and work it out. `seen`: the case as somebody may see it, with its order."""
    state = seen.case.state
    exhibits = await exhibits_of(connection, state.id)
    beside = await read_beside(connection, [state.order_id] if state.terms.compensation_minor else [])
    known = {**of_the_case(seen.case), **await of_the_seller(connection, state, seen.order)}
    return Hearing(seen, boards_of(policy, seen, exhibits, known), exhibits, beside.get(state.order_id, ()))


def boards_of(
    policy: Policy, seen: Seen, exhibits: Sequence[Exhibit], known: Mapping[str, Any]
) -> tuple[tuple[Board, Settling], ...]:
    """The boards of a case, with what our own record has `known`; none where the packs no longer know its reason."""
    state = seen.case.state
    tied, clock = standing(exhibits), clock_of(seen.case, seen.now)
    return tuple(
        board(judged, tied, state.given, clock)
        for judged in judged_now(policy, state, seen.order, seen.now, known)
    )


def clock_of(case: StoredCase, now: datetime) -> Clock:
    """Whose turn it is until when."""
    state = case.state
    return Clock(now, state.owner.value if state.owner else None, state.due_at)

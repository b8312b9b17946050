"""The board of proof and the proposed ruling on the desk's file of a case, with earlier rulings and how people ruled."""

from collections.abc import Mapping
from datetime import timedelta

from msgspec import Struct

from makegood.cases import Done, Policy
from makegood.db.pool import Pool
from makegood.disputes import (
    BoardsView,
    Followed,
    Hearing,
    Piece,
    ProposalView,
    SimilarCases,
    boards_view,
    hearing_of,
    proposal_view,
    rulings_followed,
    similar_cases,
    untied_in,
)
from makegood.web.pages.desk.freight_owed import OwedTold, owed_told
from makegood.web.pages.shell import HtmlRequest, Reader

FIGURES_OF = timedelta(days=90)


class DisputePanel(Struct, frozen=True):
    """What the desk reads before it rules. `accepting`: the reader took the proposal over into the form of the ruling.
    `freight_owed`: what law and promises say of the freight, by its way. `untied`: files that were tied to nothing.
    """

    boards: BoardsView
    proposal: ProposalView
    similar: SimilarCases
    yours: Followed
    everybody: Followed
    accepting: bool
    freight_owed: Mapping[str, OwedTold]
    untied: list[Piece]

    @property
    def digest(self) -> str:
        """The proposal that a ruling of now follows or departs from; empty where the rules do not lead to one yet."""
        return self.proposal.digest if self.proposal.favour else ""


async def dispute_panel(
    pool: Pool, policy: Policy, reader: Reader, found: Done, request: HtmlRequest
) -> DisputePanel | None:
    """The panel; None for a case that is neither in dispute nor on appeal, or of which the rules say nothing."""
    state = found.case.state
    if not state.stage.value.startswith("dispute_") and not (state.appeal and state.appeal.is_open):
        return None
    async with pool.acquire() as connection:
        hearing = await hearing_of(connection, policy, found)
        if not hearing.boards:
            return None
        rules = policy.promises(found.order, reader.now).book.named
        return DisputePanel(
            boards_view(hearing, reader.language),
            proposal_view(hearing, reader.language),
            await similar_cases(connection, found, hearing.boards[0][1], _place(request)),
            await rulings_followed(connection, reader.now - FIGURES_OF, reader.now, reader.me),
            await rulings_followed(connection, reader.now - FIGURES_OF, reader.now),
            request.query_params.get("accept", "") == hearing.proposal.digest,
            owed_told(hearing.proposal.freight_owed, rules, reader.language),
            untied_in(hearing),
        )


async def standing_hearing(pool: Pool, policy: Policy, found: Done) -> Hearing:
    """The dispute as it stands."""
    async with pool.acquire() as connection:
        return await hearing_of(connection, policy, found)


def _place(request: HtmlRequest) -> int:
    """From which of the earlier rulings on; what is no number is the first."""
    told = request.query_params.get("similar", "")
    return int(told) if told.isascii() and told.isdigit() and len(told) <= 4 else 0

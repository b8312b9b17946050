"""Holding a ruling to the proposal that it names: it follows it, or says why it departs; how often people departed."""

from datetime import datetime
from typing import NamedTuple

from msgspec import Struct

from makegood.accounts import Principal
from makegood.cases import (
    CaseState,
    Guard,
    OrderFacts,
    Policy,
    Request,
    Rule,
    StoredCase,
    asks_goods_back,
    verdict_of,
)
from makegood.cases import Done as Seen
from makegood.db.writes import Connection, Writes
from makegood.disputes import refusals
from makegood.disputes.gathering import hearing_of
from makegood.disputes.propose import ProposedRuling
from makegood.disputes.store import proposal_row
from makegood.disputes.views import ProposalView

SHORTEST = 20


class Followed(Struct, frozen=True):
    """Rulings since a moment: those that followed their proposal, departed from it with a reason, or were made without one."""

    followed: int
    departed: int
    without: int

    @property
    def share(self) -> int:
        """Departures in hundredths of the rulings that had a proposal."""
        return (
            round(100 * self.departed / (self.followed + self.departed))
            if self.followed + self.departed
            else 0
        )


class Terms(NamedTuple):
    """What a ruling gives: for whom, how much of what was asked, whether goods go back first (None: as asked), and how much
    on top.
    """

    favour: str
    amount_minor: int | None
    with_return: bool | None
    on_top_minor: int = 0


def proposed_terms(proposal: ProposedRuling | ProposalView) -> Terms:
    """The terms of a ruling that follows a proposal."""
    split = proposal.amount_minor if proposal.favour == "split" else None
    back = None if proposal.favour == "merchant" else proposal.with_return
    return Terms(proposal.favour, split, back, proposal.compensation_minor)


def departs(command: Rule, proposal: ProposedRuling, asks_return: bool, verdict: str = "") -> bool:
    """Whether a ruling is another one than was proposed. `asks_return`: what leaving the return open means. `verdict`: for
    whom a panel of users found, which then is the proposal.
    """
    if verdict:
        return command.favour.value != verdict
    wanted = proposed_terms(proposal)
    if (command.favour.value, command.amount_minor) != (wanted.favour, wanted.amount_minor):
        return True
    if (command.compensation_minor or 0) != wanted.on_top_minor:
        return True
    if command.favour.value == "merchant":
        return False
    told = [asks_return if each is None else each for each in (command.with_return, wanted.with_return)]
    return told[0] != told[1]


def require_consistent(command: Rule, proposal: ProposedRuling, asks_return: bool, verdict: str = "") -> None:
    """Raises ProposalChanged, DepartureUnexplained, NotADeparture."""
    if command.proposal != proposal.digest:
        raise refusals.ProposalChanged()
    explained = len("".join(command.departure.split()))
    if departs(command, proposal, asks_return, verdict):
        if explained < SHORTEST:
            raise refusals.DepartureUnexplained(least=SHORTEST)
    elif explained:
        raise refusals.NotADeparture()


def hold_to_proposal(policy: Policy) -> Guard:
    """Let pass what names no proposal, what follows the one that stands, and what says why it departs; keep that proposal.

    It is worked out in the transaction of the ruling itself, under the lock that whatever is tied or told takes too. A ruling
    that was made already passes. The guard raises ProposalChanged, DepartureUnexplained, NotADeparture.
    """

    async def hold(
        connection: Connection, request: Request, case: StoredCase, order: OrderFacts, now: datetime, writes: Writes
    ) -> None:  # fmt: skip
        command = request.command
        if not isinstance(command, Rule) or not (command.proposal or command.departure):
            return
        if _was_made(command.proposal, case.state):
            return
        proposal = (await hearing_of(connection, policy, Seen(case, order, now))).proposal
        verdict = "" if case.state.bound else verdict_of(case.state)
        require_consistent(command, proposal, asks_goods_back(case.state), verdict)
        writes.add("keep_proposed_rulings", proposal_row(case.state, proposal, now))

    return hold


def _was_made(digest: str, state: CaseState) -> bool:
    made = [state.ruling, state.draft.ruling if state.draft else None]
    return any(ruling is not None and ruling.proposal == digest for ruling in made)


_COUNT = """
SELECT count(*) FILTER (WHERE proposal <> '' AND departure = '') AS followed,
    count(*) FILTER (WHERE departure <> '') AS departed, count(*) FILTER (WHERE proposal = '') AS without
FROM (SELECT coalesce(data -> 'ruling' ->> 'proposal', '') AS proposal,
        coalesce(data -> 'ruling' ->> 'departure', '') AS departure
    FROM case_events WHERE name = 'case.ruled' AND at >= $1 AND at <= $2 AND actor IN ('desk', 'senior') {who}
    ORDER BY at DESC LIMIT {most}) rulings
"""
MOST_RULINGS = 20_000


async def rulings_followed(
    connection: Connection, since: datetime, now: datetime, person: Principal | None = None
) -> Followed:
    """How people ruled since a moment, one person's or everybody's; the newest 20,000 rulings at most."""
    who, more = ("AND who = $3", [person.label]) if person else ("", [])
    row = await connection.fetchrow(_COUNT.format(who=who, most=MOST_RULINGS), since, now, *more)
    return Followed(row["followed"], row["departed"], row["without"])

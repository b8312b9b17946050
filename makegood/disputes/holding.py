"""Holding a ruling to its proposal: it follows it, or says why it departs; how often people departed."""

from datetime import datetime

from msgspec import Struct

from makegood.accounts import Principal
from makegood.cases import (
    Command,
    ConfirmRuling,
    Favour,
    FreightRuled,
    Guard,
    OrderFacts,
    Policy,
    Request,
    Rule,
    RuleOnAppeal,
    StoredCase,
    is_refused_anyway,
    with_facts,
)
from makegood.cases import Done as Seen
from makegood.db.writes import Connection, Writes
from makegood.disputes.departing import favour_of, given_by, held_to
from makegood.disputes.freight import require_freight_owed
from makegood.disputes.gathering import hearing_of
from makegood.disputes.measure import require_within
from makegood.disputes.propose import ProposedRuling
from makegood.disputes.resting import rests_on
from makegood.disputes.store import proposal_row, standing


class Followed(Struct, frozen=True):
    """Rulings and decisions on appeals since a moment: those that followed their proposal, departed from it with a reason, or
    were made without naming one.
    """

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


def hold_to_proposal(policy: Policy) -> Guard:
    """Let pass what follows the proposal that stands, and what says why it departs, whether or not it names it; keep that
    proposal, and fill in the facts that it rests on. What law and promises say of the amount and of the freight holds for
    every ruling, for one that waits for its reader too.

    It is worked out in the transaction of the ruling itself, under the lock that whatever is tied or told takes too. What the
    protocol refuses anyway is left to it. The guard raises ProposalChanged, DepartureUnexplained, NotADeparture,
    MoreThanMeasured, FreightOwedOtherwise and NoFreightCoverHere.
    """

    async def hold(
        connection: Connection, request: Request, case: StoredCase, order: OrderFacts, now: datetime, writes: Writes
    ) -> Command | None:  # fmt: skip
        command, state = request.command, case.state
        if not isinstance(command, Rule | RuleOnAppeal | ConfirmRuling) or is_refused_anyway(
            request, state, order, now
        ):
            return None
        drafted = state.draft.ruling if state.draft else None
        if isinstance(command, ConfirmRuling) and drafted is None:
            return None
        hearing = await hearing_of(connection, policy, Seen(case, order, now))
        proposal = hearing.proposal
        if isinstance(command, ConfirmRuling):
            assert drafted is not None
            require_within(drafted.amount_minor, proposal.measure, state)
            _hold_freight(drafted.freight_by, drafted.favour, proposal)
            return None
        held = held_to(command, proposal, state)
        require_within(given_by(held, state), proposal.measure, state)
        _hold_freight(held.freight_by, favour_of(held, state), proposal)
        if proposal.favour or command.proposal:
            writes.add("keep_proposed_rulings", proposal_row(state, proposal, now))
        return with_facts(held, rests_on(proposal, standing(hearing.exhibits)))

    return hold


def _hold_freight(freight: FreightRuled | None, favour: str, proposal: ProposedRuling) -> None:
    """Of a ruling for the merchant nothing is held: it finds the facts to be others. Raises what require_freight_owed does."""
    if freight is not None and favour != Favour.MERCHANT:
        require_freight_owed(freight, proposal.freight_by, proposal.freight_owed)


_COUNT = """
SELECT count(*) FILTER (WHERE proposal <> '' AND departure = '') AS followed,
    count(*) FILTER (WHERE departure <> '') AS departed, count(*) FILTER (WHERE proposal = '') AS without
FROM ({ruled} UNION ALL {on_appeal}) decided
"""
_HELD = {"case.ruled": "", "case.appeal_decided": "AND data -> 'ruling' ? 'freight_by'"}
"""Which of them were held to a proposal: a decision on an appeal that does not know of freight was not."""
_ONE_KIND = """
(SELECT coalesce(data -> 'ruling' ->> 'proposal', '') AS proposal, coalesce(data -> 'ruling' ->> 'departure', '') AS departure
    FROM case_events WHERE name = '{name}' AND at >= $1 AND at <= $2 AND actor IN ('desk', 'senior') {held} {who}
    ORDER BY at DESC LIMIT {most})
"""
MOST_RULINGS = 20_000


async def rulings_followed(
    connection: Connection, since: datetime, now: datetime, person: Principal | None = None
) -> Followed:
    """How people ruled and decided appeals since a moment, one person's or everybody's; the newest 20,000 of each at most."""
    who, more = ("AND who = $3", [person.label]) if person else ("", [])
    ruled, on_appeal = (
        _ONE_KIND.format(name=name, held=held, who=who, most=MOST_RULINGS) for name, held in _HELD.items()
    )
    row = await connection.fetchrow(_COUNT.format(ruled=ruled, on_appeal=on_appeal), since, now, *more)
    return Followed(row["followed"], row["departed"], row["without"])

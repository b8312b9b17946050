"""The dependencies of claims, of covers of return freight and of what insurers are due."""

from collections.abc import Awaitable, Callable

from litestar.datastructures import State
from litestar.di import Provide

from makegood.accounts import Principal
from makegood.cases import Policy
from makegood.claims import ClaimOffice, CoverWanted, InsurerOffice
from makegood.db.once import Kept
from makegood.flows.claim import claim_office
from makegood.flows.engine import Engine
from makegood.flows.freight_cover import issue_for_buyer


def provide_claim_office(state: State) -> ClaimOffice:
    """The dependency `claim_office`: the verbs of claims."""
    engine: Engine = state["engine"]
    policy: Policy = state["policy"]
    return claim_office(engine.pool, engine.clock, engine.ids, policy)


def provide_insurer_office(state: State) -> InsurerOffice:
    """The dependency `insurer_office`: statements and settlements."""
    engine: Engine = state["engine"]
    return InsurerOffice(engine.pool, engine.clock, engine.ids)


def provide_issue_freight_cover(
    state: State,
) -> Callable[[Principal, CoverWanted, str | None], Awaitable[Kept]]:
    """The dependency `issue_freight_cover`: a cover that a buyer chose."""
    office = provide_claim_office(state)

    async def issue(who: Principal, wanted: CoverWanted, key: str | None) -> Kept:
        return await issue_for_buyer(office, who, wanted, key)

    return issue


CLAIM_DEPENDENCIES = {
    "claim_office": Provide(provide_claim_office, sync_to_thread=False),
    "insurer_office": Provide(provide_insurer_office, sync_to_thread=False),
    "issue_freight_cover": Provide(provide_issue_freight_cover, sync_to_thread=False),
}

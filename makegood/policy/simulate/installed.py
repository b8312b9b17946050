"""A version of this installation: simulated over its own cases, and what it saw in the shadow."""

from __future__ import annotations

import asyncio

from makegood.accounts import Principal
from makegood.kit.errors import NotFound
from makegood.policy.publishing import store
from makegood.policy.publishing.office import PolicyOffice, manages
from makegood.policy.publishing.versions import PackVersion, possible
from makegood.policy.simulate.own import decided_cases
from makegood.policy.simulate.plan import Plan
from makegood.policy.simulate.report import Report
from makegood.policy.simulate.run import simulate
from makegood.policy.simulate.shadow import shadow_report

MOST_CASES = 20_000
"""So many of our own cases are decided again while somebody waits for a page; the command line has no limit."""


async def simulate_version(
    office: PolicyOffice, principal: Principal, name: str, version: str, cases: int = MOST_CASES
) -> Report:
    """Decide past cases by a version, beside the packs in force. Raises NotFound and NothingDecided."""
    found = await _managed(office, principal, name, version)
    catalogue, now = office.shelf.edition.catalogue, office.clock.now()
    async with office.pool.acquire() as connection:
        history = await decided_cases(connection, catalogue, merchant_id=found.merchant_id, limit=cases)
    in_force = office.shelf.packs_for(None, found.merchant_id, now)
    plan = Plan(catalogue, in_force, office.shelf.parse(found))
    return await asyncio.to_thread(simulate, plan, history, now)


async def shadow_of_version(office: PolicyOffice, principal: Principal, name: str, version: str) -> Report:
    """What a version in the shadow would have decided otherwise. Raises NotFound."""
    found = await _managed(office, principal, name, version)
    catalogue, now = office.shelf.edition.catalogue, office.clock.now()
    beside = office.shelf.packs_for(None, found.merchant_id, now)
    async with office.pool.acquire() as connection:
        return await shadow_report(connection, catalogue, office.shelf.parse(found), beside, now)


async def _managed(office: PolicyOffice, principal: Principal, name: str, version: str) -> PackVersion:
    """A version that is the caller's to change: operators all, merchants their own."""
    found = await store.read_version(office.pool, name, version) if possible(name, version) else None
    if found is None or not manages(principal, found):
        raise NotFound(what="pack version")
    return found

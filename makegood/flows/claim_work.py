"""The part of a worker that keeps promises: clocks of claims, orders that are watched, covers of returns that have ended."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from makegood.cases import Policy
from makegood.claims import ClaimOffice
from makegood.db.job_rows import Job
from makegood.flows.claim import claim_office
from makegood.flows.engine import Engine
from makegood.flows.freight_cover import JOB, look_at_return
from makegood.flows.pay_compensation import PAY_COMPENSATION, pay_as_ruled
from makegood.flows.promises import keep_promises
from makegood.flows.ruled_marks import RECORD_MARKS, record_as_ruled
from makegood.kit.settings import Mode, Settings
from makegood.policy import open_shelf

ROUND_SECONDS = 5


@dataclass(slots=True)
class ClaimWork:
    """Opened with the first round: a worker that has nothing to keep reads no packs."""

    engine: Engine
    settings: Settings
    _policy: list[Policy] = field(default_factory=list)

    async def office(self) -> ClaimOffice:
        """The verbs of claims, over the packs as they are published now."""
        engine = self.engine
        if not self._policy:
            at_once = self.settings.mode is Mode.DEMO
            shelf = await open_shelf(engine.pool, engine.clock.now(), at_once=at_once)
            self._policy.append(Policy(shelf, self.settings.market))
        policy = self._policy[0]
        await policy.shelf.refresh()
        return claim_office(engine.pool, engine.clock, engine.ids, policy)

    async def keep(self) -> int:
        """One round: what is due; how many things were."""
        now = self.engine.clock.now()
        if not await self.engine.pool.fetchval(_ANYTHING_DUE, now):
            return 0
        office = await self.office()
        try:
            acted = await office.sweep()
        finally:  # A claim that cannot be carried out holds up no promise.
            kept = await keep_promises(office)
        return acted + kept

    @property
    def handlers(self) -> Mapping[str, Callable[[Job], Awaitable[None]]]:
        """What cases have deferred."""
        return {JOB: self._returned, PAY_COMPENSATION: self._ruled, RECORD_MARKS: self._marked}

    async def _returned(self, job: Job) -> None:
        await look_at_return(await self.office(), int(job.payload["case_id"]))

    async def _ruled(self, job: Job) -> None:
        await pay_as_ruled(await self.office(), int(job.payload["case_id"]))

    async def _marked(self, job: Job) -> None:
        await record_as_ruled(await self.office(), int(job.payload["case_id"]))


_ANYTHING_DUE = """
SELECT EXISTS (SELECT 1 FROM claims WHERE deadline_at IS NOT NULL AND least(deadline_at, remind_at) <= $1)
    OR EXISTS (SELECT 1 FROM promise_watches WHERE look_at <= $1)
"""

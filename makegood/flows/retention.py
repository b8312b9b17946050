"""A story: evidence is kept as long as the packs say, counted from when the order and everything about it ended; then it is
erased.
"""

from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from makegood.cases import Policy
from makegood.evidence import FileStore, OrderCourse, Rule, keep_or_erase
from makegood.flows.engine import Engine
from makegood.kit.settings import Mode, Settings
from makegood.policy import decide, open_shelf

KEY = "clock.retention"
ROUND_SECONDS = 600


@dataclass(slots=True)
class RetentionWork:
    """The part of a worker that erases evidence; it reads packs once something is to be looked at."""

    engine: Engine
    settings: Settings
    files: FileStore
    _policy: list[Policy] = field(default_factory=list)

    async def round(self) -> int:
        """Look at everything whose time has come; how many files were erased."""
        now, erased = self.engine.clock.now(), 0
        while await self.engine.pool.fetchval(_ANYTHING_DUE, now):
            policy = await self._packs(now)
            ruling = partial(retention_of, policy, now)
            erased += await keep_or_erase(self.engine.pool, self.files, ruling, self.engine.ids, now)
        return erased

    async def _packs(self, now: datetime) -> Policy:
        if not self._policy:
            at_once = self.settings.mode is Mode.DEMO
            shelf = await open_shelf(self.engine.pool, now, at_once=at_once)
            self._policy.append(Policy(shelf, self.settings.market))
        await self._policy[0].shelf.refresh()
        return self._policy[0]


def retention_of(policy: Policy, now: datetime, course: OrderCourse) -> Rule | None:
    """How long the packs have the evidence of an order kept after its end; None where none of them says."""
    market = course.market or policy.market
    book = policy.shelf.book(market, course.merchant_id, course.placed_at, now)
    told = {"now": now, "completed_at": course.last_at, "purchased_at": course.placed_at, "market": market}
    kinds = book.catalogue.facts
    decision = decide(
        book, {name: kinds[name].encode(value) for name, value in told.items() if name in kinds}, [KEY]
    )
    seconds, place = decision.value(KEY), decision.answer(KEY).rule
    if seconds is None or place is None:
        return None
    found = book.rules[place]
    rule, pack = found.rule, found.pack
    law = {
        "pack": pack.name if pack else "", "version": pack.version if pack else "",
        "en": rule.source.en, "zh": rule.source.zh,
    }  # fmt: skip
    return Rule(seconds, rule.id, law)


_ANYTHING_DUE = "SELECT EXISTS (SELECT 1 FROM evidence_retentions WHERE look_at <= $1)"

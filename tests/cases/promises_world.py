"""The named world with promises: the tea market's pack in several versions, over the facts of this release.

Intact tea goes back for seven days at the buyer's cost, without a reason; faulty tea goes back or is refunded at the
merchant's. Who asks because the parcel was damaged has to say whether it is intact.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import asyncpg
from msgspec import structs

from makegood.accounts import Principal
from makegood.cases import Done, Policy, Request
from makegood.cases import commands as c
from makegood.cases.facts import Facts
from makegood.cases.promises import BookPromises
from makegood.db.jobs import JobRunner
from makegood.flows.engine import build_engine
from makegood.kit.clock import SetClock
from makegood.orders import OrderRecorded
from makegood.policy import KeptDecision, Shelf, decisions_of_case, make_book
from makegood.policy.pack import Pack
from makegood.policy.publishing import store, versions
from makegood.policy.publishing.editions import Edition
from makegood.policy.reading.pack import read_pack
from tests.cases.stories import Story
from tests.policy.history_world import catalogue, shipped
from tests.world import CONFIGURATION, NOON, World, buyer_of

TEA = """
pack: tea-promises
version: "{version}"
level: {level}
title: {{en: Tea promises, zh: 茶叶承诺}}
markets: [CN]
currency: CNY
day_starts: "+08:00"
values:
  week: {{is: {days} days, text: {{en: How long tea goes back, zh: 茶叶退货期限}}, source: house, confidence: H}}
windows:
  calm: {{starts: signed_at, counted: from_next_day, length: week, text: {{en: the week of calm, zh: 冷静期}}}}
terms:
  right: reason == 'no_reason' and intact and not seal_broken and within(calm) and 'custom_made' not in traits
rules:
  - id: intact_goes_back
    text: {{en: Intact tea goes back for a week., zh: 完好的茶叶七日内可退。}}
    source: house
    confidence: H
    when: right
    then: {{remedies: {{return_refund: open}}, until: {{return_refund: calm}}, freight: {{return: {payer}}}}}
  - id: a_right
    text: {{en: It is the buyer's right., zh: 这是买家的权利。}}
    source: house
    confidence: H
    when: remedy == 'return_refund' and right
    then: {{merchant_may_refuse: no}}
  - id: faulty
    text: {{en: Faulty tea goes back or is refunded., zh: 有质量问题的茶叶可退货或退款。}}
    source: house
    confidence: H
    when: reason == 'quality' and line_kind == 'goods'
    then: {{remedies: {{return_refund: open, refund_only: open}}, freight: {{return: merchant}}, burden: merchant}}
  - id: damaged
    text: {{en: Damaged tea is refunded., zh: 破损的茶叶可退款。}}
    source: house
    confidence: H
    when: reason == 'damaged' and not intact
    then: {{remedies: {{refund_only: open}}, instant_refund: yes}}
  - id: times
    text: {{en: The merchant answers in time., zh: 商家按时答复。}}
    source: house
    confidence: H
    when: "true"
    then: {{clocks: {{merchant_answer: {hours} h, return_shipping: 3 days, buyer_answer: 2 days}}, limits: {{rounds: 2}}}}
  - id: tenders
    text: {{en: Gift cards may be used., zh: 可退至礼品卡。}}
    source: house
    confidence: H
    when: "true"
    then: {{tenders: {{original: open, gift_card: open}}}}
{more}
"""
OWN = """
pack: {name}
version: "{version}"
level: promise
title: {{en: We take all back, zh: 全部可退}}
rules:
  - id: all_goes_back
    text: {{en: We take everything back at our cost., zh: 本店全部可退并承担运费。}}
    source: our own promise
    confidence: H
    when: "true"
    then: {{remedies: {{return_refund: open}}, freight: {{return: merchant}}, clocks: {{merchant_answer: {hours} h}}}}
"""
TENDERS = [
    {"external_id": "gift-7", "tender": "gift_card", "label": "Gift card 7"},
    {"external_id": "credit-7", "tender": "store_credit", "label": "Credit"},
    {"external_id": "card-7", "tender": "card", "label": "Visa"},
]


def tea_promises(
    version: str = "1", *, days: int = 7, payer: str = "buyer", hours: int = 24, level: str = "platform", more: str = "",
) -> str:  # fmt: skip
    """A text of the market's pack."""
    return TEA.format(version=version, days=days, payer=payer, hours=hours, level=level, more=more)


def own_promise(version: str = "1", name: str = "shop-tea", hours: int = 12) -> str:
    """A text of a merchant's own pack."""
    return OWN.format(version=version, name=name, hours=hours)


def pack_of(text: str) -> Pack:
    """A text, read with the facts of this release."""
    return read_pack(text, "tea.yaml", catalogue())


def promises_of(*texts: str, market: str = "CN") -> BookPromises:
    """Promises without a database."""
    packs = [pack_of(text) for text in texts or (tea_promises(),)]
    return BookPromises(make_book(catalogue(), packs, None, market), market)


@dataclass
class PromisedStory(Story):
    """A case as it is played, with the tea market's promises or others."""

    texts: tuple[str, ...] = ()
    judged: list[Any] = field(default_factory=list)

    def facts(self) -> Facts:
        """What a decision looks at now."""
        promises = promises_of(*self.texts)
        self.judged = promises.judged
        return structs.replace(super().facts(), promises=promises)


@dataclass
class PromisedWorld(World):
    """The named world over a shelf on its database."""

    shelf: Shelf

    async def publish(
        self, text: str, begins: datetime = versions.BEGINNING, merchant_id: int | None = None
    ) -> None:
        """A version that holds from a moment on, without the way through review."""
        pack = pack_of(text)
        edition = self.shelf.edition
        draft = versions.drafted(pack, merchant_id, edition.digest, versions.SYSTEM_DRAFTER, NOON)
        async with self.engine.pool.acquire() as connection, connection.transaction():
            await store.keep_catalogue(connection, edition, NOON)
            last = await store.last_version(connection, pack.name)
            made, ended = versions._announced(draft, last, "system", NOON, begins, False)
            await store.move_versions(connection, ended)
            await store.add_version(connection, made)
            await store.turn_shelf(connection)
        await self.shelf.refresh()

    async def asks(
        self, order: OrderRecorded, reason: str = "no_reason", type_: str = "return_refund", *, dry: bool = False,
        by: Principal | None = None, key: str | None = None, **fields: Any,
    ) -> Done:  # fmt: skip
        """Open a case as the order's buyer, for a reason."""
        fields.setdefault("items", (c.ItemAsked(1),))
        command = c.OpenCase(c.CaseType(type_), reason=reason, **fields)
        request = Request(by or buyer_of(order), command, order_id=order.order_id, key=key)
        return await (self.engine.dry_run(request) if dry else self.engine.command(request))

    async def kept(self, done: Done) -> list[KeptDecision]:
        """The decisions that are kept of a case."""
        return await decisions_of_case(self.engine.pool, done.case.state.id)


async def promised_world(
    pool: asyncpg.Pool, *texts: str, at: datetime = NOON, edition: Edition | None = None
) -> PromisedWorld:
    """The world over a pool, with some packs in force since the beginning (else the tea market's)."""
    clock = SetClock(at)
    shelf = Shelf(pool, edition or shipped()[0], read_pack)
    engine = build_engine(pool, clock, CONFIGURATION, policy=Policy(shelf, "CN"))
    runner = JobRunner(pool, clock, {"send_refund": engine.pay_out.send})
    world = PromisedWorld(engine, clock, runner, shelf)
    for text in texts or (tea_promises(),):
        await world.publish(text)
    return world


def line(number: int, **changes: Any) -> dict[str, Any]:
    """A line of an order as the marketplace tells it: three tins of tea."""
    product = {"external_id": f"tea-{number}", "category": "food.tea", "traits": changes.pop("traits", [])}
    told = {
        "sku": f"TEA-{number}",
        "product": product,
        "title": f"Tea {number}",
        "quantity": 3,
        "unit_price_minor": 3334,
    }
    return told | changes


def paid_for(lines: Iterable[dict[str, Any]], shipping_minor: int = 800) -> list[dict[str, Any]]:
    """One payment by card for some lines."""
    total = sum(each["quantity"] * each["unit_price_minor"] for each in lines) + shipping_minor
    return [
        {
            "tender": "card", "processor": "fake", "processor_reference": "pay-all", "amount_minor": total,
            "paid_at": NOON.isoformat(), "rank": 0,
        }
    ]  # fmt: skip

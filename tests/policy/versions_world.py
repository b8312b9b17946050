"""The small world of versions: a lamp market, its pack of returns in several texts, two merchants and a clock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg

from makegood.kit.clock import SetClock
from makegood.policy.catalogue import Catalogue
from makegood.policy.pack import Pack
from makegood.policy.publishing.editions import Edition
from makegood.policy.publishing.office import PolicyOffice
from makegood.policy.publishing.shelf import Shelf
from makegood.policy.reading.facts import read_catalogue
from makegood.policy.reading.pack import read_pack

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
LAMP_SHOP, TEA_HOUSE = 11, 22
ANNA, BERT = "operator:anna", "operator:bert"
FILES = {
    "core.yaml": """
facts:
  now: {type: moment, label: {en: today, zh: 当前时间}, by: [system], cost: 0}
  purchased_at: {type: moment, label: {en: time of purchase, zh: 下单时间}, by: [system], cost: 0}
  signed_at: {type: moment, absent: future, label: {en: time of delivery, zh: 签收时间}, by: [carrier], cost: 0}
  market: {type: word, open: true, label: {en: market, zh: 市场}, by: [system], cost: 0, values: {CN: {en: China, zh: 中国}}}
  currency: {type: word, open: true, label: {en: currency, zh: 币种}, by: [system], cost: 0, values: {}}
  intact: {type: flag, label: {en: the lamp is intact, zh: 灯具完好}, by: [buyer], cost: 1}
  gift: {type: flag, label: {en: it was a gift, zh: 赠品}, by: [buyer], cost: 1}
  price: {type: money, label: {en: price, zh: 价格}, by: [system], cost: 0}
always: []
"""
}
RETURNS = """
pack: lamp-returns
version: "{version}"
level: platform
title: {{en: Lamp returns, zh: 灯具退货}}
markets: [CN]
currency: CNY
day_starts: "+08:00"
values:
  window: {{is: {days} days, text: {{en: How long lamps go back, zh: 灯具退货期限}}, source: house, confidence: H}}
windows:
  calm: {{starts: signed_at, counted: from_next_day, length: window, text: {{en: calm, zh: 退货期}}}}
rules:
  - id: lamps_go_back
    text: {{en: An intact lamp goes back., zh: 完好的灯具可以退货。}}
    source: house
    confidence: H
    when: {when}
    then: {{remedies: {{return_refund: open}}, freight: {{return: {payer}}}, clocks: {{merchant_answer: {hours} h}}}}
{more}
"""
PROMISE = """
pack: {name}
version: "{version}"
level: {level}
title: {{en: We take all back, zh: 无忧退}}
rules:
  - id: all_goes_back
    text: {{en: We take every lamp back., zh: 所有灯具都可以退。}}
    source: our own promise
    confidence: H
    when: intact
    {over}
    then: {{remedies: {{return_refund: open}}, freight: {{return: merchant}}}}
"""


def edition() -> Edition:
    """The catalogue of the lamp market."""
    return Edition(read_catalogue(FILES), FILES)


def returns(
    version: str = "1", *, days: int = 7, when: str = "intact and within(calm)", payer: str = "buyer", hours: int = 48,
    more: str = "",
) -> str:  # fmt: skip
    """A text of the market's pack."""
    return RETURNS.format(version=version, days=days, when=when, payer=payer, hours=hours, more=more)


def promise(version: str = "1", *, name: str = "shop-lamps", level: str = "promise", over: str = "") -> str:
    """A text of a merchant's pack."""
    return PROMISE.format(name=name, version=version, level=level, over=over and f"over: [{over}]")


def pack_of(text: str) -> Pack:
    """A text, read."""
    return read_pack(text, "lamps.yaml", edition().catalogue)


def findings(*severities: str) -> list[dict[str, Any]]:
    """What a check could have found."""
    return [{"severity": severity, "text": {"en": "A gap.", "zh": "有空白。"}} for severity in severities]


@dataclass
class World:
    """A shelf, an office and a clock on one database; what the check finds is set by the test."""

    pool: asyncpg.Pool
    clock: SetClock = field(default_factory=lambda: SetClock(NOON))
    found: list[dict[str, Any]] = field(default_factory=list)
    checked: list[tuple[str, tuple[str, ...], bool]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.shelf = Shelf(self.pool, edition(), read_pack)
        self.office = PolicyOffice(self.pool, self.clock, self.shelf, self.check)

    def check(
        self, pack: Pack, beside: Sequence[Pack], catalogue: Catalogue, merchant_pack: bool
    ) -> Sequence[Mapping[str, Any]]:
        self.checked.append((pack.name, tuple(each.name for each in beside), merchant_pack))
        return self.found

    async def merchants(self) -> None:
        for number, name in ((LAMP_SHOP, "lamps"), (TEA_HOUSE, "tea")):
            await self.pool.execute(
                "INSERT INTO merchants (id, external_id, name, updated_at) VALUES ($1, $2, $2, $3)",
                number,
                name,
                NOON,
            )

"""A small shop for simulations: its facts, its packs, and a history in which every kind of column occurs."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from typing import Any

import polars as pl

from makegood.policy.catalogue import Catalogue
from makegood.policy.pack import Pack
from makegood.policy.reading.facts import read_catalogue
from makegood.policy.reading.pack import read_pack

FACTS = """
facts:
  now: {type: moment, label: {en: today, zh: 当前时间}, by: [system], cost: 0}
  purchased_at: {type: moment, label: {en: time of purchase, zh: 下单时间}, by: [system], cost: 0}
  signed_at: {type: moment, absent: future, label: {en: time of delivery, zh: 签收时间}, by: [carrier], cost: 0}
  market: {type: word, open: true, label: {en: market, zh: 市场}, by: [system], cost: 0, values: {CN: {en: China, zh: 中国}}}
  currency: {type: word, open: true, label: {en: currency, zh: 币种}, by: [system], cost: 0, values: {}}
  goods_kind: {type: word, label: {en: kind of goods, zh: 商品种类}, by: [merchant], cost: 1, presumed: other,
    values: {shoes: {en: shoes, zh: 鞋靴}, food: {en: food, zh: 食品}, other: {en: other goods, zh: 其他商品}}}
  traits: {type: words, label: {en: nature of the goods, zh: 商品属性}, by: [merchant], cost: 0,
    values: {custom_made: {en: custom made, zh: 定作}, perishable: {en: perishable, zh: 易腐}}}
  remedy: {type: word, label: {en: what is asked for, zh: 诉求}, by: [buyer], cost: 1,
    values: {refund_only: {en: refund, zh: 仅退款}, return_refund: {en: return, zh: 退货}, exchange: {en: exchange, zh: 换货}}}
  reason: {type: word, label: {en: reason, zh: 原因}, by: [buyer], cost: 1,
    values: {no_reason: {en: I changed my mind, zh: 不想要了}, quality: {en: it is faulty, zh: 质量问题}}}
  intact: {type: flag, label: {en: the goods are intact, zh: 商品完好}, by: [buyer], cost: 1}
  paid: {type: money, label: {en: amount paid, zh: 实付金额}, by: [system], cost: 0}
  asked: {type: money, label: {en: amount asked for, zh: 申请金额}, by: [system], cost: 0}
  return_freight_cost: {type: money, label: {en: freight of the return, zh: 退货运费}, by: [carrier], cost: 0}
  use_days: {type: count, label: {en: days of use, zh: 使用天数}, by: [buyer], cost: 1}
always: []
"""

BEFORE = """
pack: house-returns
version: "1"
level: platform
title: {en: House returns, zh: 平台退货}
currency: CNY
day_starts: "+08:00"
values:
  window: {is: 7 days, text: {en: Window, zh: 期限}, source: house, confidence: H}
windows:
  calm: {starts: signed_at, counted: from_next_day, length: window, text: {en: calm, zh: 退货期}}
rules:
  - id: no_reason
    text: {en: "Goods that are intact may be sent back within the window.", zh: 完好商品可在期限内退货。}
    source: house
    confidence: H
    when: reason == 'no_reason' and within(calm) and intact
    unless: "'custom_made' in traits"
    then: {remedies: {return_refund: open}, freight: {return: buyer}, until: {return_refund: calm}}
  - id: quality
    text: {en: "Faulty goods may be sent back or refunded.", zh: 质量问题可退货或退款。}
    source: house
    confidence: H
    when: reason == 'quality'
    then: {remedies: {return_refund: open, refund_only: open, exchange: open}, freight: {return: merchant},
      compensation: {of: paid, share: 10%, at_most: 50.00 CNY}, clocks: {merchant_answer: 48 h}, marks: [faulty]}
  - id: used
    text: {en: "Use is deducted.", zh: 扣除使用费。}
    source: house
    confidence: H
    when: reason == 'quality' and use_days > 10
    then: {deduction: {of: paid, share_a_day: 0.5%, days: use_days}, refund: {of: paid, share: 80%}}
"""

AFTER = (
    BEFORE.replace('version: "1"', 'version: "2"')
    .replace("is: 7 days", "is: 15 days")
    .replace("unless: \"'custom_made' in traits\"", "unless: \"'custom_made' in traits or goods_kind == 'food'\"")
    .replace("then: {remedies: {return_refund: open}, freight: {return: buyer}", "then: {remedies: {return_refund: open}, "
             "compensation_by: platform, freight: {return: shared}")
    .replace("share: 10%, at_most: 50.00 CNY", "share: 20%, at_most: 80.00 CNY")
    .replace("merchant_answer: 48 h", "merchant_answer: 24 h")
)  # fmt: skip

CATALOGUE: Catalogue = read_catalogue({"facts.yaml": FACTS})


def pack(text: str) -> Pack:
    """A pack of this shop."""
    return read_pack(text, "house.yaml", CATALOGUE)


def at(day: int, hour: int = 0) -> int:
    """Seconds of a day counted from 2026-03-01 UTC."""
    return int(datetime(2026, 3, 1, tzinfo=UTC).timestamp()) + day * 86_400 + hour * 3600


def cases(count: int, seed: int = 7) -> list[dict[str, Any]]:
    """Rows as a marketplace may write them, with gaps."""
    dice = random.Random(seed)

    def maybe(value: Any, unknown: float = 0.1) -> Any:
        return None if dice.random() < unknown else value

    return [_case(number, dice, maybe) for number in range(count)]


def _case(number: int, dice: random.Random, maybe: Any) -> dict[str, Any]:
    bought = at(dice.randrange(60))
    signed = bought + dice.randrange(1, 5) * 86_400
    return {
        "id": f"C{number}",
        "merchant": f"shop {min(dice.randrange(40), dice.randrange(40))}",
        "now": signed + dice.randrange(1, 20 * 86_400),
        "purchased_at": bought,
        "signed_at": maybe(signed),
        "currency": dice.choice(["CNY", "CNY", "CNY", "EUR"]),
        "goods_kind": maybe(dice.choice(["shoes", "food", "other"])),
        "traits": maybe(dice.choice([[], ["custom_made"], ["perishable"], ["custom_made", "perishable"]])),
        "remedy": maybe(dice.choice(["refund_only", "return_refund", "exchange"])),
        "reason": maybe(dice.choice(["no_reason", "quality"])),
        "intact": maybe(dice.random() < 0.8, 0.2),
        "paid": maybe(dice.randrange(100, 50_000)),
        "asked": maybe(dice.randrange(100, 60_000), 0.3),
        "return_freight_cost": maybe(dice.randrange(500, 3_000)),
        "use_days": maybe(dice.randrange(0, 300), 0.3),
    }


def frame(rows: list[dict[str, Any]]) -> pl.DataFrame:
    """Rows as a frame with the types that Parquet keeps."""
    return pl.DataFrame(rows, infer_schema_length=None)

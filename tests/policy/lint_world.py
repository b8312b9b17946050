"""A small catalogue and packs written in a few lines, for the tests of lint."""

from __future__ import annotations

from collections.abc import Sequence

from makegood.policy import Catalogue, Pack
from makegood.policy.lint import Fault, Finding, lint_packs
from makegood.policy.reading.facts import read_catalogue
from makegood.policy.reading.pack import read_pack

FACTS = """
facts:
  now: {type: moment, label: {en: today, zh: 当前时间}, by: [system], cost: 0}
  purchased_at: {type: moment, label: {en: time of purchase, zh: 下单时间}, by: [system], cost: 0}
  signed_at: {type: moment, absent: future, label: {en: time of delivery, zh: 签收时间}, by: [carrier], cost: 0}
  market: {type: word, open: true, label: {en: market, zh: 市场}, by: [system], cost: 0, values: {}}
  currency: {type: word, open: true, label: {en: currency, zh: 币种}, by: [system], cost: 0, values: {}}
  category: {type: word, open: true, label: {en: category, zh: 类目}, by: [marketplace], cost: 0, values: {}}
  reason:
    type: word
    label: {en: reason, zh: 原因}
    by: [buyer]
    cost: 1
    values:
      quality: {en: it is faulty, zh: 质量问题}
      no_reason: {en: I changed my mind, zh: 不想要了}
      damaged: {en: it is damaged, zh: 破损}
  traits:
    type: words
    label: {en: nature of the goods, zh: 商品属性}
    by: [merchant]
    cost: 0
    values:
      custom_made: {en: custom-made, zh: 定作}
      perishable: {en: perishable, zh: 鲜活易腐}
  intact: {type: flag, label: {en: the goods are intact, zh: 商品完好}, by: [buyer], cost: 1}
  opened: {type: flag, label: {en: the parcel was opened, zh: 已拆封}, by: [buyer], cost: 1, presumed: no}
  repairs: {type: count, most: 100, label: {en: number of repairs, zh: 维修次数}, by: [merchant], cost: 1}
  paid: {type: money, label: {en: amount paid, zh: 实付金额}, by: [system], cost: 0}
  rotten_share: {type: share, label: {en: rotten share, zh: 腐烂比例}, by: [buyer], cost: 1}
always:
  - purchased_at <= now
  - signed_at >= purchased_at
"""
HEAD = """
pack: {name}
version: "1"
level: {level}
title: {{en: Test, zh: 测试}}
markets: [CN]
currency: CNY
day_starts: "+08:00"
"""


def catalogue() -> Catalogue:
    """The small catalogue."""
    return read_catalogue({"facts.yaml": FACTS})


def pack(rules: Sequence[str], name: str = "test", level: str = "law", extra: str = "") -> Pack:
    """A pack of rules, each the lines below its id, text and source: `id | when: … | then: …`."""
    written = "\n".join(_rule(rule) for rule in rules)
    text = HEAD.format(name=name, level=level).strip() + f"\n{extra.strip()}\nrules:\n{written}\n"
    return read_pack(text, f"{name}.yaml", catalogue())


def _rule(rule: str) -> str:
    rule_id, *lines = (part.strip() for part in rule.split("|"))
    fields = [f"text: {{en: The rule {rule_id}., zh: 规则{rule_id}。}}", "source: a law", *lines]
    if not any(line.startswith("confidence:") for line in lines):
        fields.append("confidence: H")
    return "\n".join([f"  - id: {rule_id}", *(f"    {line}" for line in fields)])


def found(*packs: Pack, subject: Sequence[str] | None = None, merchant: bool = False) -> list[Finding]:
    """What lint finds in packs."""
    return lint_packs(catalogue(), packs, subject, merchant)


def faults(findings: Sequence[Finding]) -> list[Fault]:
    """The faults alone."""
    return [each.fault for each in findings]

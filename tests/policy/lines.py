"""Rules of one line for tables that are read aloud: `law fixed one when a and not b: freight.return buyer`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from makegood.policy.book import Book, make_book
from makegood.policy.catalogue import Catalogue
from makegood.policy.decide import Decision, decide
from makegood.policy.pack import Pack
from makegood.policy.reading.facts import read_catalogue
from makegood.policy.reading.pack import read_pack

FACTS = """
facts:
  now: {type: moment, label: {en: today, zh: 当前时间}, by: [system], cost: 0}
  purchased_at: {type: moment, label: {en: time of purchase, zh: 下单时间}, by: [system], cost: 0}
  signed_at: {type: moment, absent: future, label: {en: time of delivery, zh: 签收时间}, by: [buyer, carrier], cost: 0}
  market: {type: word, open: true, values: {}, label: {en: market, zh: 市场}, by: [system], cost: 0}
  currency: {type: word, open: true, values: {}, label: {en: currency, zh: 币种}, by: [system], cost: 0}
  price: {type: money, label: {en: price, zh: 价款}, by: [system], cost: 0}
  days_used: {type: count, label: {en: days of use, zh: 使用天数}, by: [buyer], cost: 2}
  reason:
    type: word
    label: {en: reason, zh: 原因}
    by: [buyer]
    cost: 1
    values: {quality: {en: it is faulty, zh: 质量问题}, no_reason: {en: I changed my mind, zh: 不想要了}}
  a: {type: flag, label: {en: the lamp is lit, zh: 灯亮着}, ask: {en: "Is it lit?", zh: 灯亮吗？}, by: [buyer], cost: 1}
  b: {type: flag, label: {en: the lamp is broken, zh: 灯坏了}, by: [buyer, merchant], cost: 2}
  c: {type: flag, label: {en: a certificate is there, zh: 有证书}, by: [merchant], cost: 5}
  d: {type: flag, label: {en: a laboratory found lead, zh: 检出铅}, by: [laboratory], cost: 20}
  e: {type: flag, presumed: yes, label: {en: the buyer is a consumer, zh: 买家是消费者}, by: [desk], cost: 5}
always: []
"""
CATALOGUE: Catalogue = read_catalogue({"facts.yaml": FACTS})
_LINE = re.compile(
    r"(?P<level>\w+)(?P<fixed> fixed)?(?: judged (?P<judged>\w+))?(?: from (?P<begins>\S+))?(?: until (?P<ends>\S+))?"
    r" (?P<id>\w+)(?: over (?P<over>\S+))? when (?P<when>.+?)(?: unless (?P<unless>.+?))?: (?P<says>.+)"
)
_GROUPS = {"remedy": "remedies", "clock": "clocks", "limit": "limits", "tender": "tenders"}


def pack(line: str) -> Pack:
    """A pack of one rule; its name is the rule's id."""
    found = _LINE.fullmatch(line)
    assert found is not None, line
    said = found.groupdict()
    lines = [
        f"pack: {said['id'].replace('_', '-')}", 'version: "1"', f"level: {said['level']}", "title: {en: t, zh: 题}",
        "currency: CNY", 'day_starts: "+08:00"', "windows:",
        "  week: {starts: signed_at, counted: from_next_day, length: 7 days, text: {en: the week, zh: 七日期}}", "rules:",
        f"  - id: {said['id']}", f"    text: {{en: Rule {said['id']}., zh: 规则{said['id']}。}}", "    source: s",
        "    confidence: H",
        f"    when: {said['when']}", f"    then: {{{', '.join(_then(each) for each in said['says'].split(', '))}}}",
    ]  # fmt: skip
    more = {"from": said["begins"], "until": said["ends"], "judged": said["judged"], "unless": said["unless"]}
    lines += [f"    {name}: {value}" for name, value in more.items() if value]
    if said["fixed"]:
        lines.append("    binding: fixed")
    if said["over"]:
        lines.append(f"    over: [{said['over'].replace('_', '-')}/{said['over']}]")
    return read_pack("\n".join(lines), "line.yaml", CATALOGUE)


def _then(says: str) -> str:
    key, _, value = says.partition(" ")
    group, _, name = key.partition(".")
    if group == "mark":
        return f"marks: [{name}]"
    if key in ("refund", "compensation", "deduction"):
        return f"{key}: {{of: price, times: {value}}}"
    return f"{_GROUPS.get(group, group)}: {{{name}: {value}}}" if name else f"{key}: {value}"


def book(*rules: str) -> Book:
    """Rules of one line, bound."""
    return make_book(CATALOGUE, [pack(each) for each in rules])


def facts(told: str = "", **more: Any) -> dict[str, Any]:
    """`a !b`: a is so, b is not so; everything else is unknown. `more`: other facts as JSON has them."""
    flags = {word.lstrip("!"): not word.startswith("!") for word in told.split()}
    moments = {"now": "2026-03-02T12:00:00Z", "purchased_at": "2026-03-01T12:00:00Z"}
    return CATALOGUE.encode({**moments, "currency": "CNY", **flags, **more})


def decided(rules: Sequence[str], told: str = "", **more: Any) -> Decision:
    """What rules of one line say about facts."""
    return decide(book(*rules), facts(told, **more))

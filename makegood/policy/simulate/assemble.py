"""PURE: the report of a simulation out of its tally: keys by how much they change, money, the most affected, examples."""

from datetime import datetime
from functools import partial
from typing import Any

from msgspec.structs import replace

from makegood.policy.book import Book
from makegood.policy.catalogue import Catalogue
from makegood.policy.outcomes import Key, Kind
from makegood.policy.simulate.chosen import decided_again, examples
from makegood.policy.simulate.compare import Comparison
from makegood.policy.simulate.money import PARTIES
from makegood.policy.simulate.plan import Plan
from makegood.policy.simulate.report import (
    Flow,
    Group,
    KeyChange,
    Money,
    PackOf,
    PartyMoney,
    Report,
    Source,
    Words,
)
from makegood.policy.simulate.tally import Stratum, Tally
from makegood.policy.simulate.texts import PARTY_LABELS, flow_ends, key_label, of_text
from makegood.policy.simulate.ways import Way
from makegood.policy.telling.words import Setting, setting_of

MOST_AFFECTED = 20
MOST_FLOWS = 24
_REST = Words("other changes", "其他变化")


def assemble(
    plan: Plan, comparison: Comparison, tally: Tally, source: Source, made_at: datetime, seconds: float
) -> Report:
    """The report. Raises EnginesDisagree when a sampled case comes out otherwise when it is decided alone."""
    new, setting, catalogue = plan.new, setting_of(plan.new), comparison.new.catalogue
    tell = partial(decided_again, comparison, setting)
    return Report(
        kind="simulation", pack=new.name, version=new.version, title=of_text(new.title), made_at=made_at.isoformat(),
        source=source, packs_before=_packs(comparison.old), packs_after=_packs(comparison.new),
        compared=[key.name for key in comparison.keys], all=tally.all,
        keys=changes_of(tally, setting), money=_money(tally), merchants=most_affected(tally, "merchants"),
        categories=most_affected(tally, "categories", catalogue), months=months_of(tally),
        examples=examples(tally, catalogue, tell),
        as_at=plan.as_at.isoformat() if plan.as_at else "", market=plan.market or "", seconds=seconds,
    )  # fmt: skip


def changes_of(tally: Tally, setting: Setting) -> list[KeyChange]:
    """What changed for each outcome, the most first."""
    changes = (_key_change(key, tally, setting) for key in tally.keys)
    return sorted(changes, key=lambda change: (-change.changed, change.key))


def _packs(book: Book) -> list[PackOf]:
    return [PackOf(ref.name, ref.version, ref.digest) for ref in book.packs]


def _key_change(key: Key, tally: Tally, setting: Setting) -> KeyChange:
    mine = {stratum: cases for stratum, cases in tally.flows.items() if stratum[0] == key.name}
    by_way = {way: sum(cases for stratum, cases in mine.items() if stratum[3] == way.value) for way in Way}
    undecided = tally.undecided.get(key.name, [0, 0])
    return KeyChange(
        key.name, key_label(key), sum(mine.values()), by_way[Way.BETTER], by_way[Way.WORSE], by_way[Way.OTHER],
        by_way[Way.SETTLED], by_way[Way.UNSETTLED], undecided[0], undecided[1], _flows(key, mine, setting),
        dict(tally.gained.get(key.name, {})),
    )  # fmt: skip


def _flows(key: Key, mine: dict[Stratum, int], setting: Setting) -> list[Flow]:
    """The most frequent flows; the rest of each way together."""
    ordered = sorted(mine.items(), key=lambda item: (-item[1], item[0]))
    flows = [_flow(key, stratum, cases, setting) for stratum, cases in ordered[:MOST_FLOWS]]
    rest: dict[str, int] = {}
    for stratum, cases in ordered[MOST_FLOWS:]:
        way = Way(stratum[3]).word
        rest[way] = rest.get(way, 0) + cases
    return [*flows, *(Flow("…", "…", _REST, _REST, way, cases) for way, cases in rest.items())]


def _flow(key: Key, stratum: Stratum, cases: int, setting: Setting) -> Flow:
    _, before, after, code = stratum
    way = Way(code).word
    varies = key.kind in (Kind.AMOUNT, Kind.MOMENT)
    (word, text), (word_after, text_after) = flow_ends(key, before, after, way, setting, varies)
    return Flow(word, word_after, text, text_after, way, cases)


def _money(tally: Tally) -> list[Money]:
    rows = [] if tally.money is None else tally.money.sort("cases", descending=True).to_dicts()
    return [
        Money(
            row["currency"], row["cases"], row["changed"], row["before.unvalued"], row["after.unvalued"],
            [_party(party, row[f"before.{party}"], row[f"after.{party}"]) for party in PARTIES],
        )
        for row in rows
        if row["currency"]
    ]  # fmt: skip


def _party(party: str, before: int, after: int) -> PartyMoney:
    return PartyMoney(party, PARTY_LABELS[party], int(before), int(after), int(after) - int(before))


def most_affected(tally: Tally, name: str, catalogue: Catalogue | None = None) -> list[Group]:
    """The merchants or categories of which the most cases change."""
    groups = _groups(tally, name, catalogue)
    touched = [group for group in groups if group.changed and group.name]
    return sorted(touched, key=lambda group: (-group.changed, group.name))[:MOST_AFFECTED]


def months_of(tally: Tally) -> list[Group]:
    """All months, such as 2026-03."""
    return sorted(
        (_of_month(group) for group in _groups(tally, "months", None)), key=lambda group: group.name
    )


def _of_month(group: Group) -> Group:
    name = f"{group.name[:4]}-{group.name[4:]}"
    return replace(group, name=name, label=Words(name, name))


def _groups(tally: Tally, name: str, catalogue: Catalogue | None) -> list[Group]:
    sums: dict[str, dict[str, Any]] = {}
    frame = tally.groups.get(name)
    for row in [] if frame is None else frame.sort("name", "currency").iter_rows(named=True):
        group = sums.setdefault(row["name"], {"changed": 0, "better": 0, "worse": 0, "difference": {}})
        for each in ("changed", "better", "worse"):
            group[each] += row[each]
        if row["currency"] and row["difference"]:
            group["difference"][row["currency"]] = int(row["difference"])
    none = {"changed": 0, "better": 0, "worse": 0, "difference": {}}
    wanted = tally.totals.get(name, {}) if name == "months" else sums
    return [
        Group(
            each, _name_label(each, catalogue), tally.totals[name][each], found["changed"], found["better"],
            found["worse"], found["difference"],
        )
        for each in wanted
        for found in [sums.get(each, none)]
    ]  # fmt: skip


def _name_label(name: str, catalogue: Catalogue | None) -> Words:
    """A merchant's name as it is; a category as the catalogue calls it."""
    if catalogue is not None:
        for fact in ("category", "goods_kind"):
            kind = catalogue.facts.get(fact)
            if kind is not None and name in kind.values:
                return of_text(kind.values[name])
    return Words(name, name)

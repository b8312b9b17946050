"""PURE: who bears the freight by the rules, with what is settled in a dispute; and whom a ruling may not put it on instead."""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from makegood.cases import (
    CaseState,
    Favour,
    FreightBearer,
    FreightRuled,
    freight_differs,
    freight_said,
    leg_of,
)
from makegood.disputes import refusals
from makegood.policy import Binding, Decision, Level, key

WAYS = {"outbound": False, "return": True}
"""The ways of freight, and whether each is the way back."""
BINDS = frozenset({Level.LAW, Level.PROMISE})
"""Whose word on freight no ruling takes from the buyer: the platform's own rules a person may depart from, and says why."""
_BEARERS = list(FreightBearer)
_NEEDLESS = FreightRuled(back=FreightBearer.BUYER)


class FreightOwed(Struct, frozen=True):
    """What law or a promise says of the freight of a way: nobody who is worse for the buyer bears it. `rule` says so."""

    way: str
    bearer: FreightBearer
    rule: str


def proposed_freight(state: CaseState, decisions: Sequence[Decision]) -> FreightRuled | None:
    """Who bears the freight of both ways by the rules: where lines differ, what is best for the buyer."""
    out, back = (_bearer(decisions, _key(state, is_back, decisions)) for is_back in WAYS.values())
    return freight_said(FreightRuled(out, back))


def owed_freight(state: CaseState, decisions: Sequence[Decision]) -> tuple[FreightOwed, ...]:
    """What law and promises say of the freight of each way, as far as they speak of it."""
    found = []
    for way, is_back in WAYS.items():
        name = _key(state, is_back, decisions)
        bound = [each for decision in decisions for each in _binding(decision, name)]
        if bound:
            value, rule = max(bound, key=lambda each: each[0])
            found.append(FreightOwed(way, _BEARERS[value], rule))
    return tuple(found)


def require_freight_owed(
    freight: FreightRuled | None, proposed: FreightRuled | None, owed: Sequence[FreightOwed]
) -> None:
    """What a ruling that gives the buyer something may say of the freight. Raises FreightOwedOtherwise,
    NoFreightCoverHere.
    """
    told = freight or FreightRuled()
    for each in owed:
        bearer = told.back if WAYS[each.way] else told.outbound
        if bearer and _goodness(bearer) < _goodness(each.bearer):
            raise refusals.FreightOwedOtherwise(rule=each.rule)
    by_rules = proposed or FreightRuled()
    for bearer, rules_say in zip(told.ways, by_rules.ways, strict=True):
        if bearer is FreightBearer.INSURER and rules_say is not FreightBearer.INSURER:
            raise refusals.NoFreightCoverHere()


def _goodness(bearer: FreightBearer) -> int:
    """How good a bearer is for the buyer: whoever it is, if only it is somebody else (makegood/policy/lint/floors.py)."""
    return min(_BEARERS.index(bearer), _BEARERS.index(FreightBearer.INSURER))


def moves_freight(freight: FreightRuled | None, proposed: FreightRuled | None, favour: str) -> bool:
    """Whether freight is put on somebody else than was proposed. Of a way back that a ruling for the merchant made needless
    nothing has to be proposed: it is the buyer's (makegood/flows/freight_bearer.py).
    """
    return freight_differs(freight, _NEEDLESS if favour == Favour.MERCHANT else proposed)


def _key(state: CaseState, is_back: bool, decisions: Sequence[Decision]) -> str:
    spoken = {name.removeprefix("freight.") for each in decisions for name in each.answers}
    return f"freight.{leg_of(state.type, is_back, spoken)}"


def _bearer(decisions: Sequence[Decision], name: str) -> FreightBearer | None:
    said = [value for each in decisions if (value := each.value(name)) is not None]
    return FreightBearer(key(name).word(max(said))) if said else None


def _binding(decision: Decision, name: str) -> Iterator[tuple[int, str]]:
    """What rules that bind say of a key, and their names. One from which nobody may depart counts alone."""
    answer = decision.answer(name)
    rules = decision.book.rules
    if (
        answer.rule is not None
        and answer.value is not None
        and rules[answer.rule].rule.binding is Binding.FIXED
    ):
        yield answer.value, rules[answer.rule].rule.name
        return
    for said in decision.book.sayings_of.get(name, ()):
        rule = rules[said.rule].rule
        if (
            decision.truths[said.rule]
            and rule.level in BINDS
            and (value := said.value(decision.facts)) is not None
        ):
            yield value, rule.name

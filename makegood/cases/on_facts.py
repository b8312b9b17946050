"""PURE: rulings and decisions on appeals with the facts that stood when they were made. The platform fills them in under the
lock of the order; nobody sends them.
"""

from msgspec import structs

from makegood.cases.commands import Command, Rule, RuleOnAppeal
from makegood.cases.judgement import FactFound


class RuleOnFacts(Rule, frozen=True):
    """A ruling, and what it rests on."""

    rests_on: tuple[FactFound, ...] = ()


class RuleOnAppealOnFacts(RuleOnAppeal, frozen=True):
    """A decision on an appeal, and what it rests on."""

    rests_on: tuple[FactFound, ...] = ()


def with_facts(command: Rule | RuleOnAppeal, rests_on: tuple[FactFound, ...]) -> Rule | RuleOnAppeal:
    """A ruling or a decision as it was sent, with what it rests on."""
    said = structs.asdict(command) | {"rests_on": rests_on}
    return RuleOnFacts(**said) if isinstance(command, Rule) else RuleOnAppealOnFacts(**said)


def facts_in(command: Command) -> tuple[FactFound, ...]:
    """What a ruling or a decision rests on; nothing where nobody filled it in."""
    return command.rests_on if isinstance(command, RuleOnFacts | RuleOnAppealOnFacts) else ()

"""PURE: until when a decision stays as it is: the end of the windows that the deciding rule looks at."""

from datetime import datetime

from makegood.policy.catalogue import moment_of
from makegood.policy.decide import Decision
from makegood.policy.language.closures import fold_number
from makegood.policy.language.expression import Not, Within, nodes


def window_end(decision: Decision, key: str) -> datetime | None:
    """When the first window closes that the rule behind a key (or a rule that may still decide it) needs open; None where
    no window matters or where it is not known when it began.
    """
    answer = decision.answer(key)
    places = [*answer.unsettled_by, *([] if answer.rule is None else [answer.rule])]
    ends = [
        end
        for place in places
        for node in _positive(decision.book.rules[place].condition)
        if (end := fold_number(node.ends)(decision.facts)) is not None
    ]
    return moment_of(min(ends)) if ends else None


def _positive(condition: object) -> list[Within]:
    """The windows that have to be open; those of a negation have to be closed."""
    all_nodes = list(nodes(condition))  # type: ignore[arg-type]
    closed = {id(inner) for node in all_nodes if isinstance(node, Not) for inner in nodes(node)}
    return [node for node in all_nodes if isinstance(node, Within) and id(node) not in closed]

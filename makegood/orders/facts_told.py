"""PURE: the facts that a marketplace tells with an order, looked at by whoever knows which facts there are."""

from collections.abc import Awaitable, Callable, Sequence

from makegood.orders.handlers import Outcome
from makegood.orders.model import FactValue, OrderInput, Problem
from makegood.orders.refusals import OrderHasProblems

CheckFact = Callable[[str, FactValue], str | None]
"""A fact's name and value to what is wrong with them, or None."""


def problems_of_facts(order: OrderInput, check: CheckFact) -> list[Problem]:
    """What is wrong with the facts of an order and of its lines, each by its path."""
    told = [
        ("facts", order.facts),
        *((f"lines[{at}].facts", line.facts) for at, line in enumerate(order.lines)),
    ]
    return [
        Problem(f"{path}.{name}", problem, str(value)[:80])
        for path, facts in told
        for name, value in facts.items()
        if (problem := check(name, value))
    ]


async def record_told_right(
    inputs: Sequence[OrderInput],
    check: CheckFact | None,
    record: Callable[[Sequence[OrderInput]], Awaitable[list[Outcome]]],
) -> list[Outcome]:
    """Record those orders whose facts are understood; the others are refused, each alone and in its place."""
    if check is None:
        return await record(inputs)
    wrong = [problems_of_facts(order, check) for order in inputs]
    right = [order for order, problems in zip(inputs, wrong, strict=True) if not problems]
    recorded = iter(await record(right) if right else [])
    return [
        OrderHasProblems(order.external_id, problems) if problems else next(recorded)
        for order, problems in zip(inputs, wrong, strict=True)
    ]

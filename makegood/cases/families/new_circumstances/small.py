"""PURE: what the check gives to cases that are taken up again: after a ruling only over orders of a market of its own."""

from collections.abc import Iterator

from makegood.cases.commands import Command, Reopen
from makegood.cases.facts import OrderFacts
from makegood.cases.families.new_circumstances.conditions import is_ruled
from makegood.cases.families.reception.small import PHOTO
from makegood.cases.model import CaseState, Role

BY_NEWS = "by_news"
"""The market of orders over which a ruling is reopened with new circumstances."""


def reopenings(state: CaseState, order: OrderFacts, actor: Role) -> Iterator[Command]:
    """With a photo and its grounds where a ruling stands, else with the news alone."""
    if is_ruled(state) and order.market == BY_NEWS:
        yield Reopen("new", "The laboratory has found the fault.", (PHOTO,))
    yield Reopen("new")

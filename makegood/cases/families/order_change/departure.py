"""PURE: what a change that still waits is told once the marketplace's order says that its goods have left."""

from datetime import datetime

from makegood.cases.commands import Command
from makegood.cases.facts import OrderFacts, goods_of
from makegood.cases.families.order_change.asking import CHANGING
from makegood.cases.families.order_change.commands import ReportLeft
from makegood.cases.model import CaseState, Goods


def left_command(state: CaseState, order: OrderFacts, now: datetime) -> Command | None:
    """The command that drops the change, or None where it changes nothing."""
    waits = state.type in CHANGING and state.stage.is_open and not (state.change and state.change.made_at)
    left = any(
        goods_of(order, [line.line_no], now) is not Goods.NOT_SHIPPED
        for line in order.lines
        if line.kind == "goods" and any(item.line_no == line.line_no for item in state.items)
    )
    return ReportLeft() if waits and left else None

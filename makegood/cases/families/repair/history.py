"""PURE: what earlier repairs of an order line tell policy: how many were in vain, how long they took and waited."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from msgspec import structs

from makegood.cases.facts import LineFacts, OrderFacts
from makegood.cases.families.repair.changes import plan_of
from makegood.cases.families.repair.plan import PastRepair
from makegood.cases.model import CaseState

DAY_SECONDS = 86_400


def record_of(state: CaseState, now: datetime) -> PastRepair | None:
    """What a repair leaves for later decisions, as it stands; None before anybody has the goods."""
    plan = state.repair
    if plan is None or state.received_at is None:
        return None
    ended = plan.sent_at or now
    waited = plan.waited_seconds
    if plan.parts_since is not None:
        waited += int((ended - plan.parts_since).total_seconds())
    seconds = max(0, int((ended - state.received_at).total_seconds()))
    in_vain = plan.failed or plan.choice == "cannot_be_repaired"
    return PastRepair(ended, seconds, min(waited, seconds), in_vain)


def with_this_repair(order: OrderFacts, state: CaseState, now: datetime) -> OrderFacts:
    """The order's facts with the repair that is under way among the past ones."""
    record = record_of(state, now)
    if record is None:
        return order
    about = {item.line_no for item in state.items}
    lines = tuple(
        structs.replace(line, repairs={**line.repairs, str(state.id): record})
        if line.line_no in about
        else line
        for line in order.lines
    )
    return structs.replace(order, lines=lines)


def repair_facts(line: LineFacts, order: OrderFacts, now: datetime) -> Iterator[tuple[str, Any]]:
    """Facts of the catalogue that follow from earlier repairs of a line; none where there were none."""
    past = list(line.repairs.values())
    if not past:
        return
    taken = sum(each.seconds for each in past)
    in_use = int((now - order.placed_at).total_seconds()) - taken
    yield "use_days", max(0, in_use // DAY_SECONDS)
    yield "repairs_failed", sum(each.in_vain for each in past)
    yield "repair_time", taken
    yield "longest_repair", max(each.seconds for each in past)
    yield "waiting_for_parts", max(each.waited_seconds for each in past)
    yield "repairer_delay", max(each.seconds - each.waited_seconds for each in past)
    yield "repaired_at", max(each.ended_at for each in past)


def repair_record(state: CaseState, now: datetime) -> PastRepair | None:
    """What later decisions must know of a repair; None before it has come to anything."""
    plan = plan_of(state)
    has_shown = plan.sent_at is not None or bool(plan.choice or plan.turned)
    if not has_shown or not (plan.done or plan.choice or plan.turned):
        return None
    return record_of(state, now)

"""PURE: what must hold in every state of every case and of every step between two. Each rule is one small function
that yields what is wrong, in words; the check adds how the state was come to.
"""

from collections.abc import Callable, Iterator
from datetime import datetime

from msgspec import structs

from makegood.cases.canonical import DAY
from makegood.cases.claims import claims_of
from makegood.cases.commands import Tick
from makegood.cases.conditions import holds
from makegood.cases.decide import may
from makegood.cases.events import is_open_leg
from makegood.cases.exploration import TALK, Kernel, Node, Step, facts_at
from makegood.cases.facts import OrderFacts
from makegood.cases.model import CaseState, Goods, LegStatus, LegWay, Role, Stage
from makegood.cases.patience import waits
from makegood.cases.small_orders import NOW
from makegood.kit.errors import Refused
from makegood.payments import MORE_THAN_CAPTURED

WRONGS = Iterator[str]
RE_OPENINGS = frozenset(
    {
        (Stage.CLOSED, "reopen"),
        (Stage.CLOSED, "bind_ruling"),
        (Stage.SETTLED, "bind_ruling"),
        (Stage.WITHDRAWN, "bind_ruling"),
        (Stage.SETTLED, "record_refund"),
        (Stage.SETTLED, "resume_refund"),
        (Stage.SETTLED, "receive"),
        (Stage.CLOSED, "appeal"),
        (Stage.SETTLED, "appeal"),
        (Stage.SETTLED, "send_back"),
        (Stage.CLOSED, "send_back"),
        (Stage.SETTLED, "grade"),
        (Stage.CLOSED, "grade"),
        (Stage.SETTLED, "report_still_faulty"),
        (Stage.SETTLED, "note_loaner"),
        (Stage.CLOSED, "note_loaner"),
    }
)
"""The only ways out of an end: a closed case may be reopened once, a paid refund may bounce, what a bank had paid may
be owed again, a ruling may be appealed once;
papers of an authority come when they come; what stays the buyer's is sent back, what is the merchant's graded, when all is
over.
"""
PARTIES = (Role.BUYER, Role.MERCHANT)
DESK = (Role.DESK, Role.SENIOR)
_TICK = Tick()
_GONE = (Goods.RETURNING, Goods.RETURNED, Goods.LOST)


def has_one_owner(step: Step, kernel: Kernel) -> WRONGS:
    """Somebody has the ball while the case is open, and nobody after."""
    if step.after.stage.is_open and step.after.owner is None:
        yield "nobody has the ball"
    if not step.after.stage.is_open and step.after.owner is not None:
        yield f"the case has ended and {step.after.owner} still has the ball"


def has_a_running_clock(step: Step, kernel: Kernel) -> WRONGS:
    """An open case has a clock that has not run out before it began, and wakes no later than it runs out."""
    state, now = step.after, step.after.updated_at
    if not state.stage.is_open:
        if state.due_at or state.wake_at:
            yield "the case has ended and its clock still runs"
        return
    if state.due_at is None or state.wake_at is None:
        yield "no clock runs"
    elif state.due_at < now:
        yield "the clock ran out before it began"
    elif state.wake_at > state.due_at:
        yield "the clock wakes later than it runs out"


def reminder_only_reminds(step: Step, kernel: Kernel) -> WRONGS:
    """A tick at the reminder's time reminds once and leaves owner, stage and clock alone."""
    state = step.after
    if not state.remind_at or state.paused or not state.due_at or state.remind_at >= state.due_at:
        return
    try:
        reminded = kernel.decide(
            _TICK, state, (Role.SYSTEM,), facts_at(step.order, state.remind_at), tables=kernel.tables
        ).after
    except Refused:
        yield "the reminder is refused"
        return
    if (reminded.stage, reminded.owner, reminded.due_at) != (state.stage, state.owner, state.due_at):
        yield "the reminder changes more than that it was sent"
    elif reminded.remind_at is not None:
        yield "the reminder is sent again and again"


def ends_are_final(step: Step, kernel: Kernel) -> WRONGS:
    """Out of an end lead only the listed ways, and only in time."""
    before = step.before.state if step.before else None
    if before is None or before.stage.is_open or step.command is None:
        return
    if step.command.name == "say":
        return  # which changes nothing: talk_only_talks
    if (before.stage, step.command.name) not in RE_OPENINGS:
        yield f"{step.command.name} changes a case that has ended"
    elif step.command.name in ("reopen", "appeal") and _decides(step, kernel, NOW + 8 * DAY):
        done = "reopened" if step.command.name == "reopen" else "appealed"
        yield f"a case can be {done} after its time"


def _decides(step: Step, kernel: Kernel, now: datetime) -> bool:
    assert step.before is not None
    assert step.actor is not None
    facts = facts_at(step.before.order, now)
    try:
        kernel.decide(step.command, step.before.state, (step.actor,), facts, tables=kernel.tables)
    except Refused:
        return False
    return True


def pays_no_more_than_asked(step: Step, kernel: Kernel) -> WRONGS:
    """Paid at most granted, granted at most asked, asked at most what was paid for the units; in the books and outside."""
    state = step.after
    paid = sum(leg.amount_minor for leg in state.legs if leg.status is LegStatus.PAID)
    open_legs = sum(leg.amount_minor for leg in state.legs if is_open_leg(leg.status))
    left = sum(amount for _, amount in step.sent)
    most = state.value_minor
    if state.refunded_minor != paid:
        yield f"the case says {state.refunded_minor} refunded, its legs say {paid}"
    if state.requested_minor > most or state.owed_minor > state.requested_minor:
        yield f"owed {state.owed_minor}, asked {state.requested_minor}, but {most} was paid for the units"
    if paid + open_legs > min(most, state.requested_minor):
        yield f"{paid} paid and {open_legs} on its way, but only {min(most, state.requested_minor)} is claimed"
    if left > most:
        yield f"{left} may have left by the processors, but only {most} was paid"
    if state.legs and state.sent_minor != state.owed_minor:
        yield "the legs of the refund do not add up to what is owed"
    if state.made_whole_minor > state.sent_minor:
        yield f"the merchant is given back {state.made_whole_minor} of {state.sent_minor} that were refunded"


def pays_nothing_that_the_bank_has_paid(step: Step, kernel: Kernel) -> WRONGS:
    """What failed since the processor holds too little never goes into the buyer's balance, by silence or by a person."""
    before = step.before.state if step.before else None
    for leg in before.legs if before else ():
        after = step.after.leg(leg.leg_no)
        if not after or (leg.status, leg.failure) != (LegStatus.FAILED, MORE_THAN_CAPTURED):
            continue
        told = step.command is not None and step.command.name in ("record_refund", "resume_refund")
        same = (after.status, after.way, after.amount_minor) == (
            LegStatus.PAID,
            LegWay.PAYMENT,
            leg.amount_minor,
        )
        if same and not told:
            yield f"{leg.amount_minor} are paid that the bank has paid"


def takes_no_more_than_the_order_has(step: Step, kernel: Kernel) -> WRONGS:
    """Claims stay within each line, refunds within each payment; an order's money is not given twice."""
    for line in step.order.lines:
        if not 0 <= line.claimed_quantity <= line.quantity:
            yield f"{line.claimed_quantity} of {line.quantity} units of line {line.line_no} are claimed"
        if not 0 <= line.claimed_minor <= line.paid_minor:
            yield f"{line.claimed_minor} of {line.paid_minor} minor units of line {line.line_no} are claimed"
    for payment in step.order.payments:
        if not 0 <= payment.refunded_minor <= payment.amount_minor:
            yield f"{payment.refunded_minor} of payment {payment.payment_no} ({payment.amount_minor}) is refunded"
    if step.order.escrow_minor < 0:
        yield "more is taken from escrow than it holds"


def talk_only_talks(step: Step, kernel: Kernel) -> WRONGS:
    """A message or question moves the ball and the clock at most; a message only where it answers, and back to who asked."""
    before = step.before.state if step.before else None
    if before is None or step.command is None or step.command.name not in TALK:
        return
    kept = (
        "stage",
        "type",
        "goods",
        "money",
        "requested_minor",
        "approved_minor",
        "legs",
        "offer",
        "items",
        "rounds",
    )
    for name in kept:
        if getattr(before, name) != getattr(step.after, name):
            yield f"{step.command.name} changes {name}"
    if step.command.name == "ask":
        if before.owner is not step.actor or before.question:
            yield f"the {step.actor} asks without having the ball"
    elif before.question and step.actor is before.question.to:
        if step.after.question or step.after.owner is not before.question.by:
            yield "the answer does not give the ball back"
    elif (step.after.owner, step.after.question) != (before.owner, before.question):
        yield f"a message of the {step.actor} moves the ball"


def question_goes_back(step: Step, kernel: Kernel) -> WRONGS:
    """While a question stands, one party owes an answer to another; without one, the ball goes back, to the same stage."""
    state, question = step.after, step.after.question
    if question is None:
        return
    if (
        state.paused
        or question.by is question.to
        or state.owner is not question.to
        or question.left_seconds < 0
    ):
        yield "a question stands and the ball is not where the answer is due"
    if state.due_at is None:
        return
    lapsed = kernel.decide(_TICK, structs.replace(state, remind_at=None), (Role.SYSTEM,),
        facts_at(step.order, state.due_at), tables=kernel.tables).after  # fmt: skip
    if lapsed.question or (lapsed.owner, lapsed.stage) != (question.by, state.stage):
        yield "the question lapses and the ball does not go back"


def asks_for_something(step: Step, kernel: Kernel) -> WRONGS:
    """An open case is about money, unless it changes the order; one at the money stages has begun a refund, or changed it."""
    state = step.after
    change = state.change
    replaced = state.has_goods_again
    if state.stage.is_open and state.owed_minor < 1 and not replaced and change is None:
        yield "the case is open and nothing is asked for"
    done = replaced or (change is not None and change.made_at is not None and not change.back_minor)
    if state.stage in (Stage.REFUNDING, Stage.REFUND_HELD, Stage.SETTLED) and not state.legs and not done:
        yield "the case is at the money and no refund has begun"
    if state.stage is Stage.SETTLED and any(leg.status is LegStatus.FAILED for leg in state.legs):
        yield "the case is settled and a part of the refund has failed"
    if not state.stage.is_open and state.stage is not Stage.SETTLED and state.legs:
        yield "the case ended without a refund, and a refund has begun"


def nobody_loses_both(step: Step, kernel: Kernel) -> WRONGS:
    """Without a ruling, a case does not end while the buyer has neither the goods nor the money."""
    state = step.after
    if state.stage not in (Stage.CLOSED, Stage.WITHDRAWN) or state.ended_because == "ruled_for_merchant":
        return
    if state.goods in _GONE and step.command is not None:
        yield f"the case ends without a refund and the goods are {state.goods.value}"


def keeps_what_it_pays_for(step: Step, kernel: Kernel) -> WRONGS:
    """No unit is both paid back in full and sent back, and none goes back that did not come."""
    state = step.after
    if state.reception is None or state.reception.sent_back is None:
        return
    quantities = {item.line_no: item.quantity for item in state.items}
    claimed = claims_of(state) if state.stage is not Stage.CLOSED else {}
    for units in state.reception.sent_back.units:
        kept = claimed.get(units.line_no, (0, 0))[0]
        if units.quantity + kept > quantities[units.line_no]:
            yield f"{units.quantity} of line {units.line_no} were sent back and {kept} are paid back"


def appeals_are_heard(step: Step, kernel: Kernel) -> WRONGS:
    """A case does not end while an appeal waits, and is heard only while one does."""
    state = step.after
    if state.is_appealed and not state.stage.is_open:
        yield "the case has ended and an appeal still waits"
    if state.stage is Stage.UNDER_APPEAL and not state.is_appealed:
        yield "an appeal is heard that nobody made"


def returns_what_was_sent(step: Step, kernel: Kernel) -> WRONGS:
    """Nobody waits for goods to come back that never left."""
    if step.after.stage is Stage.AWAITING_RETURN and _never_sent(step.after, step.order):
        yield "a return is awaited of goods that were never sent"


def _never_sent(state: CaseState, order: OrderFacts) -> bool:
    return state.goods is Goods.NOT_SHIPPED and order.status == "paid" and not order.parcels


def silence_is_defined(step: Step, kernel: Kernel) -> WRONGS:
    """The table says what silence means wherever a clock runs."""
    state = step.after
    if not state.stage.is_open:
        return
    if state.question:
        return  # the table's question row, whose silence always holds
    row = kernel.tables[state.type].row(state.stage)
    facts = facts_at(step.order)
    if not any(silence.when is None or holds(silence.when, state, facts) for silence in row.silence):
        yield "the table does not say what silence means"


def with_a_person(state: CaseState, order: OrderFacts, kernel: Kernel) -> bool:
    """Whether a person of the desk has the ball, may decide the case now, or was called in and hears the parties first."""
    if state.owner in DESK or state.stage is Stage.DISPUTE_EVIDENCE:
        return True
    return any(
        branch.stage is not None and may(move.command, state, DESK, facts_at(order), kernel.tables) is None
        for move in kernel.tables[state.type].row(state.stage).moves
        for branch in move.to
        if move.by & set(DESK)
    )


def reaches_no_person(node: Node, steps: list[Step], kernel: Kernel) -> WRONGS:
    """Each party comes to a person of the desk with one command at most, wherever an open case stands: now, or where the packs
    have the parties try by themselves first, after that.
    """
    if not node.state.stage.is_open or with_a_person(node.state, node.order, kernel):
        return
    for party in PARTIES:
        if any(step.actor is party and with_a_person(step.after, step.order, kernel) for step in steps):
            continue
        if not _reaches_later(party, node, kernel):
            yield f"the {party.value} cannot reach a person"


def _reaches_later(party: Role, node: Node, kernel: Kernel) -> bool:
    later = facts_at(node.order, NOW + 8 * DAY)
    return waits(node.state) and may("escalate", node.state, (party,), later, kernel.tables) is None


Rule = Callable[[Step, Kernel], WRONGS]
STEP_RULES: tuple[Rule, ...] = (
    has_one_owner, has_a_running_clock, ends_are_final, talk_only_talks, pays_nothing_that_the_bank_has_paid,
)  # fmt: skip
"""Rules that each single step must keep."""
STATE_RULES: tuple[Rule, ...] = (
    silence_is_defined, reminder_only_reminds, pays_no_more_than_asked, takes_no_more_than_the_order_has,
    asks_for_something, nobody_loses_both, returns_what_was_sent, question_goes_back,
    appeals_are_heard, keeps_what_it_pays_for,
)  # fmt: skip
"""Rules that each state must keep; they are held against the first step that leads to it."""

"""Any script of commands, expiries and processor faults: the book stays at zero, nothing pays more than was paid, the
case is the fold of its stream, and what the exploration of the check leaves out of a state no decision looks at.
"""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from msgspec import structs

from makegood.cases import Decision, Facts, Happening, OrderFacts, Tick, decide, fold
from makegood.cases import commands as c
from makegood.cases.canonical import canonical
from makegood.cases.case_types import PROTOCOLS
from makegood.cases.claims import claims_of
from makegood.cases.every_command import COMMANDS
from makegood.cases.model import CaseState, CaseType, LegStatus, LegWay, Role
from makegood.cases.small_commands import commands_named, openings
from makegood.cases.small_orders import CARD, GIFT_CARD, NOW, SmallOrder, line, order
from makegood.cases.terms import DEFAULT_LIMITS
from makegood.db.writes import Writes
from makegood.flows.announce import announce
from makegood.flows.make_whole import make_whole
from makegood.flows.refund import refund
from makegood.kit.errors import Refused
from makegood.ledger import (
    Posting,
    add_transaction,
    merchant_clearing,
    order_escrow,
    order_refundable,
    outside,
    posted,
)
from makegood.ledger import refund_limits as limits
from tests.cases.stories import Story
from tests.ledger.book import Book

EVERYTHING_LEFT = SmallOrder(
    "", order([line(1, 1, 1)], [(CARD, 1)], "delivered"), 9, 9, 9, appeals=True, reception=True
)

ASKED = (CaseType.REFUND_ONLY, CaseType.RETURN_REFUND, CaseType.CANCEL, CaseType.INTERCEPT)


@st.composite
def small_orders(draw: st.DrawFn) -> OrderFacts:
    """Orders of one or two lines, paid by one or two tenders in any proportion, wherever the goods are."""
    lines = [
        line(no, draw(st.integers(1, 3)), draw(st.integers(1, 7)))
        for no in range(1, draw(st.integers(1, 2)) + 1)
    ]
    total = sum(each.paid_minor for each in lines)
    first = draw(st.integers(0, total))
    tenders = [(CARD, first), (GIFT_CARD, total - first)]
    goods = draw(st.sampled_from(["paid", "shipped", "delivered", "delivered"]))
    return order(lines, [tender for tender in tenders if tender[1]], goods)


class CaseMachine(RuleBasedStateMachine):
    """One order with a case on it, its ledger, and everybody who may do something."""

    @initialize(facts=small_orders(), settled_before=st.booleans(), data=st.data())
    def begin(self, facts: OrderFacts, settled_before: bool, data: Any) -> None:
        self.story = Story(order=facts, now=NOW)
        self.paid = facts.paid_minor
        self.book = Book()
        self._capture(facts, settled_before)
        self.last: tuple[Role, c.Command] | None = None
        self.opens(data)

    @precondition(lambda self: not self.opened)
    @rule(data=st.data())
    def opens(self, data: Any) -> None:
        self._do(Role.BUYER, data.draw(st.sampled_from(list(openings(self.story.order, ASKED)))))

    def _capture(self, facts: OrderFacts, settled_before: bool) -> None:
        """The money comes in; or the merchant was given it before the case was opened."""
        home = merchant_clearing(1) if settled_before else order_escrow(1)
        writes = Writes()
        add_transaction(
            writes,
            posted(
                0, 1, "capture", 1,
                Posting(outside("buyers"), home, "CNY", facts.paid_minor),
                Posting(limits(), order_refundable(1), "CNY", facts.paid_minor),
            ),
            NOW,
        )  # fmt: skip
        self.book.write(writes.rows("post_ledger"))
        if settled_before:
            self.story.order = structs.replace(facts, escrow_minor=0)

    def _do(self, role: Role, command: c.Command) -> None:
        before = self.story.order
        try:
            decision = self.story.does(role, command)
        except Refused:
            self.last = None
            return
        self.last = (role, command)
        self._follow(before, decision)

    def _follow(self, before: OrderFacts, decision: Decision) -> None:
        """What follows in the ledger and the outbox, as the write path does it."""
        writes = Writes()
        happening = Happening(decision, before, self.story.now, writes, self.story.facts().new_id)
        refund(happening)
        make_whole(happening)
        announce(happening)
        self.book.write(writes.rows("post_ledger"))
        assert len(writes.rows("add_to_outbox")) == len(decision.recorded)

    @property
    def opened(self) -> bool:
        return self.story.state is not None

    @precondition(lambda self: self.opened)
    @rule(data=st.data())
    def somebody_does_something(self, data: Any) -> None:
        state = self.story.case
        moves = PROTOCOLS[state.type].row(state.stage).moves
        if not moves:
            return
        move = data.draw(st.sampled_from(moves))
        role = data.draw(st.sampled_from(sorted(move.by)))
        possible = list(commands_named(move.command, state, self.story.order, role))
        if possible:
            command = data.draw(st.sampled_from(possible))
            self._forgets_nothing_that_matters(state, role, command)
            self._do(role, command)

    @precondition(lambda self: self.opened)
    @rule(
        role=st.sampled_from(Role),
        name=st.sampled_from(sorted(COMMANDS.keys() - {"open", "tick"})),
        data=st.data(),
    )
    def an_outsider_tries(self, role: Role, name: str, data: Any) -> None:
        possible = list(commands_named(name, self.story.case, self.story.order, role))
        if possible:
            self._do(role, data.draw(st.sampled_from(possible)))

    @precondition(lambda self: self.opened and self.story.case.wake_at)
    @rule()
    def the_clock_acts(self) -> None:
        self.story.now = max(self.story.now, self.story.case.wake_at)  # type: ignore[type-var]
        self._do(Role.SYSTEM, Tick())

    @precondition(lambda self: self.opened and self.last and self.last[1].name in ONCE)
    @rule()
    def the_same_again(self) -> None:
        """The same command twice is once: the second is refused and moves nothing."""
        assert self.last
        before, book = self.story.case, dict(self.book.balance)
        self._do(*self.last)
        assert self.story.case == before
        assert self.book.balance == book

    def _forgets_nothing_that_matters(self, state: CaseState, role: Role, command: c.Command) -> None:
        """A command does to a state what it does to its canonical form, which the check explores."""
        if isinstance(command, (c.Reopen, c.Receive, c.Appeal)):
            return  # these look at the time, which the canonical form does not keep
        if isinstance(command, c.Ask) and state.asked.get(role, 0) >= DEFAULT_LIMITS["questions"]:
            return  # the check lets people ask without a limit, which finds more than there is
        kept = canonical(state, EVERYTHING_LEFT)
        facts = Facts(NOW, self.story.order, lambda: 0)
        outcomes = [_outcome(each, role, command, facts) for each in (state, kept)]
        assert outcomes[0] == outcomes[1]

    @invariant()
    def the_case_is_the_fold_of_its_stream(self) -> None:
        if self.opened:
            assert fold(self.story.recorded) == self.story.case

    @invariant()
    def nothing_pays_more_than_was_paid(self) -> None:
        if not self.opened:
            return
        state = self.story.case
        paid = sum(leg.amount_minor for leg in state.legs if leg.status is LegStatus.PAID)
        assert paid == state.refunded_minor <= state.requested_minor <= state.value_minor <= self.paid
        out = self.book.of("processor:processor:transit") + self.book.of("processor:internal:transit")
        by_bank = sum(leg.amount_minor for leg in state.legs if leg.way is LegWay.BANK)
        assert out + self.book.of("buyer:1:balance") == paid - by_bank
        assert self.paid - self.book.of(order_refundable(1)) == sum(leg.amount_minor for leg in state.legs)

    @invariant()
    def what_an_appeal_reversed_is_made_whole(self) -> None:
        if self.opened:
            assert self.book.of("platform:wrong_rulings") == -self.story.case.made_whole_minor

    @invariant()
    def claims_stay_within_the_lines(self) -> None:
        if not self.opened:
            return
        claims = claims_of(self.story.state)
        for each in self.story.order.lines:
            assert (each.claimed_quantity, each.claimed_minor) == claims.get(each.line_no, (0, 0))
            assert each.left_quantity >= 0
            assert each.left_minor >= 0

    @invariant()
    def somebody_has_the_ball_until_some_time(self) -> None:
        if self.opened:
            state = self.story.case
            assert state.stage.is_open == (state.owner is not None) == (state.due_at is not None)
            assert state.wake_at is None or state.wake_at <= state.due_at


ONCE = frozenset(
    {"approve", "refuse", "accept", "withdraw", "escalate", "rule", "ship", "receive", "report_lost", "waive_return",
     "inspect", "record_refund", "retry_refund", "redirect_refund", "reopen", "pause", "resume", "appeal",
     "rule_on_appeal"}
)  # fmt: skip
"""Commands that cannot follow upon themselves. Offers, revisions and statements may be made again."""


def _outcome(state: CaseState, role: Role, command: c.Command, facts: Facts) -> object:
    try:
        return canonical(decide(command, state, (role,), facts).after, EVERYTHING_LEFT)
    except Refused as refusal:
        return type(refusal)


CaseMachine.TestCase.settings = settings(
    max_examples=120, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
)
TestAnyScript = CaseMachine.TestCase

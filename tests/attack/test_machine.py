"""Any commands by anybody, expiries and processor faults in any order, on the real database: the books stay right."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import (
    initialize,
    invariant,
    precondition,
    rule,
)

from makegood.cases import Done, Facts, ReduceRefund, may, read_case, roles_in_case, sweep_due
from makegood.cases import commands as c
from makegood.orders import OrderRecorded
from makegood.payments import Failed, Notification, Succeeded
from makegood.payments.fake_processor.script import Script
from tests.attack.books import assert_right
from tests.machines import OnTheBook, tell_stories
from tests.world import DESK, MARKETPLACE, SENIOR, World, build_world, buyer_of, merchant_of

MOST_CASES = 2
EMPTY = """
TRUNCATE cases, case_events, jobs, outbox, orders, fake_processor_refunds, fake_processor_payments,
    ledger_accounts, ledger_postings, ledger_transactions, idempotency_keys CASCADE
"""
units = st.integers(0, 4)
amounts = st.integers(1, 10_802)
hours = st.sampled_from([1, 24, 40, 48, 100, 24 * 8])
COMMANDS: dict[str, st.SearchStrategy[c.Command]] = {
    "approve": st.just(c.Approve()), "refuse": st.just(c.Refuse("no")), "accept": st.just(c.Accept()),
    "withdraw": st.just(c.Withdraw()), "escalate": st.just(c.Escalate()), "statement": st.just(c.AddStatement("mine")),
    "hand_up": st.just(c.HandUp("hard")), "ship": st.just(c.ShipReturn("SF", "1")), "report_lost": st.just(c.ReportLost()),
    "receive": st.just(c.Receive()), "waive_return": st.just(c.WaiveReturn()), "retry_refund": st.just(c.RetryRefund()),
    "redirect_refund": st.just(c.RedirectRefund()), "reduce_refund": st.just(ReduceRefund()),
    "reopen": st.just(c.Reopen("again")),
    "pause": st.just(c.PauseClock(c.PauseReason.COURT, "n")), "resume": st.just(c.ResumeClock()),
    "offer": st.builds(c.MakeOffer, amount_minor=amounts, type=st.sampled_from([None, *c.CaseType])),
    "inspect": st.just(c.Inspect())
    | st.builds(lambda quantity: c.Inspect((c.UnitsAccepted(1, quantity),), "damaged"), units),
    "revise": st.builds(
        lambda quantity, amount: c.Revise(items=(c.ItemAsked(1, quantity + 1),), amount_minor=amount), units, amounts
    ),
    "rule": st.sampled_from([c.Rule(c.Favour.BUYER, "r"), c.Rule(c.Favour.MERCHANT, "r")])
    | st.builds(c.Rule, favour=st.just(c.Favour.SPLIT), reason=st.just("r"), amount_minor=amounts),
    "appeal": st.just(c.Appeal("The photos were not looked at.")),
    "rule_on_appeal": st.builds(
        lambda verdict, amount: c.RuleOnAppeal(
            verdict, "The photos say the same, too.", amount if verdict == "split" else None
        ),
        st.sampled_from(c.AppealVerdict), amounts,
    ),
}  # fmt: skip


class OneOrder(OnTheBook):
    """An order of three tins, at most two cases of it."""

    @initialize(script=st.sampled_from([*Script]))
    def order_is_there(self, script: Script) -> None:
        number = f"M-{next(self.numbers)}-{script}"
        self.world: World = build_world(self.pool)
        buyer = {"external_id": number, "name": "Li Na"}
        self.order: OrderRecorded = self.go(self.world.order(number, buyer=buyer))
        self.cases: list[Done] = []
        self.everybody = [buyer_of(self.order), merchant_of(self.order), DESK, SENIOR, MARKETPLACE]
        self.fake: Any = self.world.engine.pay_out.processors["fake"]

    @precondition(lambda self: len(self.cases) < MOST_CASES)
    @rule(
        type_=st.sampled_from([*c.CaseType]),
        quantity=st.integers(1, 4),
        line=st.integers(1, 3),
        amount=st.none() | amounts,
    )
    def open(self, type_: c.CaseType, quantity: int, line: int, amount: int | None) -> None:
        items = (c.ItemAsked(line, quantity if line == 1 else None),)
        opened = self.tried(self.world.open(self.order, type_, items=items, amount_minor=amount))
        if opened:
            self.cases.append(opened)

    @precondition(lambda self: self.cases)
    @rule(data=st.data())
    def somebody_does_what_they_may(self, data: st.DataObject) -> None:
        done = data.draw(st.sampled_from(self.cases))
        case, order = self.go(read_case(self.pool, done.case.state.id))
        facts = Facts(self.world.clock.at, order, lambda: 0)
        moves = [
            (who, name)
            for who in self.everybody
            for name in COMMANDS
            if may(name, case.state, roles_in_case(who), facts) is None
        ]
        if moves:
            who, name = data.draw(st.sampled_from(moves))
            self.tried(self.world.do(who, done, data.draw(COMMANDS[name])))

    @precondition(lambda self: self.cases)
    @rule(data=st.data(), command=st.one_of(*COMMANDS.values()))
    def somebody_tries_anything(self, data: st.DataObject, command: c.Command) -> None:
        who, done = data.draw(st.sampled_from(self.everybody)), data.draw(st.sampled_from(self.cases))
        self.tried(self.world.do(who, done, command))

    @precondition(lambda self: self.cases)
    @rule(later=hours)
    def time_passes(self, later: int) -> None:
        self.world.clock.advance(timedelta(hours=later))
        self.go(sweep_due(self.pool, self.world.engine.writes))

    @precondition(lambda self: self.cases)
    @rule(script=st.sampled_from([None, *Script]))
    def the_worker_works(self, script: Script | None) -> None:
        if script:
            self.fake.follow(script)
        self.go(self.world.runner.run_ready())
        self.fake._scripts.clear()
        self.go(self.fake.deliver())

    @precondition(lambda self: self.cases)
    @rule(data=st.data(), leg=st.integers(1, 2), attempt=st.integers(1, 2))
    def the_processor_repeats_what_is_true(self, data: st.DataObject, leg: int, attempt: int) -> None:
        key = f"{data.draw(st.sampled_from(self.cases)).case.state.id}-{leg}-{attempt}"
        entry = self.go(self.fake.book.entry(key))
        answer = entry.answer(self.world.clock.now()) if entry else None
        if isinstance(answer, Succeeded | Failed):
            note = Notification(
                processor="fake", event_id="e", refund_reference="r", idempotency_key=key, answer=answer
            )
            self.go(self.world.engine.pay_out.notified(note))

    @invariant()
    def the_books_are_right(self) -> None:
        if getattr(self, "cases", None):
            found = self.go(assert_right(self.pool, processor_agrees=False))
            self.moved_is_what_is_recorded_or_more_while_unknown(found)

    def moved_is_what_is_recorded_or_more_while_unknown(self, found: list[Any]) -> None:
        """The processor may know of a payment before we do, never the other way round."""
        ours = [leg for state in found for leg in state.legs if leg.processor == "fake"]
        reference = next((leg.processor_reference for leg in ours), "")
        moved = self.go(self.fake.book.moved_minor(reference))
        paid = sum(leg.amount_minor for leg in ours if leg.status == "paid")
        uncertain = sum(leg.amount_minor for leg in ours if leg.status in ("sending", "unknown"))
        assert paid <= moved <= paid + uncertain
        assert moved <= 10_301

    def teardown(self) -> None:
        if hasattr(self, "order"):
            self.go(self.pool.execute(EMPTY))


def test_any_story_of_one_order(server_url: str, template: str) -> None:
    tell_stories(OneOrder, server_url, template, stories=40, steps=30)

"""Disputes, appeals, papers and chargebacks in any order on the real database: each is decided once, and the book is right."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import (
    initialize,
    invariant,
    precondition,
    rule,
)
from msgspec import structs

from makegood.accounts import Principal, PrincipalRole
from makegood.cases import (
    Facts,
    OrderFacts,
    ReduceRefund,
    Request,
    event_name,
    may,
    read_case,
    roles_in_case,
    sweep_due,
)
from makegood.cases import commands as c
from makegood.cases.families.court_papers.commands import BindRuling
from makegood.cases.families.court_papers.papers import Authority
from makegood.cases.model import AppealVerdict, CaseState, CaseType, Favour
from makegood.chargebacks import ChargebackAnswer, ChargebackOffice
from makegood.db.jobs import JobRunner
from makegood.evidence import open_files
from makegood.flows.claim_work import ClaimWork
from makegood.flows.settle import settle_order
from makegood.flows.sweep import sweep_all_clearing
from makegood.flows.worker import all_handlers
from makegood.kit.settings import Mode, Settings
from makegood.ledger import check_ledger
from makegood.orders import OrderRecorded
from makegood.payments import DisputeState, DisputeTold
from makegood.payments.fake_processor.script import Script
from tests.attack.books import states
from tests.chargebacks.chargeback_world import CARD, GIFT_CARD, dispute
from tests.machines import OnTheBook, tell_stories
from tests.world import DESK, NOON, SENIOR, World, build_world, buyer_of, merchant_of

WHY, GROUNDS = "The photos of the seal say the same, too.", "The photos of the seal were not looked at."
OTHER_DESK = Principal(PrincipalRole.DESK, name="zhao")
PAID = CARD + GIFT_CARD
DECIDES = frozenset(
    {"case.ruled", "case.appeal_decided", "case.offer_accepted", "case.approved", "case.withdrawn"}
)
DECIDING = frozenset({"rule", "bind_ruling", "appeal", "take_back_appeal", "rule_on_appeal"})
"""Every other step is one of these, so that they are not lost among all there is."""
MOST_WAITS = 40
amounts = st.sampled_from([1, 4_000, 10_002])
hours = st.sampled_from([1, 24, 49, 100, 24 * 8])
COMMANDS: dict[str, st.SearchStrategy[c.Command]] = {
    "approve": st.just(c.Approve()), "accept": st.just(c.Accept()), "withdraw": st.just(c.Withdraw()),
    "escalate": st.just(c.Escalate()), "hand_up": st.just(c.HandUp("hard")), "ship": st.just(c.ShipReturn("SF", "1")),
    "receive": st.just(c.Receive()), "inspect": st.just(c.Inspect()), "waive_return": st.just(c.WaiveReturn()),
    "retry_refund": st.just(c.RetryRefund()), "redirect_refund": st.just(c.RedirectRefund()),
    "reduce_refund": st.just(ReduceRefund()), "offer": st.builds(c.MakeOffer, amount_minor=amounts),
    "rule": st.sampled_from([c.Rule(Favour.BUYER, WHY), c.Rule(Favour.MERCHANT, WHY)])
    | st.builds(c.Rule, favour=st.just(Favour.SPLIT), reason=st.just(WHY), amount_minor=amounts),
    "bind_ruling": st.sampled_from([(Favour.BUYER, None), (Favour.MERCHANT, None), (Favour.SPLIT, 3_000)]).map(
        lambda said: BindRuling(Authority.COURT, "(2026) Hu 01 No. 7", said[0], ("",), said[1])
    ),
    "appeal": st.just(c.Appeal(GROUNDS)), "take_back_appeal": st.just(c.TakeBackAppeal()),
    "rule_on_appeal": st.sampled_from([*AppealVerdict]).flatmap(
        lambda verdict: st.builds(
            c.RuleOnAppeal, st.just(verdict), st.just(WHY), amounts if verdict == "split" else st.none()
        )
    ),
}  # fmt: skip


class Contested(OnTheBook):
    """An order of three tins, a dispute about it, and the buyer's bank."""

    home: Path

    @initialize(
        type_=st.sampled_from((CaseType.REFUND_ONLY, CaseType.RETURN_REFUND)),
        is_completed=st.booleans(),
        ruled=st.sampled_from((None, Favour.BUYER, Favour.MERCHANT)),
        is_appealed=st.booleans(),
    )
    def begin(self, type_: CaseType, is_completed: bool, ruled: Favour | None, is_appealed: bool) -> None:
        """A dispute, which the desk may have ruled on, and whoever lost may have appealed."""
        self.go(self.pool.execute(EMPTY))
        self.number = f"L-{next(self.numbers)}"
        self.world: World = build_world(self.pool)
        engine = self.world.engine
        files = open_files(self.home, None)
        promises = ClaimWork(engine, Settings(home=self.home, mode=Mode.TEST))
        self.world.runner = JobRunner(self.pool, self.world.clock, all_handlers(engine, promises, files))
        self.fake: Any = engine.pay_out.processors["fake"]
        self.office = ChargebackOffice(
            self.pool, self.world.clock, engine.ids, engine.chargebacks, engine.pay_out.processors
        )
        self.bank: DisputeTold | None = None
        self.is_told = self.paid_twice_by_bank = False
        self.go(self._recorded(is_completed))
        opened = self.go(self.world.open(self.order, type_))
        self.case_id: int = opened.case.state.id
        self.everybody = [buyer_of(self.order), merchant_of(self.order), DESK, OTHER_DESK, SENIOR]
        buyer, merchant, *_ = self.everybody
        self.go(self.does(buyer, c.Escalate()))
        if ruled:
            for party in (buyer, merchant):
                self.go(self.does(party, c.AddStatement("That is all.", is_all=True)))
            self.go(self.does(DESK, c.Rule(ruled, WHY)))
        if ruled and is_appealed:
            appellant, other = (merchant, buyer) if ruled is Favour.BUYER else (buyer, merchant)
            self.go(self.does(appellant, c.Appeal(GROUNDS)))
            self.go(self.does(other, c.AddStatement("It was rightly ruled.")))

    async def _recorded(self, is_completed: bool) -> None:
        told = {"status": "completed", "completed_at": NOON.isoformat()} if is_completed else {}
        self.order: OrderRecorded = await self.world.order(self.number, **told)
        await self.fake.book.set_captured(f"pay_{self.number}", CARD)
        bucket = self.order.bucket
        self.judgments = {who.label: self.world.engine.ids(bucket) for who in (DESK, OTHER_DESK, SENIOR)}
        await self.pool.executemany(
            "INSERT INTO files (bucket, id, order_id, uploaded_by, sha256, name, media_type, size_bytes, uploaded_at)"
            " VALUES ($1, $2, $3, $4, $5, 'judgment.pdf', 'application/pdf', 100, $6)",
            [
                (bucket, number, self.order.order_id, label, f"{number:064x}", NOON)
                for label, number in self.judgments.items()
            ],
        )

    async def state(self) -> CaseState:
        """The case as it stands."""
        return (await read_case(self.pool, self.case_id))[0].state

    @rule(data=st.data(), is_to_decide=st.booleans())
    def somebody_does_what_they_may(self, data: st.DataObject, is_to_decide: bool) -> None:
        case, order = self.go(read_case(self.pool, self.case_id))
        moves = [
            (who, name)
            for who in self.everybody
            for name in COMMANDS
            if self._may(who, name, case.state, order)
        ]
        deciding = [(who, name) for who, name in moves if name in DECIDING]
        if moves:
            who, name = data.draw(st.sampled_from(deciding if is_to_decide and deciding else moves))
            command = data.draw(COMMANDS[name])
            if isinstance(command, BindRuling):
                command = structs.replace(command, files=(str(self.judgments[who.label]),))
            self.tried(self.does(who, command))

    def _may(self, who: Principal, name: str, state: CaseState, order: OrderFacts) -> bool:
        facts = Facts(self.world.clock.at, order, lambda: 0, who=who.label)
        return may(name, state, roles_in_case(who), facts) is None

    async def does(self, who: Principal, command: c.Command) -> None:
        """A command of somebody."""
        await self.world.engine.command(Request(who, command, case_id=self.case_id))

    @rule(later=hours)
    def time_passes(self, later: int) -> None:
        self.world.clock.advance(timedelta(hours=later))
        self.go(sweep_due(self.pool, self.world.engine.writes))

    @rule(
        script=st.sampled_from(
            [None, None, Script.FAIL, Script.TIMEOUT_AFTER, Script.TIMEOUT_BEFORE, Script.LATE]
        )
    )
    def the_worker_works(self, script: Script | None) -> None:
        if script:
            self.fake.follow(script)
        self.go(self._works())
        self.fake._scripts.clear()

    async def _works(self) -> None:
        await self.world.runner.run_ready()
        await self.fake.deliver()
        now, ids = self.world.clock.now(), self.world.engine.ids
        await settle_order(self.pool, self.order.order_id, ids, now)
        await sweep_all_clearing(self.pool, ids, now)

    @precondition(lambda self: self.bank is None)
    @rule(amount=st.sampled_from([1, 3_000, CARD]), is_told=st.booleans(), is_inquiry=st.booleans())
    def the_bank_takes_the_payment_back(self, amount: int, is_told: bool, is_inquiry: bool) -> None:
        """An inquiry takes nothing; else it takes what the payment still has, and tells of it now or later."""
        taken = 0 if is_inquiry else self.go(self.fake.book.charge_back(f"pay_{self.number}", amount))
        self.paid_twice_by_bank |= taken > 0 and self.go(self._in_balance()) > 0
        self.bank = dispute(
            self.number, amount_minor=amount, taken_minor=taken, fee_minor=700 if taken else 0,
            told_at=self.world.clock.now(), evidence_due_at=self.world.clock.now() + timedelta(days=10),
        )  # fmt: skip
        if is_told or is_inquiry:
            self.the_bank_tells()

    @precondition(lambda self: self.bank is not None and not self.is_told)
    @rule()
    def the_bank_tells(self) -> None:
        assert self.bank
        self.is_told = True
        assert self.go(self.world.engine.chargebacks.notified(self.bank))

    @precondition(lambda self: self.bank is not None and self.is_told)
    @rule()
    def the_shop_answers_the_bank(self) -> None:
        number = self.go(
            self.pool.fetchval("SELECT id FROM chargebacks WHERE order_id = $1", self.order.order_id)
        )
        self.tried(self.office.answer(merchant_of(self.order), number, ChargebackAnswer(), None))

    @precondition(lambda self: self.bank is not None and self.is_told)
    @rule(state=st.sampled_from([DisputeState.WON, DisputeState.LOST, DisputeState.UNDER_REVIEW]))
    def the_bank_decides(self, state: DisputeState) -> None:
        assert self.bank
        self.world.clock.advance(timedelta(minutes=1))
        if self.bank.state in (DisputeState.WON, DisputeState.LOST):
            return
        if state is DisputeState.UNDER_REVIEW:
            self.bank = self.go(self.fake._tell(self._as(state)))
        else:
            self.bank = self.go(self.fake.end_dispute(self.bank, state))

    def _as(self, state: DisputeState) -> DisputeTold:
        assert self.bank
        return structs.replace(self.bank, state=state)

    async def _in_balance(self) -> int:
        """What the buyer has with the platform and on the gift card by us."""
        return int(
            await self.pool.fetchval(
                "SELECT coalesce(sum(balance_minor), 0)::bigint FROM ledger_accounts WHERE account = $1",
                f"buyer:{self.order.buyer_id}:balance",
            )
        )

    @invariant()
    def the_book_is_right_and_within_what_was_paid(self) -> None:
        if hasattr(self, "case_id"):
            self.go(self._is_right())

    async def _is_right(self) -> None:
        (state,) = await states(self.pool)
        assert (await check_ledger(self.pool)).findings == ()
        assert state.refunded_minor <= state.requested_minor <= state.value_minor <= PAID
        assert await self._of("platform:wrong_rulings") == -state.made_whole_minor
        has = await self.fake.book.moved_minor(f"pay_{self.number}") + await self._of(
            "processor:internal:transit"
        )
        assert self.paid_twice_by_bank or has + await self._in_balance() <= PAID
        row = await self.pool.fetchrow(
            "SELECT taken_minor, escrow_minor + merchant_minor AS borne FROM chargebacks"
        )
        assert row is None or row["taken_minor"] == row["borne"]
        assert await self.pool.fetchval("SELECT count(*) FROM jobs WHERE dead") == 0
        if not state.stage.is_open:
            await self._is_decided(state)

    async def _is_decided(self, state: CaseState) -> None:
        """A case that has ended after the desk was called in has been decided, and no appeal is left over."""
        case, _ = await read_case(self.pool, self.case_id)
        names = [event_name(each.event) for each in case.events]
        last = max(place for place, name in enumerate(names) if name == "case.escalated")
        assert not state.is_appealed
        assert DECIDES & set(names[last:]), names

    async def _of(self, account: str) -> int:
        return int(
            await self.pool.fetchval(
                "SELECT coalesce(sum(balance_minor), 0)::bigint FROM ledger_accounts WHERE account = $1",
                account,
            )
        )

    def teardown(self) -> None:
        """Whatever happened, silence of everybody leads to an end; then nothing is left over."""
        if hasattr(self, "case_id"):
            self.go(self._ends())

    async def _ends(self) -> None:
        for _ in range(MOST_WAITS):
            state = await self.state()
            if state.wake_at is None:
                break
            self.world.clock.at = max(self.world.clock.at, state.wake_at)
            await sweep_due(self.pool, self.world.engine.writes)
            await self._works()
        await self._is_right()
        assert not (await self.state()).stage.is_open


EMPTY = """
TRUNCATE cases, case_events, jobs, outbox, orders, fake_processor_refunds, fake_processor_payments, chargebacks, files,
    ledger_accounts, ledger_postings, ledger_transactions, idempotency_keys CASCADE
"""


def test_any_dispute_with_a_bank_in_it(server_url: str, template: str, tmp_path: Path) -> None:
    Contested.home = tmp_path
    tell_stories(Contested, server_url, template, stories=40, steps=20)

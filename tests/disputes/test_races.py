"""Agreement, ruling, time-out and the bank at the same moment, from several processes: one of them decides a dispute, once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from makegood.accounts import Principal, PrincipalRole
from makegood.cases import CaseState, Done, Request, event_name, read_case, sweep_due
from makegood.cases import commands as c
from makegood.cases.model import AppealVerdict, Favour, LegWay, Role, Stage
from makegood.db.jobs import JobRunner
from makegood.evidence import open_files
from makegood.flows.claim_work import ClaimWork
from makegood.flows.settle import settle_order
from makegood.flows.sweep import sweep_all_clearing
from makegood.flows.worker import all_handlers
from makegood.kit.errors import Refused
from makegood.kit.settings import Mode, Settings
from makegood.ledger import check_ledger
from makegood.orders import OrderRecorded
from makegood.payments import DisputeState, DisputeTold
from tests.attack.books import states
from tests.attack.conftest import Crowd, crowd_over
from tests.chargebacks.chargeback_world import CARD, PAID, TIN, dispute
from tests.world import DESK, NOON, SENIOR, World, buyer_of, merchant_of

ASKED = 3 * TIN
OFFERED, SPLIT = 5_000, 4_000
BREATH_SECONDS, CONNECTIONS = 0.001, 4
WHY = "The seal on the photos is whole, so the tea left dry."
GROUNDS = "The photos of the seal were not looked at."
OTHER_DESK = Principal(PrincipalRole.DESK, name="zhao")
DECIDES = frozenset({"case.ruled", "case.offer_accepted", "case.approved", "case.withdrawn"})
ENDS_APPEAL = frozenset({"case.appeal_decided", "case.appeal_taken_back", "case.appeal_lapsed"})


Racing = list[tuple[str, Callable[[], Awaitable[Any]]]]
"""Who acts, each with the name of the event by which it decides; empty for who decides nothing."""


@dataclass
class Contest:
    """A dispute about three tins over which several processes contend."""

    crowd: Crowd
    order: OrderRecorded
    done: Done

    @property
    def buyer(self) -> Principal:
        return buyer_of(self.order)

    @property
    def merchant(self) -> Principal:
        return merchant_of(self.order)

    @property
    def fake(self) -> Any:
        return self.crowd.first.engine.pay_out.processors["fake"]

    async def does(self, who: Principal, command: c.Command) -> bool:
        """A command, given to the next process. Raises its refusal."""
        await self.crowd.next().engine.command(Request(who, command, case_id=self.done.case.state.id))
        return True

    def later(self, **time: float) -> None:
        """Time passes for every process."""
        for world in self.crowd.worlds:
            world.clock.advance(timedelta(**time))

    async def until(self, stage: Stage, owner: Role = Role.SENIOR) -> CaseState:
        """Silence, until somebody has the ball at a stage and the time has run out; nobody has noticed that yet."""
        for _ in range(20):
            state = await self.case()
            assert state.due_at is not None
            self.later(seconds=(state.due_at - self.crowd.first.clock.now()).total_seconds())
            if (state.stage, state.owner) == (stage, owner):
                return state
            await sweep_due(self.crowd.pool, self.crowd.first.engine.writes)
        raise AssertionError(f"it never was at {stage}")

    async def case(self) -> CaseState:
        """The case as it stands."""
        return (await read_case(self.crowd.pool, self.done.case.state.id))[0].state

    async def names(self) -> list[str]:
        """What happened, by name."""
        case, _ = await read_case(self.crowd.pool, self.done.case.state.id)
        return [event_name(each.event) for each in case.events]

    async def ticks(self) -> bool:
        """A worker notices that a time has run out; whether it was the first."""
        world = self.crowd.next()
        return (await sweep_due(world.engine.pool, world.engine.writes)).acted > 0

    async def hears(self, told: DisputeTold) -> None:
        """The processor tells one of the processes how a chargeback stands."""
        await self.crowd.next().engine.chargebacks.notified(told)

    async def at_once(self, contenders: list[Callable[[], Awaitable[Any]]], first: int) -> list[Any]:
        """All at the same moment, another one a breath ahead each round; what became of them, in their own order."""
        turned = contenders[first:] + contenders[:first]

        async def ready(place: int, act: Callable[[], Awaitable[Any]]) -> Any:
            await asyncio.sleep(place * BREATH_SECONDS)
            return await act()

        racing = (ready(place, act) for place, act in enumerate(turned))
        answers = await asyncio.gather(*racing, return_exceptions=True)
        assert all(isinstance(answer, Refused) for answer in answers if isinstance(answer, BaseException)), (
            answers
        )
        return answers[len(answers) - first :] + answers[: len(answers) - first]

    async def connects(self) -> None:
        """Every process has its connections open, so that none is late for that."""
        waits = [
            world.engine.pool.execute("SELECT pg_sleep(0.05)") for world in self.crowd.worlds * CONNECTIONS
        ]
        await asyncio.gather(*waits)

    async def works(self) -> None:
        """A round of every worker, at once."""
        await asyncio.gather(*(self._round(world) for world in self.crowd.worlds))
        await self.fake.deliver()

    async def _round(self, world: World) -> None:
        await sweep_due(world.engine.pool, world.engine.writes)
        await world.runner.run_ready()
        await sweep_all_clearing(world.engine.pool, world.engine.ids, world.clock.now())

    async def ends(self) -> CaseState:
        """Silence until nothing is left to do."""
        for _ in range(6):
            await self.works()
            self.later(hours=73)
        (state,) = await states(self.crowd.pool)
        assert not state.stage.is_open
        return state

    async def buyer_has(self) -> int:
        """What came to the buyer: by the processor and the bank, on the gift card and in the balance."""
        moved = await self.fake.book.moved_minor("pay_T-1")
        assert moved <= CARD
        return int(moved) + await self.crowd.pool.fetchval(
            "SELECT coalesce(sum(balance_minor) FILTER (WHERE account = 'processor:internal:transit'"
            " OR account LIKE 'buyer:%:balance'), 0)::bigint FROM ledger_accounts"
        )

    async def is_right(self) -> None:
        """The book balances, nothing is left on its way to the buyer, and no job gave up."""
        assert (await check_ledger(self.crowd.pool)).findings == ()
        left = await self.crowd.pool.fetch(
            "SELECT account, balance_minor, held_minor FROM ledger_accounts"
            " WHERE held_minor <> 0 OR account LIKE 'buyer:%:payout:%' AND balance_minor <> 0"
        )
        assert left == []
        jobs = await self.crowd.pool.fetch(
            "SELECT kind, attempts, last_error FROM jobs WHERE dead OR attempts > 0"
        )
        assert jobs == []


@pytest.fixture
async def contest(fresh_dsn: str, tmp_path: Path) -> AsyncIterator[Contest]:
    """Three tins of tea of a completed order, about which the platform was called in and the merchant has made an offer."""
    async with crowd_over(fresh_dsn) as crowd:
        for world in crowd.worlds:
            promises = ClaimWork(world.engine, Settings(home=tmp_path, mode=Mode.TEST))
            handlers = all_handlers(world.engine, promises, open_files(tmp_path, None))
            world.runner = JobRunner(world.engine.pool, world.clock, handlers)
        order = await crowd.first.order(status="completed", completed_at=NOON.isoformat())
        fake: Any = crowd.first.engine.pay_out.processors["fake"]
        await fake.book.set_captured("pay_T-1", CARD)
        done = await crowd.first.open(order, "refund_only", items=(c.ItemAsked(1, 3),))
        made = Contest(crowd, order, done)
        await made.does(made.buyer, c.Escalate("Look here"))
        await made.does(made.merchant, c.MakeOffer(OFFERED))
        await made.connects()
        yield made


def contenders(at: Contest, told: DisputeTold) -> Racing:
    """Who decides a dispute, by what is then recorded; and the bank, which decides nothing here."""
    world = at.crowd.first
    return [
        ("case.offer_accepted", lambda: at.does(at.buyer, c.Accept())),
        ("case.ruled", lambda: at.does(SENIOR, c.Rule(Favour.SPLIT, WHY, SPLIT))),
        ("case.ruled", at.ticks),
        ("", lambda: at.hears(told)),
        ("case.approved", lambda: at.does(at.merchant, c.Approve())),
        ("case.ruled", lambda: at.does(SENIOR, c.Rule(Favour.MERCHANT, WHY))),
        ("case.withdrawn", lambda: at.does(at.buyer, c.Withdraw())),
        ("", lambda: settle_order(world.engine.pool, at.order.order_id, world.engine.ids, world.clock.now())),
        ("case.ruled", at.ticks),
        ("", lambda: at.hears(told)),
    ]


GIVEN = {"case.offer_accepted": OFFERED, "case.approved": ASKED, "case.withdrawn": 0}


@pytest.mark.parametrize("first", range(7))
@pytest.mark.parametrize("taken", [CARD, 3_000])
async def test_agreement_ruling_time_out_and_a_lost_chargeback_at_once(
    contest: Contest, first: int, taken: int
) -> None:
    """The bank has taken the money, and says so, and that the chargeback is lost, while the case is being decided."""
    await contest.until(Stage.DISPUTE_SENIOR)
    await contest.fake.book.charge_back("pay_T-1", taken)
    told = dispute(amount_minor=taken, taken_minor=taken, state=DisputeState.LOST, fee_minor=700)
    racing = contenders(contest, told)
    decided, state = await one_decides(contest, racing, first, DECIDES)
    owed = state.ruling.amount_minor if state.ruling else GIVEN[decided]
    assert owed in (0, SPLIT, OFFERED, ASKED)
    await paid_once(contest, state, owed, taken)


async def one_decides(
    contest: Contest, racing: Racing, first: int, decisions: frozenset[str]
) -> tuple[str, CaseState]:
    """All at once: of those events that decide, the one of whoever was let is recorded, alone, and stays so to the end of the
    case. Its name, and the case then.
    """
    answers = await contest.at_once([act for _, act in racing], first)
    decided = [name for name in await contest.names() if name in decisions]
    assert decided == [
        name for (name, _), answer in zip(racing, answers, strict=True) if name and answer is True
    ]
    assert len(decided) == 1
    state = await contest.ends()
    assert [name for name in await contest.names() if name in decisions] == decided
    return decided[0], state


async def paid_once(contest: Contest, state: CaseState, owed: int, taken: int) -> None:
    """The buyer has what is owed, what the bank has paid counts, and everything balances."""
    assert state.refunded_minor == owed
    by_bank = sum(leg.amount_minor for leg in state.legs if leg.way is LegWay.BANK)
    # Told of before the refund began, all of it counts; told of afterwards, what no room was left for.
    assert by_bank in (min(owed, taken), max(0, taken - (CARD - owed)))
    has = await contest.buyer_has()
    assert has == owed + taken - by_bank <= CARD
    row = await contest.crowd.pool.fetchrow(
        "SELECT state, version, taken_minor, escrow_minor + merchant_minor AS borne FROM chargebacks"
    )
    assert tuple(row) == ("lost", 1, taken, taken)
    await contest.is_right()
    refundable = await contest.crowd.pool.fetchval(
        "SELECT balance_minor FROM ledger_accounts WHERE account = $1",
        f"order:{contest.order.order_id}:refundable",
    )
    assert refundable == PAID - has


def decides(verdict: AppealVerdict, amount_minor: int | None = None) -> c.RuleOnAppeal:
    return c.RuleOnAppeal(verdict, WHY, amount_minor)


def contenders_on_appeal(at: Contest, told: DisputeTold) -> Racing:
    """Who ends an appeal, by what is then recorded; and the bank."""
    world = at.crowd.first
    return [
        ("case.appeal_decided", lambda: at.does(SENIOR, decides(AppealVerdict.BUYER))),
        ("", lambda: at.hears(told)),
        ("case.appeal_decided", lambda: at.does(OTHER_DESK, decides(AppealVerdict.SPLIT, SPLIT))),
        ("case.appeal_lapsed", at.ticks),
        ("case.appeal_taken_back", lambda: at.does(at.buyer, c.TakeBackAppeal())),
        ("case.appeal_decided", lambda: at.does(OTHER_DESK, decides(AppealVerdict.UPHOLD))),
        ("", lambda: settle_order(world.engine.pool, at.order.order_id, world.engine.ids, world.clock.now())),
        ("case.appeal_lapsed", at.ticks),
        ("", lambda: at.hears(told)),
    ]


@pytest.mark.parametrize("first", range(7))
async def test_two_decisions_a_change_of_mind_time_out_and_the_bank_at_once_end_an_appeal_once(
    contest: Contest, first: int
) -> None:
    """The desk has ruled for the merchant, and the buyer has appealed."""
    await contest.does(contest.buyer, c.AddStatement("That is all.", is_all=True))
    await contest.does(DESK, c.Rule(Favour.MERCHANT, WHY))
    await contest.does(contest.buyer, c.Appeal(GROUNDS))
    await contest.does(contest.merchant, c.AddStatement("It was rightly ruled."))
    await contest.until(Stage.UNDER_APPEAL)
    await contest.fake.book.charge_back("pay_T-1", CARD)
    told = dispute(state=DisputeState.LOST)
    racing = contenders_on_appeal(contest, told)
    _, state = await one_decides(contest, racing, first, ENDS_APPEAL)
    assert state.ruling is not None
    assert state.made_whole_minor == 0
    await paid_once(contest, state, state.ruling.amount_minor, CARD)

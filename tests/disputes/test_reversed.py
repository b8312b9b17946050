"""An appeal that reverses everything leaves every account of the book as if it had been decided so at once, but for what the
platform bears, and says which accounts those are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from makegood.accounts import Principal, PrincipalRole
from makegood.cases import CaseType, Done, Request, preview_of, sweep_due
from makegood.cases import commands as c
from makegood.cases.model import AppealVerdict, Favour, Stage
from makegood.db.jobs import Job, JobRunner
from makegood.db.writes import Writes
from makegood.evidence import open_files
from makegood.flows.claim_work import ClaimWork
from makegood.flows.restore_deposit import RESTORE_DEPOSIT, restore_deposit
from makegood.flows.sweep import sweep_all_clearing
from makegood.flows.worker import all_handlers
from makegood.kit.ids import bucket_of
from makegood.kit.settings import Mode, Settings
from makegood.ledger import (
    PLATFORM_BUCKET,
    Posting,
    add_transaction,
    merchant_balance,
    merchant_deposit,
    outside,
    platform_fund,
    posted,
)
from makegood.orders import OrderRecorded
from tests.cases.promises_world import PromisedWorld
from tests.claims.claims_world import ClaimsWorld, claims_world, iso
from tests.world import DESK, SENIOR, buyer_of, merchant_of

CARD, GIFT_CARD = 10_301, 501
PAID, TEN_TIMES = CARD + GIFT_CARD, 100_020
DEPOSIT, FUND = 4_000, 3_000
WHY = "The brand's own report says that the bag is not of its make."
GROUNDS = "The report is about another bag than the one that was delivered."
ARRIVED = [{"carrier": "SF", "tracking_no": "SF-1", "shipped_at": iso(-4), "delivered_at": iso(-2)}]
TEN = {"promised_multiple": 10, "promise_broken": True}

THIRD = Principal(PrincipalRole.DESK, name="zhao")
Money = dict[str, int]
Step = Callable[["Books"], Awaitable[None]]


@dataclass
class Books:
    """The book over which one dispute after the other is decided, each of a buyer and a shop of its own."""

    claims: ClaimsWorld
    kinds: list[str]
    number: int = 0

    @property
    def pool(self) -> Any:
        return self.claims.pool

    async def begins(self, type_: str, stands: str) -> None:
        """The buyer says that the bags are fakes and calls the desk in, who finds what was promised. `stands`: the order is
        only delivered, or it is completed, or the shop has also spent what it was given and has but its deposit.
        """
        self.number += 1
        told = {} if stands == "delivered" else {"status": "completed", "completed_at": iso()}
        self.order: OrderRecorded = await self.claims.order(
            f"R-{self.number}", kind="bags", parcels=ARRIVED,
            buyer={"external_id": f"buyer-{self.number}", "name": "Li Na", "language": "zh-CN"},
            merchant={"external_id": f"shop-{self.number}", "name": "Bags"}, **told,
        )  # fmt: skip
        if stands == "spent":
            await self.works()
            shop = self.order.merchant_id
            await self.moves(merchant_balance(shop), outside("bank"), bucket_of(shop), PAID)
            await self.moves(outside("bank"), merchant_deposit(shop), bucket_of(shop), DEPOSIT)
            await self.moves(outside("bank"), platform_fund(), PLATFORM_BUCKET, FUND)
        asked = c.OpenCase(CaseType(type_), reason="counterfeit", items=(c.ItemAsked(1),))
        self.done: Done = await self.claims.world.engine.command(
            Request(self.buyer, asked, order_id=self.order.order_id)
        )
        await self.does(self.buyer, c.Escalate("They are fakes.", is_all=True))
        await self.does(self.merchant, c.AddStatement("They are the brand's own.", is_all=True))
        await self.does(DESK, c.SupplyFacts(TEN))
        await self.works()

    async def publish(self, text: str) -> None:
        """A pack that holds from now on."""
        world, policy = self.claims.world, self.claims.world.engine.writes.policy
        assert policy is not None
        await PromisedWorld(world.engine, world.clock, world.runner, policy.shelf).publish(text)

    async def moves(self, source: str, to: str, bucket: int, minor: int) -> None:
        """Money comes in or goes out that has nothing to do with the case."""
        engine, writes = self.claims.world.engine, Writes()
        transaction = posted(bucket, engine.ids(bucket), "brought", 1, Posting(source, to, "CNY", minor))
        add_transaction(writes, transaction, self.claims.clock.now())
        async with self.pool.acquire() as connection, connection.transaction():
            await writes.send(connection)

    @property
    def buyer(self) -> Principal:
        return buyer_of(self.order)

    @property
    def merchant(self) -> Principal:
        return merchant_of(self.order)

    async def does(self, who: Principal, command: c.Command) -> None:
        """A command of somebody."""
        self.done = await self.claims.world.do(who, self.done, command)

    async def works(self) -> None:
        """Rounds of a worker, until all that was deferred has been done and all shares are home."""
        world = self.claims.world
        for _ in range(4):
            await sweep_due(self.pool, world.engine.writes)
            await world.runner.run_ready()
            await self.claims.keep()
            await sweep_all_clearing(self.pool, world.engine.ids, world.clock.now())
        left = await self.pool.fetch(
            "SELECT kind, last_error FROM jobs WHERE kind = ANY($1) AND run_at <= $2",
            self.kinds,
            world.clock.now(),
        )
        assert left == []

    async def money(self) -> Money:
        """Every account of the book: what is in it, and held."""
        rows = await self.pool.fetch(
            "SELECT account, sum(balance_minor)::bigint AS minor, sum(held_minor)::bigint AS held"
            " FROM ledger_accounts GROUP BY account"
        )
        assert all(row["held"] == 0 for row in rows)
        return {row["account"]: row["minor"] for row in rows}

    def owners(self, money: Money) -> Money:
        """The same by whose accounts they are in this dispute, whatever their numbers."""
        names = {
            f"order:{self.order.order_id}": "order", f"buyer:{self.order.buyer_id}": "buyer",
            f"merchant:{self.order.merchant_id}": "shop",
        }  # fmt: skip
        found: Money = {}
        for account, minor in money.items():
            name = next(
                (account.replace(a, b) for a, b in names.items() if f"{account}:".startswith(f"{a}:")),
                account,
            )
            assert name not in found
            found[name] = minor
        return found

    async def plays(self, type_: str, stands: str, *steps: Step) -> Money:
        """What a dispute moved in all accounts from before its order to its end."""
        before = await self.money()
        await self.begins(type_, stands)
        for step in steps:
            await step(self)
            await self.works()
        await self.claims.book_is_right()
        return differing(self.owners(before), self.owners(await self.money()))


def differing(one: Money, other: Money) -> Money:
    """What accounts have more in the other than in the one; those that have the same are left out."""
    more = {account: other.get(account, 0) - one.get(account, 0) for account in one | other}
    return {account: minor for account, minor in more.items() if minor}


def ruled(favour: Favour, amount: int | None = None, on_top: int | None = None) -> Step:
    """The desk decides."""

    async def step(books: Books) -> None:
        await books.does(DESK, c.Rule(favour, WHY, amount, compensation_minor=on_top))

    return step


def reversed_to(
    verdict: AppealVerdict, by: str, amount: int | None = None, on_top: int | None = None
) -> Step:
    """A party appeals, and another person decides otherwise."""

    async def step(books: Books) -> None:
        appellant, other = (books.buyer, books.merchant)[:: 1 if by == "buyer" else -1]
        await books.does(appellant, c.Appeal(GROUNDS))
        await books.does(other, c.AddStatement("It was rightly ruled."))
        ruled_by = books.done.case.state.ruled_by
        decider = SENIOR if ruled_by != SENIOR.label else THIRD
        await books.does(decider, c.RuleOnAppeal(verdict, GROUNDS, amount, compensation_minor=on_top))

    return step


async def sent_back(books: Books) -> None:
    """The goods go back and are fit."""
    await books.does(books.buyer, c.ShipReturn("SF", "SF-9"))
    await books.does(books.merchant, c.Receive())
    await books.does(books.merchant, c.Inspect())


@pytest.fixture
async def books(pool: Any, tmp_path: Path) -> Books:
    """The named world with its packs, and a worker that does all that disputes leave."""
    claims = await claims_world(pool)
    world = claims.world
    promises = ClaimWork(world.engine, Settings(home=tmp_path, mode=Mode.TEST))
    handlers = all_handlers(world.engine, promises, open_files(tmp_path, None))
    world.runner = JobRunner(pool, world.clock, handlers)
    return Books(claims, sorted(handlers))


B, M, S = Favour.BUYER, Favour.MERCHANT, Favour.SPLIT
TO_BUYER, TO_MERCHANT, TO_SPLIT = AppealVerdict.BUYER, AppealVerdict.MERCHANT, AppealVerdict.SPLIT
BACK = {"refund_only": (), "return_refund": (sent_back,)}

TO_THE_BUYER: list[tuple[str, Step, Step, Step]] = [
    # The ruling that is appealed, the decision on the appeal, and the ruling that says the same at once.
    ("for the merchant", ruled(M), reversed_to(TO_BUYER, "buyer"), ruled(B)),
    ("less than all", ruled(S, 4_000), reversed_to(TO_BUYER, "buyer"), ruled(B)),
    ("part of it after nothing", ruled(M), reversed_to(TO_SPLIT, "buyer", 4_000), ruled(S, 4_000)),
    ("with something on top", ruled(M), reversed_to(TO_BUYER, "buyer", on_top=TEN_TIMES), ruled(B, on_top=TEN_TIMES)),
]  # fmt: skip


@pytest.mark.parametrize("type_", BACK)
@pytest.mark.parametrize(
    ("first", "decided", "at_once"), [row[1:] for row in TO_THE_BUYER], ids=[row[0] for row in TO_THE_BUYER]
)
async def test_what_an_appeal_gives_the_buyer_moves_what_a_right_ruling_would_have_moved(
    books: Books, type_: str, first: Step, decided: Step, at_once: Step
) -> None:
    """No account differs, of whomever."""
    right = await books.plays(type_, "delivered", at_once, *BACK[type_])
    wrong = await books.plays(type_, "delivered", first, decided, *BACK[type_])
    assert wrong == right


BORNE = {
    "platform:wrong_rulings": -PAID,
    "processor:fake:transit": CARD,
    "processor:internal:transit": GIFT_CARD,
    "order:refundable": -PAID,
    "limits:refunds": PAID,
}
"""What was refunded has gone, by card and on the gift card, and uses up the limit of the order; the platform bears it."""
ON_TOP = {"platform:wrong_rulings": -TEN_TIMES, "buyer:balance": TEN_TIMES}
"""What was paid on top stays with the buyer, too."""
AT_ONCE = {"order:escrow": -PAID, "shop:balance": PAID}
"""The shop is given it at once, and does not wait for the order to be completed: nothing more can be refunded of it."""


def all_of(*parts: Money) -> Money:
    """Several differences together."""
    found: Counter[str] = Counter()
    for part in parts:
        found.update(part)
    return {account: minor for account, minor in found.items() if minor}


TO_THE_MERCHANT: list[tuple[str, int | None, Money]] = [
    # How far the shop has been given the money, what is given on top, what then differs, and why.
    ("delivered", None, all_of(BORNE, AT_ONCE)),
    ("delivered", TEN_TIMES, all_of(BORNE, ON_TOP, AT_ONCE)),
    ("completed", None, BORNE),
    ("completed", TEN_TIMES, all_of(BORNE, ON_TOP)),
    ("spent", None, BORNE),
    ("spent", TEN_TIMES, all_of(BORNE, ON_TOP)),
]


@pytest.mark.parametrize("type_", BACK)
@pytest.mark.parametrize(("stands", "on_top", "differs"), TO_THE_MERCHANT)
async def test_what_an_appeal_takes_from_the_buyer_the_platform_bears_and_nobody_else(
    books: Books, type_: str, stands: str, on_top: int | None, differs: Money
) -> None:
    """Debts of the shop, its deposit, and what the platform's fund had put up for it, are as if nobody had ruled wrongly."""
    right = await books.plays(type_, stands, ruled(M))
    wrong = await books.plays(
        type_, stands, ruled(B, on_top=on_top), *BACK[type_], reversed_to(TO_MERCHANT, "merchant")
    )
    assert differing(right, wrong) == differs
    assert sum(differs.values()) == 0


@pytest.mark.parametrize("stands", ["delivered", "completed", "spent"])
async def test_nothing_has_moved_by_a_ruling_that_is_reversed_before_its_goods_are_back(
    books: Books, stands: str
) -> None:
    right = await books.plays("return_refund", stands, ruled(M))
    wrong = await books.plays("return_refund", stands, ruled(B), reversed_to(TO_MERCHANT, "merchant"))
    assert wrong == right
    assert books.done.case.state.stage is Stage.CLOSED


@pytest.mark.parametrize("on_top", [None, TEN_TIMES])
async def test_an_appeal_that_is_taken_back_or_upheld_moves_nothing(books: Books, on_top: int | None) -> None:
    async def taken_back(books: Books) -> None:
        await books.does(books.merchant, c.Appeal(GROUNDS))
        await books.works()
        await books.does(books.merchant, c.TakeBackAppeal())

    right = await books.plays("refund_only", "completed", ruled(B, on_top=on_top))
    for ended in (taken_back, reversed_to(AppealVerdict.UPHOLD, "merchant")):
        assert await books.plays("refund_only", "completed", ruled(B, on_top=on_top), ended) == right


TWO_APPEALS = """
pack: two-appeals
version: "1"
level: platform
title: {en: Two appeals, zh: 两次申诉}
markets: [CN]
rules:
  - id: appealed_twice
    text: {en: A ruling may be appealed twice., zh: 裁决可申诉两次。}
    source: house
    confidence: H
    when: "true"
    then: {limits: {appeals: 2}}
"""
AGAIN: list[tuple[Step, Step, Step, Step, Money]] = [
    # The ruling, two appeals, the ruling that says the same at once, and what differs from it.
    (ruled(B), reversed_to(TO_MERCHANT, "merchant"), reversed_to(TO_BUYER, "buyer"), ruled(B), {}),
    (ruled(M), reversed_to(TO_BUYER, "buyer"), reversed_to(TO_MERCHANT, "merchant"), ruled(M), BORNE),
    (ruled(B), reversed_to(TO_SPLIT, "merchant", 4_000), reversed_to(TO_MERCHANT, "merchant"), ruled(M), BORNE),
    (ruled(S, 4_000), reversed_to(TO_MERCHANT, "merchant"), reversed_to(TO_BUYER, "buyer"), ruled(B), {}),
]  # fmt: skip


@pytest.mark.parametrize(("first", "then", "at_last", "at_once", "differs"), AGAIN)
async def test_where_packs_allow_two_appeals_the_last_decision_counts(
    books: Books, first: Step, then: Step, at_last: Step, at_once: Step, differs: Money
) -> None:
    """Nothing is given back twice, and what the merchant owes after all it bears again."""
    right = await books.plays("refund_only", "completed", at_once)
    await books.publish(TWO_APPEALS)
    wrong = await books.plays("refund_only", "completed", first, then, at_last)
    assert differing(right, wrong) == differs


async def test_a_deposit_that_is_used_again_is_filled_again_as_far_as_it_was_used(books: Books) -> None:
    """Its shop bears again what it had been given back; every account is as if it had been ruled so at once."""
    right = await books.plays("refund_only", "spent", ruled(B))
    await books.publish(TWO_APPEALS)
    turned = (reversed_to(TO_MERCHANT, "merchant"), reversed_to(TO_BUYER, "buyer"))
    assert await books.plays("refund_only", "spent", ruled(B), *turned) == right


async def test_what_the_shop_filled_in_itself_meanwhile_is_not_filled_in_twice(books: Books) -> None:
    async def fills(books: Books) -> None:
        shop = books.order.merchant_id
        await books.moves(outside("bank"), merchant_deposit(shop), bucket_of(shop), DEPOSIT - 1_000)

    turned = reversed_to(TO_MERCHANT, "merchant")
    right = await books.plays("refund_only", "spent", ruled(M))
    wrong = await books.plays("refund_only", "spent", ruled(B), fills, turned)
    filled = {"outside:bank": 1_000 - DEPOSIT, "shop:deposit": 0, "shop:balance": DEPOSIT - 1_000}
    assert differing(right, wrong) == all_of(BORNE, filled)
    given = await books.pool.fetch("SELECT id FROM ledger_transactions WHERE kind = 'deposit_restored'")
    assert len(given) == 1
    state = books.done.case.state
    payload = {"merchant_id": state.merchant_id, "subject": state.id, "currency": "CNY", "amount_minor": PAID}
    engine, now = books.claims.world.engine, books.claims.clock.now()
    job = Job(state.bucket, 1, RESTORE_DEPOSIT, payload, now, 0, now)
    assert await restore_deposit(books.pool, job, engine.ids, now) == 0


async def test_the_preview_of_a_further_appeal_says_that_the_merchant_bears_it_again(books: Books) -> None:
    await books.publish(TWO_APPEALS)
    await books.plays("refund_only", "completed", ruled(B), reversed_to(TO_MERCHANT, "merchant"))
    await books.does(books.buyer, c.Appeal(GROUNDS))
    await books.does(books.merchant, c.AddStatement("It was rightly ruled."))
    before = books.done.case.state
    decision = c.RuleOnAppeal(TO_BUYER, GROUNDS)
    foreseen = await books.claims.world.engine.dry_run(Request(THIRD, decision, case_id=before.id))
    preview = preview_of(before, foreseen)
    assert (preview.made_whole_minor, preview.moved, preview.stage) == (-PAID, [], Stage.SETTLED)
    await books.does(THIRD, decision)
    assert (books.done.case.state.made_whole_minor, books.done.case.state.refunded_minor) == (0, PAID)

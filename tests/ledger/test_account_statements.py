"""Statements of accounts: whatever happened, the lines of a period are what lies between its opening and its closing."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from makegood.db.writes import Writes
from makegood.flows.sweep import sweep_all_clearing
from makegood.kit.ids import IdMaker
from makegood.ledger import (
    AccountOwner,
    OwnerKind,
    Posting,
    account_lines,
    account_owners,
    account_sums,
    add_transaction,
    buyer_balance,
    check_ledger,
    insurer_account,
    merchant_balance,
    merchant_clearing,
    outside,
    owner_of,
    pending,
    platform_advances,
    platform_wrong_rulings,
    post,
    posted,
    processor_transit,
    reverse,
    void,
)
from tests.world import NOON

MERCHANT, BUYER = 7 << 22, 9 << 22
ACCOUNTS = (
    merchant_clearing(MERCHANT), outside("carrier-sf"), insurer_account("ping-an"), processor_transit("fake"),
    platform_advances(), platform_wrong_rulings(), outside("fake"),
)  # fmt: skip
OWNERS = (
    AccountOwner(OwnerKind.MERCHANT, str(MERCHANT)), AccountOwner(OwnerKind.CARRIER, "sf"),
    AccountOwner(OwnerKind.INSURER, "ping-an"), AccountOwner(OwnerKind.PROCESSOR, "fake"),
    AccountOwner(OwnerKind.PLATFORM),
)  # fmt: skip
HOURS = 40


async def write(pool: Any, at: datetime, *transactions: Any) -> None:
    writes = Writes()
    for one in transactions:
        add_transaction(writes, one, at)
    async with pool.acquire() as connection, connection.transaction():
        await writes.send(connection)


async def happen(pool: Any, dice: random.Random, ids: IdMaker) -> None:
    """A history: money moves between parties, is held, let go, given back and swept."""
    buckets = (3, 5)
    for hour in range(HOURS):
        at, bucket = NOON + timedelta(hours=hour), dice.choice(buckets)
        source, destination = dice.sample(ACCOUNTS, 2)
        moved = posted(
            bucket, ids(bucket), dice.choice(("recovery", "refund", "claim")), ids(bucket),
            Posting(source, destination, dice.choice(("CNY", "EUR")), dice.randint(1, 9_000)),
        )  # fmt: skip
        await write(pool, at, moved)
        if dice.random() < 0.2:
            await write(pool, at, reverse(ids(bucket), moved))
        if dice.random() < 0.3:
            source, destination = dice.sample(ACCOUNTS, 2)
            held = pending(bucket, ids(bucket), "refund_leg", BUYER, Posting(source, destination, "CNY", 50))
            await write(pool, at, held)
            ending = post(ids(bucket), held) if dice.random() < 0.5 else void(ids(bucket), held)
            await write(pool, at + timedelta(minutes=30), ending)
        if dice.random() < 0.2:
            await sweep_all_clearing(pool, ids, at)


async def all_lines(
    pool: Any, owner: AccountOwner, since: datetime, until: datetime, limit: int
) -> list[Any]:
    found, after = await account_lines(pool, owner, since, until, None, limit)
    while after:
        more, after = await account_lines(pool, owner, since, until, after, limit)
        found = [*found, *more]
    return found


@pytest.mark.parametrize("seed", range(4))
async def test_lines_are_what_lies_between_opening_and_closing(pool: Any, seed: int) -> None:
    dice, ids = random.Random(seed), IdMaker()
    await happen(pool, dice, ids)
    assert (await check_ledger(pool)).findings == ()
    cut = sorted(dice.sample(range(HOURS + 1), 2))
    edges = [NOON, *(NOON + timedelta(hours=hour) for hour in cut), NOON + timedelta(days=9)]
    for owner in OWNERS:
        closing: dict[str, int] = {}
        for since, until in pairwise(edges):
            lines = await all_lines(pool, owner, since, until, dice.randint(1, 7))
            assert len({(line.transaction_id, line.currency) for line in lines}) == len(lines)
            assert all(line.kind != "sweep" for line in lines if owner.kind is OwnerKind.MERCHANT)
            for sums in await account_sums(pool, owner, since, until):
                moved = sum(line.amount_minor for line in lines if line.currency == sums.currency)
                assert sums.opening_minor == closing.get(sums.currency, 0)
                assert moved == sums.in_minor - sums.out_minor == sums.closing_minor - sums.opening_minor
                closing[sums.currency] = sums.closing_minor
        standing = await pool.fetch(
            "SELECT currency, sum(balance_minor)::bigint AS minor FROM ledger_accounts WHERE account = ANY($1)"
            " GROUP BY currency",
            owner.accounts,
        )
        assert {row["currency"]: row["minor"] for row in standing} == closing


async def test_parties_are_found_by_their_accounts(pool: Any) -> None:
    ids = IdMaker()
    moved = posted(
        3, ids(3), "recovery", ids(3), Posting(outside("carrier-sf"), buyer_balance(BUYER), "CNY", 5)
    )
    premium = posted(
        3, ids(3), "premium", ids(3), Posting(outside("fake"), insurer_account("ping-an"), "CNY", 5)
    )
    await write(pool, NOON, moved, premium)
    assert [owner.text for owner in await account_owners(pool)] == [
        "carrier:sf",
        "insurer:ping-an",
        "platform",
    ]


def test_names_of_owners() -> None:
    for text in ("merchant:7", "carrier:sf", "insurer:ping-an", "processor:fake", "platform"):
        owner = owner_of(text)
        assert owner
        assert owner.text == text
        assert owner.accounts
    for text in ("", "merchant", "merchant:x", "platform:1", "buyer:7", "carrier:", "carrier:a:b"):
        assert owner_of(text) is None
    assert merchant_balance(7) in AccountOwner(OwnerKind.MERCHANT, "7").accounts

"""A story: an account of the platform's own, or of an insurer, stands lower than an operator wants. The operators are told once
when it comes to that, again with every further step, and anew when it had recovered in between, but no more than once a day.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from msgspec import Struct

from makegood.db.pool import Pool
from makegood.db.writes import Connection
from makegood.kit.ids import IdMaker
from makegood.kit.watching import Watching
from makegood.ledger import (
    AccountBalance,
    AccountOwner,
    OwnerKind,
    account_balances,
    account_owners,
    may_go_negative,
)
from makegood.notifications import Matter, Told, matter_number, tell_operators

DAY = timedelta(days=1)
NAMES = {
    "platform:fund": "The platform's fund",
    "platform:advances": "Advances of the platform",
    "platform:written_off": "Instant refunds given up",
    "platform:wrong_rulings": "What the platform bears for wrong rulings",
    "platform:compensation": "What the platform bears under promises",
}
"""The platform's accounts as the console calls them, in English."""
EVENTS = {
    ("platform", "low"): "funds.low",
    ("insurer", "low"): "insurer.owes",
    ("insurer", "due"): "insurer.due",
}
"""What is told, by whose account it is and on which side it stands."""
# Workers look one after the other, so that none tells what another has told.
_ALONE = "LOCK TABLE funds_told IN SHARE ROW EXCLUSIVE MODE"
_TOLD = "SELECT account, currency, side, beyond_minor, is_over, times, told_at FROM funds_told"
_TELL = """
INSERT INTO funds_told (account, currency, side, beyond_minor, times, told_at)
SELECT *, $6 FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::integer[])
ON CONFLICT (account, currency, side) DO UPDATE
SET beyond_minor = excluded.beyond_minor, is_over = false, times = excluded.times, told_at = excluded.told_at
"""
_RECOVERED = """
UPDATE funds_told f SET is_over = true FROM unnest($1::text[], $2::text[], $3::text[]) AS r(account, currency, side)
WHERE (f.account, f.currency, f.side) = (r.account, r.currency, r.side)
"""
Key = tuple[str, str, str]
"""An account, its currency, and the side on which it is looked at."""


class Low(Struct, frozen=True):
    """An account that stands where operators want to know. `side`: `low`, or `due` where the platform owes an insurer that
    much. `beyond_minor`: how far it is beyond its limit, in whole steps.
    """

    account: str
    currency: str
    side: str
    balance_minor: int
    beyond_minor: int

    @property
    def key(self) -> Key:
        """Under what is kept that it was told of."""
        return self.account, self.currency, self.side


class Before(Struct, frozen=True):
    """What was told of an account last. `is_over`: it has recovered since."""

    account: str
    currency: str
    side: str
    beyond_minor: int
    is_over: bool
    times: int
    told_at: datetime

    @property
    def key(self) -> Key:
        """Of what it was told."""
        return self.account, self.currency, self.side


async def watch_funds(pool: Pool, ids: IdMaker, watching: Watching, now: datetime) -> int:
    """Look at the accounts of the platform and of insurers; of how many the operators were told."""
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute(_ALONE)
        before = {one.key: one for one in [Before(**row) for row in await connection.fetch(_TOLD)]}
        found = await _low(connection, watching)
        recovered = [key for key, one in before.items() if not one.is_over and key not in found]
        await connection.execute(_RECOVERED, *_columns(recovered, 3))
        news = [one for one in found.values() if is_news(one, before.get(one.key), now)]
        times = [before[one.key].times + 1 if one.key in before else 1 for one in news]
        rows = [(*one.key, one.beyond_minor, count) for one, count in zip(news, times, strict=True)]
        await connection.execute(_TELL, *_columns(rows, 5), now)
        matters = [matter_of(one, count) for one, count in zip(news, times, strict=True)]
        return await tell_operators(connection, ids, matters, now)


def is_news(low: Low, before: Before | None, now: datetime) -> bool:
    """Whether operators are to hear of it: for the first time, a further step, or anew once it had recovered."""
    if before is None or low.beyond_minor > before.beyond_minor:
        return True
    return before.is_over and now - before.told_at >= DAY


def matter_of(low: Low, times: int) -> Matter:
    """What operators are told of an account."""
    head, name = low.account.split(":")[:2]
    told = Told(
        EVENTS[head, low.side], "system", currency=low.currency, title=name if head == "insurer" else "",
        amount_minor=low.balance_minor if head == "platform" else abs(low.balance_minor),
        what=NAMES.get(low.account, ""), path=_path(low.account),
    )  # fmt: skip
    return Matter("funds", matter_number(" ".join(("funds", *low.key))), times, told)


async def _low(connection: Connection, watching: Watching) -> dict[Key, Low]:
    """The accounts that operators want to know of as they stand now."""
    insurers = [one for one in await account_owners(connection) if one.kind is OwnerKind.INSURER]
    owners = [AccountOwner(OwnerKind.PLATFORM), *insurers]
    accounts = [account for owner in owners for account in owner.accounts]
    balances = await account_balances(connection, accounts)
    found = [low for one in balances for low in standing_low(one, watching)]
    return {one.key: one for one in found}


def standing_low(balance: AccountBalance, watching: Watching) -> Iterator[Low]:
    """Whether an account is below its limit, or at it where it cannot go below zero, and whether an insurer is due a step
    or more.
    """
    account, currency, minor = balance.account, balance.currency, balance.balance_minor
    head, name = account.split(":")[:2]
    is_insurer = head == "insurer"
    least, step = (
        watching.least_minor("insurers" if is_insurer else name, currency),
        watching.step_minor(currency),
    )
    if minor < least or (minor == least and not may_go_negative(account)):
        yield Low(account, currency, "low", minor, (least - minor) // step * step)
    if is_insurer and minor >= step:
        yield Low(account, currency, "due", minor, minor // step * step)


def _path(account: str) -> str:
    """The page of the console that shows an account: an insurer's statement, or the platform's account in the journal."""
    head, name = account.split(":")[:2]
    if head == "insurer":
        return f"/console/statements?{urlencode({'of': AccountOwner(OwnerKind.INSURER, name).text})}"
    return f"/console/journal?{urlencode({'q': account})}"


def _columns(rows: list[Any], width: int) -> list[list[Any]]:
    """Rows as the columns of an `unnest`, also where there are none."""
    return [[row[index] for row in rows] for index in range(width)]

"""Insurers: their statements (premiums, claims paid for them, settlements) and the settlements themselves."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from msgspec import Meta, Struct

from makegood.accounts import Principal, authorise
from makegood.claims.kinds import INSURER_NAMES
from makegood.claims.model import Claim
from makegood.claims.refusals import SettledAlready
from makegood.db.once import Kept, once
from makegood.db.pool import Pool
from makegood.db.writes import Connection, Writes
from makegood.kit.clock import Clock
from makegood.kit.errors import Invalid, NotFound
from makegood.kit.ids import IdMaker, bucket_of, stable_bucket
from makegood.kit.money import require_currency
from makegood.ledger import Posting, add_transaction, insurer_account, outside, posted

SETTLEMENT = "insurer_settlement"
STATEMENT_PAGE = 50
AT_ONCE = 1000
_SELECT = """
SELECT transaction_id, kind, order_id, claim_id, reference, currency, amount_minor, at FROM insurer_lines
WHERE insurer = $1 AND at >= $2 AND at < $3 AND (at, transaction_id) > ($4, $5) ORDER BY at, transaction_id LIMIT $6
"""
_SUMS = """
SELECT currency, kind, count(*)::integer AS lines, sum(amount_minor)::bigint AS amount_minor FROM insurer_lines
WHERE insurer = $1 AND at >= $2 AND at < $3 GROUP BY currency, kind ORDER BY currency, kind
"""
_BALANCES = """
SELECT currency, coalesce(sum(amount_minor) FILTER (WHERE at < $2), 0)::bigint AS opening_minor,
    coalesce(sum(amount_minor), 0)::bigint AS closing_minor
FROM insurer_lines WHERE insurer = $1 AND at < $3 GROUP BY currency ORDER BY currency
"""
_PUT_DOWN = """
INSERT INTO insurer_transfers (bucket, insurer, direction, reference, transaction_id) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT DO NOTHING RETURNING transaction_id
"""
Place = tuple[datetime, int]
"""Where a statement stands: when, and at which transaction."""


class InsurerLine(Struct, frozen=True, kw_only=True):
    """One line. `amount_minor`: above zero the insurer is due it (a premium), below zero it owes it (a claim)."""

    transaction_id: str
    kind: str
    order_id: str | None
    claim_id: str | None
    reference: str
    currency: str
    amount_minor: int
    at: datetime


class InsurerSum(Struct, frozen=True):
    """The lines of one kind in a period."""

    currency: str
    kind: str
    lines: int
    amount_minor: int


class InsurerBalance(Struct, frozen=True):
    """What an insurer was due (below zero: owed) before a period and after it."""

    currency: str
    opening_minor: int
    closing_minor: int


class InsurerStatement(Struct, frozen=True, kw_only=True):
    """A page of a statement: its lines, oldest first, and the sums of the whole period."""

    insurer: str
    since: datetime
    until: datetime
    balances: list[InsurerBalance]
    sums: list[InsurerSum]
    lines: list[InsurerLine]
    next_cursor: str | None


class Settlement(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Money that changed hands with an insurer: `paid_to` it (premiums) or `received_from` it (claims).

    `reference` is the bank's.
    """

    direction: Annotated[str, Meta(pattern="^(paid_to|received_from)$")]
    currency: Annotated[str, Meta(pattern="^[A-Z]{3}$")]
    amount_minor: Annotated[int, Meta(ge=1, le=10**15)]
    reference: Annotated[str, Meta(min_length=1, max_length=100, pattern=r"^[^\x00]*$")]


@dataclass(frozen=True, slots=True)
class InsurerOffice:
    """Given to pages and the API as the dependency `insurer_office`."""

    pool: Pool
    clock: Clock
    ids: IdMaker

    async def statement(
        self, who: Principal, insurer: str, since: datetime, until: datetime, after: Place | None, limit: int
    ) -> tuple[InsurerStatement, Place | None]:
        """A page of a statement, and where to go on. Raises NotFound for an insurer that is none, and Invalid for a moment
        without its zone.
        """
        authorise(who, "insurer.manage")
        known(insurer)
        _with_zone({"from": since, "until": until})
        lines, place = await lines_of(self.pool, insurer, since, until, after, limit)
        sums = [InsurerSum(**dict(row)) for row in await self.pool.fetch(_SUMS, insurer, since, until)]
        balances = [
            InsurerBalance(**dict(row)) for row in await self.pool.fetch(_BALANCES, insurer, since, until)
        ]
        told = InsurerStatement(
            insurer=insurer,
            since=since,
            until=until,
            balances=balances,
            sums=sums,
            lines=lines,
            next_cursor=None,
        )
        return told, place

    async def all_lines(
        self, who: Principal, insurer: str, since: datetime, until: datetime
    ) -> AsyncIterator[list[InsurerLine]]:
        """Every line of a period, in pieces; for a file."""
        authorise(who, "insurer.manage")
        known(insurer)
        place: Place | None = None
        while True:
            lines, place = await lines_of(self.pool, insurer, since, until, place, AT_ONCE)
            yield lines
            if place is None:
                return

    async def settle(self, who: Principal, insurer: str, told: Settlement, key: str | None) -> Kept:
        """Put down money that changed hands; it goes through the world's account of the insurer. A transfer, by the bank's
        reference, is put down once whatever key comes with it. Raises SettledAlready.
        """
        authorise(who, "insurer.manage")
        known(insurer)
        require_currency(told.currency)

        async def work(connection: Connection) -> tuple[int, InsurerLine]:
            return 201, await self._settled(connection, insurer, told)

        return await once(
            self.pool, who.label, key, ("settle_insurer", insurer, told), self.clock.now(), work
        )

    async def _settled(self, connection: Connection, insurer: str, told: Settlement) -> InsurerLine:
        bucket, now = stable_bucket(insurer), self.clock.now()
        transaction_id = self.ids(bucket)
        put_down = await connection.fetchval(
            _PUT_DOWN, bucket, insurer, told.direction, told.reference.strip(), transaction_id
        )
        if put_down is None:
            raise SettledAlready(reference=told.reference.strip())
        ours, theirs = insurer_account(insurer), outside(f"insurer-{insurer}")
        ends = (ours, theirs) if told.direction == "paid_to" else (theirs, ours)
        transaction = posted(
            bucket,
            transaction_id,
            SETTLEMENT,
            self.ids(bucket),
            Posting(*ends, told.currency, told.amount_minor),
        )
        amount = told.amount_minor if told.direction == "received_from" else -told.amount_minor
        writes = Writes()
        add_transaction(writes, transaction, now)
        row = _row(bucket, transaction.id, insurer, "settlement", told.currency, amount, now)
        writes.add("list_insurer_lines", row | {"reference": told.reference})
        await writes.send(connection)
        return InsurerLine(
            transaction_id=str(transaction.id), kind="settlement", order_id=None, claim_id=None, reference=told.reference,
            currency=told.currency, amount_minor=amount, at=now,
        )  # fmt: skip


def known(insurer: str) -> None:
    """Raises NotFound for an insurer that is none of ours."""
    if insurer not in INSURER_NAMES:
        raise NotFound(what="insurer")


def _with_zone(moments: Mapping[str, datetime]) -> None:
    for field, moment in moments.items():
        if moment.tzinfo is None:
            raise Invalid(field=field, problem="moments need their zone, such as 2026-03-01T00:00:00Z")


def insurer_line(claim: Claim, transaction_id: int, amount_minor: int, at: datetime) -> dict[str, Any]:
    """The row of `list_insurer_lines` for a claim that was paid for an insurer, or taken back."""
    kind = "claim" if amount_minor < 0 else "claim_reversed"
    row = _row(
        bucket_of(claim.id), transaction_id, claim.content.insurer, kind, claim.currency, amount_minor, at
    )
    return row | {"order_id": claim.order_id, "claim_id": claim.id}


def premium_line(
    insurer: str, order_id: int, currency: str, transaction_id: int, amount_minor: int, at: datetime
) -> dict[str, Any]:
    """The row of `list_insurer_lines` for a premium, or (below zero) for one that went back."""
    kind = "premium" if amount_minor > 0 else "premium_returned"
    row = _row(bucket_of(order_id), transaction_id, insurer, kind, currency, amount_minor, at)
    return row | {"order_id": order_id}


def _row(
    bucket: int, transaction_id: int, insurer: str, kind: str, currency: str, amount_minor: int, at: datetime
) -> dict[str, Any]:
    return {
        "bucket": bucket, "transaction_id": transaction_id, "insurer": insurer, "kind": kind, "currency": currency,
        "amount_minor": amount_minor, "at": at,
    }  # fmt: skip


async def lines_of(
    connection: Connection, insurer: str, since: datetime, until: datetime, after: Place | None, limit: int
) -> tuple[list[InsurerLine], Place | None]:
    """Lines of a period (`until` not included), oldest first, and where to go on."""
    rows = await connection.fetch(_SELECT, insurer, since, until, *(after or (since, 0)), limit + 1)
    shown = rows[:limit]
    last = shown[-1] if len(rows) > limit else None
    return [_line(row) for row in shown], (last["at"], last["transaction_id"]) if last else None


def _line(row: Any) -> InsurerLine:
    ids = {name: str(row[name]) if row[name] else None for name in ("transaction_id", "order_id", "claim_id")}
    return InsurerLine(**dict(row) | ids)

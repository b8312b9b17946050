"""The named world with its promises: shop packs on, a clock that the test sets, and the verbs of claims."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import msgspec

from makegood.accounts import Principal
from makegood.cases import Policy
from makegood.claims import ClaimAsked, ClaimOffice, ClaimSaid, PayTo
from makegood.flows.claim import claim_office
from makegood.flows.promises import keep_promises
from makegood.flows.sweep import sweep_all_clearing
from makegood.kit.clock import SetClock
from makegood.ledger import check_ledger
from makegood.orders import OrderRecorded
from makegood.policy import open_shelf
from tests.world import CONFIGURATION, NOON, World, build_world

AT = NOON


def iso(days: float = 0, hours: float = 0) -> str:
    """A moment some days and hours from noon, as orders tell it."""
    return (AT + timedelta(days=days, hours=hours)).isoformat()


@dataclass
class ClaimsWorld:
    """The office of claims over the named world."""

    world: World
    office: ClaimOffice
    clock: SetClock

    @property
    def pool(self) -> Any:
        return self.world.engine.pool

    async def order(
        self,
        number: str,
        *guarantees: str,
        kind: str = "food",
        line: dict[str, Any] | None = None,
        traits: list[str] | None = None,
        **changes: Any,
    ) -> OrderRecorded:
        """The tea order, promised something, of goods of some kind."""
        from tests.world import tea_order

        lines = tea_order()["lines"]
        lines[0]["product"]["traits"] = traits or []
        lines[0] |= {"facts": {"goods_kind": kind} | (line or {})}
        facts = {"guarantees": list(guarantees)} | changes.pop("facts", {})
        return await self.world.order(number, lines=lines, facts=facts, **changes)

    async def claim(self, who: Principal, number: str, kind: str, **fields: Any) -> dict[str, Any]:
        """Make a claim that is paid into the balance unless something else is said, with a photo unless other files are
        named; its view.
        """
        if "files" not in fields:
            fields["files"] = (await self.photo(who, number),)
        asked = ClaimAsked(order=number, kind=kind, **({"pay_to": PayTo.BALANCE} | fields))
        return msgspec.json.decode((await self.office.open(who, asked, None, "en")).body, type=dict[str, Any])

    async def photo(self, who: Principal, number: str) -> str:
        """The id of a photo that somebody uploaded to an order."""
        row = await self.pool.fetchrow("SELECT bucket, id FROM orders WHERE external_id = $1", number)
        file_id = self.world.engine.ids(row["bucket"])
        await self.pool.execute(
            "INSERT INTO files (bucket, id, order_id, uploaded_by, sha256, name, media_type, size_bytes, uploaded_at)"
            " VALUES ($1, $2, $3, $4, $6, 'photo.jpg', 'image/jpeg', 100, $5)",
            row["bucket"], file_id, row["id"], who.label, self.clock.now(), f"{file_id:064x}",
        )  # fmt: skip
        return str(file_id)

    async def act(self, who: Principal, claim: dict[str, Any], verb: str, **said: Any) -> dict[str, Any]:
        """Do something with a claim; its view."""
        kept = await self.office.act(who, int(claim["id"]), verb, ClaimSaid(**said), None, "en")
        return msgspec.json.decode(kept.body, type=dict[str, Any])

    async def pass_time(self, **by: float) -> None:
        """Let time pass, and have clocks and watches act."""
        self.clock.advance(timedelta(**by))
        await self.keep()

    async def keep(self) -> None:
        """One round of a worker."""
        await self.office.sweep()
        await keep_promises(self.office)

    async def balance(self, account: str) -> int:
        """What an account has, all buckets together."""
        found = await self.pool.fetchval(
            "SELECT sum(balance_minor)::bigint FROM ledger_accounts WHERE account = $1", account
        )
        return found or 0

    async def merchant_net(self, merchant_id: int) -> int:
        """What is the merchant's in all, once swept."""
        await sweep_all_clearing(self.pool, self.world.engine.ids, self.clock.now())
        found = await self.pool.fetchval(
            "SELECT sum(balance_minor)::bigint FROM ledger_accounts WHERE account LIKE $1"
            " AND account NOT LIKE '%:lent'", f"merchant:{merchant_id}:%",
        )  # fmt: skip
        return found or 0

    async def book_is_right(self) -> None:
        """Every account is the sum of its postings, nothing is below zero that may not be."""
        assert (await check_ledger(self.pool)).findings == ()


async def claims_world(pool: Any) -> ClaimsWorld:
    """The world over a pool, with the packs of this release published."""
    world = build_world(pool)
    clock = world.clock
    shelf = await open_shelf(pool, clock.now() - timedelta(days=400), at_once=True)
    engine = world.engine
    policy = Policy(shelf, "CN")
    engine.writes.policy = policy
    return ClaimsWorld(world, claim_office(pool, clock, engine.ids, policy), clock)


__all__ = ["AT", "CONFIGURATION", "ClaimsWorld", "claims_world", "iso"]

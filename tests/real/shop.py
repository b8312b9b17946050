"""A shop run over HTTP: the buyer asks, the merchant answers, the worker pays."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from makegood.accounts import Principal, PrincipalRole
from makegood.db.jobs import JobRunner
from makegood.flows.worker import job_handlers
from makegood.kit.ids import stable_bucket
from makegood.ledger import check_ledger
from tests.web_app import Site, site


@dataclass(frozen=True)
class Shop:
    """The application over an imported database, and what its people do."""

    web: Site

    @property
    def pool(self) -> Any:
        """The application's connections, to look at what it wrote."""
        return self.web.app.state.pool

    async def buyer(self, user_id: str) -> Principal:
        """The buyer that the marketplace calls `user_id`, signed in."""
        found = await self.pool.fetchval(
            "SELECT id FROM buyers WHERE bucket = $1 AND external_id = $2", stable_bucket(user_id), user_id
        )
        assert found is not None, f"{user_id} was not imported"
        return Principal(PrincipalRole.BUYER, found)

    async def order(self, number: str) -> dict[str, Any]:
        """An order as the API gives it to the marketplace."""
        headers = self.web.as_(Principal(PrincipalRole.MARKETPLACE, name="shop"))
        found = await self.web.client.get("/api/orders", params={"external_id": number}, headers=headers)
        (order,) = found.json()["orders"]
        return dict(order)

    async def post(self, who: Principal, path: str, body: dict[str, Any] | None = None) -> httpx.Response:
        """A write over HTTP, whatever comes of it."""
        return await self.web.client.post(path, json=body, headers=self.web.as_(who))

    async def ask(
        self, buyer: Principal, number: str, type_: str, items: Sequence[dict[str, int]], **more: Any
    ) -> httpx.Response:
        """Open a case, whatever comes of it."""
        body = {"order": number, "type": type_, "items": list(items), "reason": "no_reason", **more}
        return await self.post(buyer, "/api/cases", body)

    async def act(self, who: Principal, case: dict[str, Any], action: str, **body: Any) -> dict[str, Any]:
        """Something done to a case that must succeed; the case after it."""
        answer = await self.post(who, f"/api/cases/{case['id']}/{action}", body or None)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def approve(self, case: dict[str, Any]) -> dict[str, Any]:
        """The merchant grants what was asked."""
        return await self.act(merchant_of(case), case, "approval")

    async def bring_back(self, buyer: Principal, case: dict[str, Any]) -> dict[str, Any]:
        """Approval, the parcel back, its reception and an inspection that finds everything as it should be."""
        case = await self.approve(case)
        case = await self.act(buyer, case, "return-shipment", carrier="UPS", tracking_no=f"back-{case['id']}")
        case = await self.act(merchant_of(case), case, "reception")
        return await self.act(merchant_of(case), case, "inspection")

    async def after_work(self, buyer: Principal, case: dict[str, Any]) -> dict[str, Any]:
        """The case as its buyer sees it once the worker has done what was deferred."""
        engine = self.web.app.state.engine
        await JobRunner(self.pool, engine.clock, job_handlers(engine)).run_ready()
        answer = await self.web.client.get(f"/api/cases/{case['id']}", headers=self.web.as_(buyer))
        return dict(answer.json())

    async def moved_minor(self) -> dict[str, int]:
        """What the fake processor has paid back, by payment reference."""
        rows = await self.pool.fetch(
            "SELECT reference, moved_minor FROM fake_processor_payments WHERE moved_minor <> 0"
        )
        return {row["reference"]: row["moved_minor"] for row in rows}

    async def to_own_books_minor(self) -> int:
        """What went to gift cards and store credit."""
        return int(
            await self.pool.fetchval(
                "SELECT coalesce(sum(balance_minor), 0) FROM ledger_accounts"
                " WHERE account = 'processor:internal:transit'"
            )
        )

    async def book_is_clean(self) -> bool:
        """Whether recomputing the whole ledger finds nothing."""
        return (await check_ledger(self.pool)).findings == ()


def merchant_of(case: dict[str, Any]) -> Principal:
    """The merchant of a case, signed in."""
    return Principal(PrincipalRole.MERCHANT, int(case["merchant_id"]))


def all_lines(order: dict[str, Any]) -> list[dict[str, int]]:
    """Everything in an order."""
    return [{"line_no": line["line_no"]} for line in order["lines"]]


def lines_of(order: dict[str, Any], item_ids: Sequence[str]) -> list[dict[str, int]]:
    """Units of an order by the marketplace's names for them; KeyError for what it does not hold."""
    numbers = {line["sku"]: line["line_no"] for line in order["lines"]}
    return [{"line_no": numbers[sku], "quantity": count} for sku, count in Counter(item_ids).items()]


def claimed(order: dict[str, Any]) -> dict[int, tuple[int, int]]:
    """Units and cents that are claimed, by line; lines that nobody claimed are left out."""
    return {
        line["line_no"]: (line["claimed_quantity"], line["claimed_minor"])
        for line in order["lines"]
        if line["claimed_quantity"] or line["claimed_minor"]
    }


@asynccontextmanager
async def shop_over(dsn: str, home: Path) -> AsyncIterator[Shop]:
    """The application over a database that orders were imported into."""
    async with site(dsn, home) as web:
        yield Shop(web)

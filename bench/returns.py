"""A complete return & refund over HTTP, step by step: what `return_flow` measures and `crash` repeats under fire."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from dataclasses import dataclass

from bench.site import Bench, Client, tokens
from makegood.orders import OrderRecorded

POLL_SECONDS = 0.02
STREAM = (
    "case.opened", "case.approved", "case.return_shipped", "case.return_received", "case.return_inspected",
    "refund.started", "refund.paid", "case.settled",
)  # fmt: skip
"""What stands in the record of such a case once it is settled: no more, no less, in this order."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing a party does to the case; `event` is what must then be on record, `role` 0 the buyer, 1 the merchant."""

    name: str
    resource: str
    role: int
    told: bytes
    event: str

    def body(self, case_id: str) -> bytes:
        """What is sent. Each return has a parcel of its own, with a number that no other has."""
        return self.told.replace(b"CASE", case_id.encode())


STEPS = (
    Step("approve", "approval", 1, b"{}", "case.approved"),
    Step(
        "ship back",
        "return-shipment",
        0,
        b'{"carrier":"SF","tracking_no":"SF-CASE"}',
        "case.return_shipped",
    ),
    Step("receive", "reception", 1, b"{}", "case.return_received"),
    Step("inspect", "inspection", 1, b"{}", "case.return_inspected"),
)
STEP_NAMES = ("open", *(step.name for step in STEPS))


class StepRefused(Exception):
    """The server answered a step of a plain return with something else than success."""


def opening(order_number: str) -> bytes:
    """The body that asks for a return of all units of an order's first line."""
    asked = {"order": order_number, "type": "return_refund", "items": [{"line_no": 1}], "reason": "quality"}
    return json.dumps(asked).encode()


async def do_return(client: Client, order: OrderRecorded, noted: Callable[[str, float], None]) -> str:
    """Open to inspection, one request a step; the case's id. `noted` is told each step's name and its seconds."""
    who = tokens(order)
    started = time.perf_counter()
    answer = await _post(client, "/api/cases", who[0], opening(order.external_id), 201)
    noted("open", time.perf_counter() - started)
    case_id = str(json.loads(answer)["id"])
    for step in STEPS:
        started = time.perf_counter()
        await _post(client, f"/api/cases/{case_id}/{step.resource}", who[step.role], step.body(case_id), 200)
        noted(step.name, time.perf_counter() - started)
    return case_id


async def _post(client: Client, path: str, token: str, body: bytes, wanted: int) -> bytes:
    status, answer = await client.post(path, token, body)
    if status != wanted:
        raise StepRefused(f"{path}: {status} {answer[:300]!r}")
    return answer


_OPEN = "SELECT EXISTS (SELECT 1 FROM cases WHERE owner IS NOT NULL)"
_WORK_LEFT = """
SELECT EXISTS (SELECT 1 FROM jobs WHERE NOT dead) OR EXISTS (SELECT 1 FROM outbox)
    OR EXISTS (SELECT 1 FROM fake_processor_refunds WHERE notifications_owed > 0)
"""


async def until_settled(site: Bench, patience_seconds: float = 120.0) -> None:
    """Return once nobody has the ball in any case. Raises TimeoutError."""
    await _until_none(site, _OPEN, patience_seconds)


async def until_quiet(site: Bench, patience_seconds: float = 120.0) -> None:
    """Return once no job, no event and no notification waits. Raises TimeoutError."""
    await _until_none(site, _WORK_LEFT, patience_seconds)


async def _until_none(site: Bench, question: str, patience_seconds: float) -> None:
    deadline = time.monotonic() + patience_seconds
    while await site.pool.fetchval(question):
        if time.monotonic() > deadline:
            raise TimeoutError("the worker does not get through: is it running?")
        await asyncio.sleep(POLL_SECONDS)

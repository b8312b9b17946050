"""For tests of the buyer's portal: the steps of a request, by their addresses."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from tests.web.pages_world import Browser, Page


def step_address(order: Any, step: str, **told: str) -> str:
    """The address of a step of a request with what was told."""
    return f"/orders/{order.order_id}/cases/new?{urlencode({'step': step, **told})}"


async def remedies(browser: Browser, order: Any, reason: str, **told: str) -> Page:
    """The last step of a request for all three tins of tea."""
    return await browser.open(step_address(order, "remedy", **({"quantity_1": "3", "reason": reason} | told)))


async def asks(
    browser: Browser, order: Any, reason: str, type_: str, *, quantity_1: str = "3", **typed: str
) -> Page:
    """A request sent with the last step; the answer to it, or the step that tells why not."""
    page = await remedies(browser, order, reason, quantity_1=quantity_1)
    return await browser.send(page, f"/orders/{order.order_id}/cases", type=type_, **typed)


def case_path(answer: Page) -> str:
    """The address of the case that an answer is about."""
    path = answer.answer.url.path
    return f"/cases/{path.rpartition('/')[2]}"

"""What hostile people try with policy over HTTP: facts, packs, publications, and what is another's."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest

from makegood.accounts import Principal, PrincipalRole
from tests.web_app import Site
from tests.world import buyer_of, merchant_of

VERSIONS = "/api/policy/packs/shop-a/versions"
OPEN = "{remedies: {return_refund: open}}"
PACK = """pack: shop-a
version: "1"
level: promise
title: {{en: Ours, zh: 我们的}}
markets: [CN]
rules:
  - id: ours
    text: {{en: A thing holds., zh: 某事成立。}}
    source: own
    confidence: H
    then: {then}
"""


async def send(
    shop: Site, who: Principal, method: str, path: str, json: Any = None, **query: str
) -> httpx.Response:
    return await shop.client.request(method, path, json=json, params=query, headers=shop.as_(who))


async def approved(shop: Site, then: str) -> Principal:
    """The merchant, whose pack a second person has approved."""
    first = merchant_of(await shop.world.order())
    second = Principal(PrincipalRole.MERCHANT, first.subject, name="second")
    for who, path, body in (
        (first, "", {"content": PACK.format(then=then)}),
        (first, "/1/review-request", None),
        (second, "/1/review", {"approve": True}),
    ):
        answer = await send(shop, who, "POST", VERSIONS + path, body)
        assert answer.status_code in (200, 201), answer.text
    return first


@pytest.mark.parametrize(
    "value", ["--5", "-", "+5", "9" * 19, 10**15, 10**30, -1, True, [], [["a"]], {}, "never"]
)
async def test_numbers_that_are_none(shop: Site, value: Any) -> None:
    buyer = buyer_of(await shop.world.order())
    body = {"order": "T-1", "facts": {"promised_multiple": value}}
    assert (await send(shop, buyer, "POST", "/api/eligibility", body)).status_code in (400, 422)


@pytest.mark.parametrize(
    "at", ["0001-01-01T00:00:00+23:59", "2100-01-01T00:00:00Z", "9999-12-31T23:59:59-23:59"]
)
async def test_publications_at_times_that_cannot_be(shop: Site, at: str) -> None:
    merchant = await approved(shop, OPEN)
    answer = await send(shop, merchant, "POST", f"{VERSIONS}/1/publication", {"in_force_from": at})
    assert answer.status_code == 422, answer.text


async def test_of_many_publications_at_once_one_is_made(shop: Site) -> None:
    merchant = await approved(shop, OPEN)
    answers = await asyncio.gather(
        *(send(shop, merchant, "POST", f"{VERSIONS}/1/publication", {}) for _ in range(5))
    )
    assert sorted(each.status_code for each in answers) == [200, 409, 409, 409, 409]


@pytest.mark.parametrize(
    "then",
    [
        "{remedies: {refund_only: refused}}", "{freight: {return: buyer}}", "{ruling: pay_merchant}",
        "{merchant_may_refuse: yes}", "{tenders: {original: refused}}", "{compensation_by: platform}",
        "{limits: {rounds: 0}}", "{evidence: {buyer: [police_report]}}", "{deduction: paid}", "{burden: buyer}",
    ],
)  # fmt: skip
async def test_a_merchant_cannot_worsen_the_law(shop: Site, then: str) -> None:
    merchant = await approved(shop, then)
    refused = await send(shop, merchant, "POST", f"{VERSIONS}/1/publication", {})
    assert (refused.status_code, refused.json()["code"]) == (409, "lint_errors")


async def test_what_is_anothers_is_not_seen(shop: Site) -> None:
    await approved(shop, OPEN)
    for role in (PrincipalRole.BUYER, PrincipalRole.MERCHANT):
        other = Principal(role, 999)
        for method, path, body in (
            ("POST", "/api/eligibility", {"order": "T-1"}),
            ("GET", f"{VERSIONS}/1", None),
            ("GET", f"{VERSIONS}/1/lint", None),
            ("GET", f"{VERSIONS}/1/diff", None),
        ):
            assert (await send(shop, other, method, path, body)).status_code == 404, (role, path)


async def test_a_merchant_cannot_stretch_the_dispute_that_its_own_silence_holds_up(shop: Site) -> None:
    merchant = await approved(shop, "{clocks: {evidence: 20000 days}}")
    answer = await send(shop, merchant, "POST", f"{VERSIONS}/1/publication", {})
    assert answer.status_code == 409, answer.text

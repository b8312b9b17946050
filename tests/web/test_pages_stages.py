"""Every stage as every role sees it, in both languages; and what strangers see of it."""

from __future__ import annotations

import re

import pytest

from makegood.accounts import Principal, PrincipalRole
from makegood.cases import Stage
from makegood.web.pages import words
from tests.web.pages_world import Browser, Told, case_at
from tests.web_app import Site
from tests.world import DESK, OPERATOR, SENIOR, buyer_of, merchant_of

GAP = re.compile(r"{\w+}")


def readers(told: Told) -> dict[str, Principal]:
    return {
        "buyer": buyer_of(told.order), "merchant": merchant_of(told.order), "desk": DESK, "senior": SENIOR,
        "operator": OPERATOR,
    }  # fmt: skip


@pytest.mark.parametrize("stage", list(Stage))
async def test_a_case_at_every_stage_for_every_role_in_both_languages(shop: Site, stage: Stage) -> None:
    told = await case_at(shop, stage.value)
    for role, who in readers(told).items():
        for language in ("en", "zh-CN"):
            page = await Browser(shop, who, language).open(told.path)
            assert page.status == 200, (role, language, page.text[:500])
            body = re.sub(r"<html[^>]*>", "", page.text)
            assert not GAP.search(body), (role, language, GAP.findall(body))
            assert 'style="' not in page.text
            assert "<script>" not in page.text
            if language == "en" and stage in (Stage.CLOSED, Stage.WITHDRAWN):
                assert ">Not refunded</li>" in page.text
                assert ">Held</li>" not in page.text
            if language == "en":
                assert words.STAGES[stage.value] in page.text
            else:
                assert words.STAGES[stage.value] not in page.text


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage.is_open])
async def test_exactly_the_allowed_operations_are_forms(shop: Site, stage: Stage) -> None:
    from makegood.web.pages.case.operations import RESOURCES

    told = await case_at(shop, stage.value)
    for role, who in readers(told).items():
        page = await Browser(shop, who).open(told.path)
        answer = await shop.client.get(f"/api{told.path}", headers=shop.as_(who))
        allowed = {one["name"] for one in answer.json()["allowed_operations"] if one["allowed"]}
        if not answer.json()["missing"]:
            allowed.discard(
                "supply_facts"
            )  # who wants to tell more may; a page asks for what is missing only
        drawn = {
            RESOURCES[action.rpartition("/")[2]] for action in page.forms if action.startswith(told.path)
        }
        assert drawn == allowed, role


async def test_strangers_do_not_see_a_case_nor_its_version(shop: Site) -> None:
    told = await case_at(shop, "awaiting_merchant")
    strangers = (Principal(PrincipalRole.BUYER, 999 << 10), Principal(PrincipalRole.MERCHANT, 4242))
    for who in strangers:
        for path in (told.path, f"{told.path}/version"):
            page = await Browser(shop, who).open(path)
            assert page.status == 404
            assert "Green tea" not in page.text
        answer = await Browser(shop, who).post(f"{told.path}/withdrawal", {})
        assert answer.status_code == 404


async def test_visitors_are_asked_to_sign_in_and_come_back(shop: Site) -> None:
    told = await case_at(shop, "awaiting_merchant")
    page = await Browser(shop).open(told.path)
    assert page.status == 401
    assert f'href="/sign-in?next={told.path}"' in page.text
    assert "Green tea" not in page.text


async def test_a_merchant_sees_the_buyers_name_shortened_and_the_desk_in_full(shop: Site) -> None:
    told = await case_at(shop, "awaiting_merchant")
    assert "李*" in (await Browser(shop, merchant_of(told.order)).open(told.path)).text
    assert "李娜" not in (await Browser(shop, merchant_of(told.order)).open(told.path)).text
    assert "李娜" in (await Browser(shop, DESK).open(told.path)).text
    assert "山间茶业" in (await Browser(shop, buyer_of(told.order)).open(told.path)).text

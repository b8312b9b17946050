"""What people read is in words: where a merchant's money went, and who changed what about accounts."""

from __future__ import annotations

import pytest

from makegood.accounts import PrincipalRole, record_audit
from makegood.web.pages.work.other_sides import party_words
from tests.web.pages_world import Browser
from tests.web.test_console_people import invited, number_of
from tests.web_app import Site
from tests.world import OPERATOR


@pytest.mark.parametrize(
    ("party", "english", "chinese"),
    [
        ("outside:carrier-shunfeng", "Carrier SF Express", "快递 顺丰速运"),
        ("outside:fake", "Processor fake", "支付机构 fake"),
        ("outside:marketplace", "The marketplace", "商城"),
        ("processor:transit", "The payment processor", "支付渠道"),
        ("platform:compensation", "What the platform bears under promises", ""),
        ("card", "Card", "银行卡"),
    ],
)
def test_whom_money_went_to_is_told_in_words(party: str, english: str, chinese: str) -> None:
    assert party_words(party, "en") == english
    assert not chinese or party_words(party, "zh-CN") == chinese


@pytest.mark.parametrize("language", ["en", "zh-CN"])
async def test_the_record_of_changes_is_told_in_words(shop: Site, language: str) -> None:
    await invited(shop)
    number = await number_of(shop, "chen@")
    engine = shop.world.engine
    async with engine.pool.acquire() as connection:
        await record_audit(
            connection, engine.ids, OPERATOR, "person.role_changed", f"person:{number}", engine.clock.now(),
            {"role": PrincipalRole.DESK.value, "subject": None}, {"role": PrincipalRole.SENIOR.value, "subject": None},
        )  # fmt: skip
    page = (await Browser(shop, OPERATOR, language=language).open("/console/audit/people")).text
    said = ("Invited", "Role changed", "senior") if language == "en" else ("已邀请", "角色", "高级客服")
    for words in (*said, "Chen &lt;b&gt;Wei&lt;/b&gt;"):
        assert words in page, words
    table = page[page.index("<tbody") : page.index("</tbody>")].replace("?subject=", "")
    for code in ("person.", "None", "subject", f">person:{number}<"):
        assert code not in table, code
    narrowed = (
        await Browser(shop, OPERATOR, language=language).open("/console/audit/people?what=person.role")
    ).text
    assert f"/console/audit/people?subject=person%3A{number}" in narrowed

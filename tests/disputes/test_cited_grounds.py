"""The grounds of a ruling in what people are told of it: rules in the words of their packs, as on the page of the case."""

from __future__ import annotations

import pytest

from makegood.notifications import happened, in_words
from makegood.notifications.model import Told
from tests.disputes.courtroom import book
from tests.disputes.hearing import dispute
from tests.web_app import Site
from tests.world import SENIOR

RULE = "ground/who_claims_proves"
ARTICLE = "《消费者权益保护法》第二十三条"
WORDS = {
    "en": "Grounds: Who claims something proves it, unless a rule says otherwise (case protocol); " + ARTICLE,
    "zh-CN": "裁决依据：谁主张谁举证，另有规定的除外（本产品售后流程规则）；" + ARTICLE,
}


async def test_what_the_parties_are_told_cites_rules_in_their_language(shop: Site) -> None:
    case = await dispute(shop)
    await case.heard()
    body = {
        "favour": "merchant", "reason": "The leaves were dry when they were packed.", "citations": [RULE, ARTICLE],
    }  # fmt: skip
    ruled = await case.post(SENIOR, "ruling", body)
    assert ruled.status_code == 200, ruled.text
    for who in (case.buyer, case.merchant):
        for language, words in WORDS.items():
            headers = shop.as_(who) | {"Accept-Language": language}
            told = (await shop.client.get("/api/notifications", headers=headers)).json()["notifications"]
            (ruled,) = [each["text"] for each in told if each["event"] == "case.ruled"]
            assert words in ruled
            assert RULE not in ruled


@pytest.mark.parametrize("language", WORDS)
def test_a_rule_that_no_pack_has_any_more_is_named_as_it_was(language: str) -> None:
    told = in_words(
        Told("case.ruled", "desk", currency="CNY", amount_minor=0, grounds=("gone/rule", RULE)), book()
    )
    assert [each.name for each in told.cited] == [RULE]
    assert "gone/rule" in happened(told, "buyer:1", language)

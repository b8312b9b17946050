"""Pages of policy: reading packs, drafting, reviewing, announcing and withdrawing them, and the trace of a decision."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from makegood.accounts import Principal, PrincipalRole
from makegood.cases import CaseType, Request
from makegood.cases import commands as c
from makegood.kit.settings import Mode
from makegood.orders import OrderRecorded
from makegood.policy.publishing.opening import shipped_edition
from makegood.policy.publishing.shipped import POLICIES
from makegood.policy.publishing.versions import NoticeTooShort, NotInReview
from makegood.web.pages.policy.draft import next_version, with_values, with_version
from makegood.web.pages.policy.moves import policy_refusal_words
from makegood.web.pages.policy.page import person_words
from tests.attack.shop import held
from tests.web.pages_world import Browser, Page, a_case
from tests.web_app import Site, site
from tests.world import DESK, OPERATOR, buyer_of, merchant_of

SECOND = Principal(PrincipalRole.OPERATOR, name="gao")
BUYER = Principal(PrincipalRole.BUYER, 77 << 10)
PACK = "cn-no-reason-return"
HERE = f"/policy/{PACK}/2026.11-2"
NEXT = f"/policy/{PACK}/2026.11-2.1"
CAP = "/policy/marketplace-instant-refund"
SAMPLE = (POLICIES / "samples" / "better_promise.yaml").read_text("utf-8")


def promise(name: str = "shop-tea", version: str = "1", title: str = "Tea: more than the law") -> str:
    """A shop's promise: the sample under another name, without its examples."""
    text = SAMPLE.partition("\nexamples:")[0] + "\n"
    text = text.replace("sample-better-promise", name).replace('"2026.11"', f'"{version}"')
    return text.replace("Sample: a shop that promises more", title)


def words_of(page: Page) -> str:
    """What a page says, without its tags."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.text)).split())


async def drafted(browser: Browser, content: str) -> Page:
    """The page after sending a text as a draft."""
    form = await browser.open("/policy-drafts")
    return await browser.send(form, "/policy-drafts/text", content=content)


async def moved(browser: Browser, path: str, move: str, **typed: str) -> Page:
    """The page after sending one of the forms of a version."""
    return await browser.send(await browser.open(path), f"{path}/{move}", **typed)


async def shorter_cap(operator: Browser) -> str:
    """A draft of the instant refund's pack with another text and no other change; the path of its page."""
    form = await operator.open("/policy-drafts?name=marketplace-instant-refund&version=2026.11-2")
    content = form.forms["/policy-drafts/text"]["content"]
    page = await operator.send(form, "/policy-drafts/text", content=content.lstrip("\n"))
    assert page.status == 200, words_of(page)[:2000]
    return str(page.answer.url.path)


async def test_everybody_reads_what_is_in_force(shop: Site) -> None:
    for language, law in (("en", "China: seven-day no-reason return"), ("zh-CN", "中国：七日无理由退货")):
        for who in (BUYER, Principal(PrincipalRole.MERCHANT, 5), DESK, OPERATOR):
            page = await Browser(shop, who, language).open("/policy")
            assert page.status == 200
            assert law in page.text
            assert f'href="/policy/{PACK}"' in page.text
            assert '<a href="/policy" aria-current="page"' in page.text
    assert (await Browser(shop).open("/policy")).status == 401
    assert "Draft a new pack" not in (await Browser(shop, BUYER).open("/policy")).text
    british = words_of(await Browser(shop, BUYER).open("/policy?market=UK"))
    assert "United Kingdom" in british
    assert "China: seven-day" not in british
    assert (await Browser(shop, BUYER).open("/policy?market=%00&level=x&cursor=%00")).status == 200
    assert (await Browser(shop, BUYER).open("/policy?level=law&cursor=%00")).status == 422


async def test_every_shipped_pack_is_a_page_in_both_languages(shop: Site) -> None:
    _, packs = shipped_edition()
    readers = {language: Browser(shop, BUYER, language) for language in ("en", "zh-CN")}
    for pack in packs:
        for language, reader in readers.items():
            page = await reader.open(f"/policy/{pack.name}")
            assert page.status == 200
            text = words_of(page)
            assert all(" ".join(rule.text.in_(language).split()) in text for rule in pack.rules), pack.name
            assert all(f'id="rule-{rule.id}"' in page.text for rule in pack.rules)


async def test_a_pack_reads_as_a_promise(shop: Site) -> None:
    text = words_of(await Browser(shop, BUYER).open(HERE))
    for said in (
        "way of sale is one of “live stream”, “online”, “telephone or mail order”",
        "for purchases since 15 March 2014",
        "How long goods may be sent back without a reason CPL art. 25",
        "7 days, counted from the beginning of the day after: time of delivery",
        "the last second of the seventh day",
        "return freight is paid by the buyer",
        "Settled in court practice and in platform standards, not written in the statute.",
        "There is no version before this one.",
    ):
        assert said in text, said
    assert "What you can do" not in text
    assert (await Browser(shop, BUYER).open("/policy/nothing-here")).status == 404
    assert (await Browser(shop, BUYER).open(f"/policy/{PACK}/9")).status == 404


async def test_a_reader_changes_a_window_and_sees_what_that_means(shop: Site) -> None:
    operator = Browser(shop, OPERATOR)
    form = await operator.open(
        f"/policy-drafts?name={PACK}&version=2026.11-2&value.no_reason_window=10+days&value.nonsense=1"
    )
    content = form.forms["/policy-drafts/text"]["content"].lstrip("\n")
    assert 'version: "2026.11-2.1"' in content
    assert "is: 10 days" in content
    page = await operator.send(form, "/policy-drafts/text", content=content)
    assert page.answer.url.path == NEXT
    text = words_of(page)
    assert "The draft is kept." in text
    assert "How long goods may be sent back without a reason: 7 days → 10 days Better for buyers" in text
    assert "Less than the law gives" in text  # promises that were as good as the law are below it now
    assert 'href="/policy/marketplace-guarantees-food"' in page.text
    assert (await Browser(shop, BUYER).open(NEXT)).status == 404
    waiting = words_of(await operator.open("/policy"))
    assert "Drafts waiting: 1" in waiting
    assert "Drafts waiting" not in words_of(await Browser(shop, BUYER).open("/policy"))


async def test_the_way_of_a_version_by_forms(shop: Site) -> None:
    first, second = Browser(shop, OPERATOR), Browser(shop, SECOND)
    path = await shorter_cap(first)
    assert "Only a version that a second person has approved is published; this one is a draft." in words_of(
        await first.open(path)
    )
    page = await moved(first, path, "review-request")
    assert "A second person can review it now." in page.text
    assert f"{path}/approval" not in page.forms
    assert "Whoever drafted a version does not review it; ask a second person." in words_of(page)
    refused = await first.post(f"{path}/approval", {"note": "mine"})
    assert (refused.status_code, 'class="notice bad"' in refused.text) == (403, True)
    page = await moved(second, path, "approval", note="Looks <b>right</b>")
    assert "It is approved and can be announced." in page.text
    assert "Looks &lt;b&gt;right&lt;/b&gt;" in page.text
    early = (shop.app.state.clock.now() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    page = await moved(second, path, "publication", in_force_from=early, major="")
    assert page.status == 422
    assert "A change of this kind is announced some time ahead" in words_of(page)
    assert page.forms[f"{path}/publication"]["in_force_from"] == early
    page = await moved(second, path, "publication", in_force_from="", major="yes")
    assert "It is announced." in words_of(page)
    assert "from the beginning until" in words_of(await first.open(f"{CAP}/2026.11-2"))
    announced = words_of(await Browser(shop, BUYER).open("/policy"))
    assert "Announced version 2026.11-2.1, from" in announced
    assert "Zhou" not in announced
    people = words_of(await Browser(shop, BUYER).open(path))
    assert "zhou" not in people
    assert "Looks" not in people
    assert (await second.post(f"{path}/withdrawal", {})).status_code == 403
    assert "It is withdrawn." in (await moved(first, path, "withdrawal")).text
    assert "Announced" not in words_of(await Browser(shop, BUYER).open("/policy"))


async def test_a_rejection_has_a_reason(shop: Site) -> None:
    first, second = Browser(shop, OPERATOR), Browser(shop, SECOND, "zh-CN")
    path = await shorter_cap(first)
    await moved(first, path, "review-request")
    page = await moved(second, path, "rejection", note="  ")
    assert page.status == 422
    assert (await moved(second, path, "rejection", note="上限太低")).status == 200
    assert "上限太低" in (await first.open(path)).text


async def test_a_form_sent_twice_is_done_once(shop: Site) -> None:
    operator = Browser(shop, OPERATOR)
    path = await shorter_cap(operator)
    page = await operator.open(path)
    fields = page.forms[f"{path}/review-request"]
    answers = [await operator.post(f"{path}/review-request", fields) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    again = await operator.post(f"{path}/review-request", fields | {"key": "another"})
    assert again.status_code == 409
    assert (await operator.post(f"{path}/nonsense", {})).status_code == 404


async def test_a_wrong_text_is_told_line_by_line_and_stays(shop: Site) -> None:
    operator = Browser(shop, OPERATOR)
    wrong = promise("shop-x").replace("within(no_reason)", "within(no_reasn)", 1)
    line = 1 + wrong[: wrong.index("no_reasn")].count("\n")
    page = await drafted(operator, wrong)
    assert page.status == 422
    assert "The draft was not kept" in page.text
    assert f"line {line}:" in words_of(page)
    assert f'class="wrong">{line}<' in page.text
    assert page.forms["/policy-drafts/text"]["content"].lstrip("\n") == wrong
    for content, told in (
        ("", "cannot be used as it is"),
        ("a: [", "This is not YAML"),
        ("<script>alert(1)</script>", "line 1"),
    ):
        page = await drafted(operator, content)
        assert (page.status, told in words_of(page)) == (422, True), words_of(page)[:500]
        assert "<script>alert" not in page.text
    taken = SAMPLE.replace("sample-better-promise", PACK).replace('"2026.11"', '"2026.11-2"')
    assert (await drafted(operator, taken)).status == 409


async def test_a_shop_promises_more_and_only_its_own(shop: Site) -> None:
    order = (await a_case(shop, "PC-1")).order
    merchant = merchant_of(order)
    li, wang = (Principal(merchant.role, merchant.subject, name) for name in ("li", "wang"))
    page = await drafted(Browser(shop, li), promise(title="<script>alert('x')</script>"))
    assert page.status == 200, words_of(page)[:2000]
    path = page.answer.url.path
    assert "<script>alert" not in page.text
    for stranger in (Principal(PrincipalRole.MERCHANT, 999), BUYER):
        assert (await Browser(shop, stranger).open(path)).status == 404
        assert (await Browser(shop, stranger).post(f"{path}/review-request", {})).status_code in (403, 404)
    await moved(Browser(shop, li), path, "review-request")
    await moved(Browser(shop, wang), path, "approval")
    page = await moved(Browser(shop, li), path, "publication")
    assert "It is announced." in page.text, words_of(page)[:3000]
    own = words_of(await Browser(shop, li).open("/policy"))
    assert "Your own promises" in own
    seen = await Browser(shop, BUYER).open("/policy")
    assert "山间茶业 Mountain Tea" in seen.text
    assert "&lt;script&gt;" in seen.text
    assert (await drafted(Browser(shop, li), promise(PACK))).status in (409, 422)
    assert "can only better the law" in (await Browser(shop, li).open("/policy-drafts")).text


async def test_who_may_not_draft_gets_no_form(shop: Site) -> None:
    for who in (BUYER, DESK):
        assert (await Browser(shop, who).open("/policy-drafts")).status == 403
        answer = await Browser(shop, who).post("/policy-drafts/text", {"content": promise()})
        assert answer.status_code == 403
    assert (await Browser(shop).open("/policy-drafts")).status == 401


async def test_a_guest_of_the_demo_looks_and_does_nothing(fresh_dsn: str, tmp_path: Path) -> None:
    async with held(site(fresh_dsn, tmp_path, Mode.DEMO)) as shop:
        guest = Browser(shop)
        page = await guest.open(HERE)
        assert page.status == 200
        assert "What you can do" not in page.text
        assert "Prepare a draft" not in page.text
        assert "Draft a new pack" not in (await guest.open("/policy")).text
        assert (await guest.post(f"{HERE}/shadow", {})).status_code == 401


async def opened(shop: Site, number: str, **facts: Any) -> tuple[OrderRecorded, str]:
    """A no-reason return opened by the application itself, so that policy has spoken; the path of its page."""
    at = shop.world.clock.now() - timedelta(days=3)
    parcel = {
        "carrier": "SF", "tracking_no": f"SF{number}", "shipped_at": at.isoformat(),
        "delivered_at": (at + timedelta(days=1)).isoformat(),
    }  # fmt: skip
    order = await shop.world.order(number, placed_at=at.isoformat(), parcels=[parcel])
    command = c.OpenCase(CaseType.RETURN_REFUND, (c.ItemAsked(1),), "no_reason", facts=facts)
    done = await shop.app.state.engine.command(Request(buyer_of(order), command, order_id=order.order_id))
    return order, f"/cases/{done.case.state.id}"


async def test_the_trace_tells_everybody_concerned_why(shop: Site) -> None:
    order, path = await opened(shop, "PC-2")
    for who in (buyer_of(order), merchant_of(order), DESK, OPERATOR):
        page = await Browser(shop, who).open(f"{path}/decisions")
        assert page.status == 200
        text = words_of(page)
        for said in (
            "Why it was decided so",
            "return freight is paid by the buyer",
            "not decided yet It hangs on: the goods are intact",
            "Rules that want for facts",
            "This was not so:",
            "reason: I changed my mind from our records",
            "Presumed until somebody says otherwise",
        ):
            assert said in text, said
        assert f'href="/policy/{PACK}/2026.11-2#rule-' in page.text
        assert "<details" in page.text
    chinese = words_of(await Browser(shop, buyer_of(order), "zh-CN").open(f"{path}/decisions"))
    assert "退货运费由买家承担" in chinese
    for stranger in (BUYER, Principal(PrincipalRole.MERCHANT, 999)):
        assert (await Browser(shop, stranger).open(f"{path}/decisions")).status == 404
    assert (await Browser(shop).open(f"{path}/decisions")).status == 401
    for number in ("99", "x", "%00"):
        assert (await Browser(shop, DESK).open(f"{path}/decisions?number={number}")).status == 404


async def test_each_decision_of_a_case_can_be_read(shop: Site) -> None:
    order, path = await opened(shop, "PC-3", intact=True)
    before = words_of(await Browser(shop, DESK).open(f"{path}/decisions"))
    assert "the goods are intact told by the buyer" in before
    command = c.SupplyFacts({"intact": False})
    done = int(path.rpartition("/")[2])
    await shop.app.state.engine.command(Request(merchant_of(order), command, done))
    page = await Browser(shop, DESK).open(f"{path}/decisions")
    assert "buyer and merchant contradict each other" in page.text
    assert f'href="{path}/decisions?number=1"' in page.text
    first = words_of(await Browser(shop, DESK).open(f"{path}/decisions?number=1"))
    assert "the goods are intact told by the buyer" in first


async def test_a_case_of_which_no_rule_was_asked(shop: Site) -> None:
    told = await a_case(shop, "PC-4")
    page = await Browser(shop, buyer_of(told.order)).open(f"{told.path}/decisions")
    assert "No rules have decided about this case." in page.text


async def test_what_the_shadow_saw_is_shown(shop: Site) -> None:
    operator = Browser(shop, OPERATOR)
    form = await operator.open(
        f"/policy-drafts?name={PACK}&version=2026.11-2&value.refund_after_receipt=5+days"
    )
    content = form.forms["/policy-drafts/text"]["content"].lstrip("\n")
    await operator.send(form, "/policy-drafts/text", content=content)
    page = await moved(operator, NEXT, "shadow")
    assert "Nothing has come out otherwise so far." in page.text
    _, path = await opened(shop, "PC-5", intact=True)
    text = words_of(await operator.open(NEXT))
    assert "Decisions that would have come out otherwise: 1" in text
    assert "time until the refund is due: 5 days" in text
    assert f'href="{path}/decisions?number=1"' in (await operator.open(NEXT)).text
    assert "The shadow has ended." in (await moved(operator, NEXT, "shadow-end")).text


@pytest.mark.parametrize(
    ("version", "after"),
    [("2026.11", "2026.11.1"), ("2026.11.9", "2026.11.10"), ("7", "8"), ("2026.11+ab12", "2026.11.1"), ("beta", "beta.1")],
)  # fmt: skip
def test_the_next_version_has_a_name(version: str, after: str) -> None:
    assert next_version(version) == after


def test_values_are_written_where_they_stand() -> None:
    text = 'version: 1\nvalues:\n  a: {is: 7 days, text: "7 days"}\n  b:\n    is: "10"\n    text: 10\n'
    changed = with_values(with_version(text, "2"), {"a": "9 days", "b": "12", "c": "3"})
    assert (
        changed
        == 'version: "2"\nvalues:\n  a: {is: 9 days, text: "7 days"}\n  b:\n    is: "12"\n    text: 10\n'
    )
    for hostile in ("1, text: x}", "1\nrules: []", '"', "1 # no", ""):
        assert with_values(text, {"a": hostile}) == text


def test_refusals_and_people_are_told_in_words() -> None:
    short = NoticeTooShort(earliest="2026-03-08T12:00:00+00:00")
    assert "it takes effect at Sun 8 Mar 2026, 12:00 UTC at the earliest" in policy_refusal_words(short, "en")
    assert "this version" in policy_refusal_words(NotInReview(standing="draft"), "en").lower()
    assert person_words("system", "en") == "Makegood"
    assert person_words("operator:gao", "en") == "gao"
    assert person_words("merchant:11:li", "en") == "li"
    assert person_words("merchant:11:key-4", "en") == "key-4"
    assert person_words(None, "en") == ""

"""The marks that a ruling sets go on record once, with their article and facts, and an appeal takes them away again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from makegood.cases import Favour, read_case, sweep_due
from makegood.claims import Mark, marks_of_case, newest_marks
from makegood.db.jobs import JobRunner
from makegood.disputes.marks_standing import MarksSaid, marks_set
from makegood.disputes.propose import Found
from makegood.flows.claim import claim_office
from makegood.flows.ruled_marks import RECORD_MARKS, record_as_ruled
from makegood.policy.telling.mark_sides import COUNTED
from makegood.policy.telling.mark_words import MARK_WORDS
from tests.disputes.hearing import Dispute, dispute
from tests.disputes.test_court_papers import BINDING, papers, uploaded
from tests.web.pages_world import Browser
from tests.web_app import Site
from tests.world import DESK, OPERATOR, SENIOR

WHY = "The photo shows that the leaves are damp in two tins."
OTHERWISE = "The photo was taken a week after the parcel was opened."


async def shown(site: Site, number: str = "D-1") -> Dispute:
    """A dispute in which the buyer has shown what is wrong."""
    case = await dispute(site, number)
    photo = await case.shows(case.buyer, "leaves.png")
    tied = await case.post(case.buyer, "exhibits", {"piece": photo, "fact": "buyer_proof"})
    assert tied.status_code == 201, tied.text
    return case


async def decided(case: Dispute, who: Any, what: str, **body: Any) -> Any:
    """Somebody of the desk decides on the proposal as it stands; one who departs from it says why."""
    await case.heard()
    digest = (await case.get(who, "proposal")).json()["digest"]
    asked = {"reason": WHY, "citations": ["art. 65"], "proposal": digest, **body}
    answer = await case.post(who, what, asked)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def appealed(case: Dispute, who: Any, verdict: str, departs: bool) -> Any:
    """A party appeals, and another person decides."""
    made = await case.post(who, "appeal", {"grounds": OTHERWISE})
    assert made.status_code == 200, made.text
    await case.answered()
    why = {"departure": OTHERWISE} if departs else {}
    return await decided(case, SENIOR, "appeal-ruling", verdict=verdict, **why)


async def recorded(case: Dispute) -> list[int]:
    """Do the jobs that decisions left, twice over; how many marks came or went each time."""
    state = case.site.app.state
    office = claim_office(state.pool, state.clock, state.engine.ids, state.policy)
    changed: list[int] = []

    async def record(job: Any) -> None:
        for _ in range(2):
            changed.append(await record_as_ruled(office, int(job.payload["case_id"])))

    await JobRunner(state.pool, state.clock, {RECORD_MARKS: record}).run_ready()
    return changed


async def marks(case: Dispute) -> list[Mark]:
    return await marks_of_case(case.site.app.state.pool, int(case.case_id), case.order.order_id)


async def test_a_ruling_that_follows_its_proposal_puts_its_marks_on_record_once(shop: Site) -> None:
    case = await shown(shop)
    await decided(case, DESK, "ruling", favour="buyer")
    pool = shop.app.state.pool
    ruled_at = await pool.fetchval("SELECT at FROM case_events WHERE name = 'case.ruled'")
    assert await marks(case) == []
    assert await recorded(case) == [1, 0]
    (mark,) = await marks(case)
    assert (mark.mark, mark.against, mark.party_id) == ("seller_fault", "merchant", case.order.merchant_id)
    assert (mark.by_ruling, mark.stands, mark.at) == (True, True, ruled_at)
    assert mark.rule.startswith("marketplace-disputes-quality/")
    assert mark.article is not None
    assert mark.article.en == "Taobao Dispute Rules art. 49 and 67"
    assert "争议处理规则" in mark.article.zh
    facts = {each.name: (each.value, each.source) for each in mark.rests_on}
    assert facts["reason"] == ("quality", "system")
    assert facts["buyer_proof"][0] is True
    assert await newest_marks(pool, case.order.merchant_id, ruled_at) == [mark]
    assert await newest_marks(pool, case.order.buyer_id, ruled_at, "buyer") == []


async def test_who_follows_a_proposal_without_naming_it_sets_its_marks(shop: Site) -> None:
    case = await shown(shop)
    await decided(case, DESK, "ruling", favour="buyer", proposal="")
    assert await recorded(case) == [1, 0]
    assert [each.mark for each in await marks(case)] == ["seller_fault"]


async def test_a_departure_for_the_other_side_leaves_none(shop: Site) -> None:
    case = await shown(shop)
    await decided(case, DESK, "ruling", favour="merchant", departure=OTHERWISE)
    assert await recorded(case) == [0, 0]
    assert await marks(case) == []


async def test_without_a_proposal_they_are_those_of_the_terms(shop: Site) -> None:
    pool = shop.app.state.pool
    for number, favour, names in (("D-1", "buyer", ["seller_fault"]), ("D-2", "merchant", [])):
        case = await dispute(shop, number)
        found = await case.post(DESK, "facts", {"facts": {"defect": "established"}})
        assert found.status_code == 200, found.text
        await decided(
            case, DESK, "ruling", favour=favour, departure=OTHERWISE if favour == "merchant" else ""
        )
        await pool.execute("DELETE FROM proposed_rulings")
        assert await recorded(case) == [len(names), 0]
        left = await marks(case)
        assert [(each.mark, each.rule.partition("/")[0]) for each in left] == [
            (name, "marketplace-disputes-quality") for name in names
        ]
        assert [{each.name: each.source for each in mark.rests_on}["defect"] for mark in left] == [
            "desk"
        ] * len(left)


async def test_less_than_proposed_leaves_them(shop: Site) -> None:
    case = await shown(shop)
    await decided(case, DESK, "ruling", favour="split", amount_minor=100, departure=OTHERWISE)
    assert await recorded(case) == [1, 0]
    assert [each.mark for each in await marks(case)] == ["seller_fault"]


async def test_an_appeal_takes_them_away_and_keeps_that_they_were(shop: Site) -> None:
    case = await shown(shop)
    await decided(case, DESK, "ruling", favour="buyer")
    await recorded(case)
    (before,) = await marks(case)
    await appealed(case, case.merchant, "merchant", departs=True)
    assert [each.stands for each in await marks(case)] == [True], "the record follows the job"
    assert await recorded(case) == [1, 0]
    (after,) = await marks(case)
    decided_at = await shop.app.state.pool.fetchval(
        "SELECT at FROM case_events WHERE name = 'case.appeal_decided'"
    )
    assert (after.stands, after.why) == (False, "appeal")
    assert after.taken_back_at is not None
    assert after.taken_back_at >= decided_at
    assert (after.mark, after.rule, after.article, after.rests_on, after.at) == (
        before.mark, before.rule, before.article, before.rests_on, before.at
    )  # fmt: skip


async def test_an_appeal_that_upholds_leaves_the_mark_as_it_was(shop: Site) -> None:
    case = await shown(shop)
    await decided(case, DESK, "ruling", favour="buyer")
    await recorded(case)
    before = await marks(case)
    await appealed(case, case.merchant, "uphold", departs=False)
    assert await recorded(case) == [0, 0]
    assert await marks(case) == before


async def test_an_appeal_for_the_buyer_sets_what_was_proposed_first(shop: Site) -> None:
    case = await shown(shop)
    await decided(case, DESK, "ruling", favour="merchant", departure=OTHERWISE)
    await recorded(case)
    await appealed(case, case.buyer, "buyer", departs=False)
    assert await recorded(case) == [1, 0]
    assert [(each.mark, each.stands) for each in await marks(case)] == [("seller_fault", True)]


async def test_what_rulings_of_two_cases_left_is_taken_back_of_one(shop: Site) -> None:
    """Each case has its own mark, and whoever counts counts the order of each once."""
    cases = [await shown(shop, number) for number in ("D-1", "D-2")]
    for case in cases:
        await decided(case, DESK, "ruling", favour="buyer")
        await recorded(case)
    await appealed(cases[0], cases[0].merchant, "merchant", departs=True)
    await recorded(cases[0])
    assert [[each.stands for each in await marks(case)] for case in cases] == [[False], [True]]


async def test_the_ruling_tells_of_them_and_so_do_the_merchants_pages(shop: Site) -> None:
    case = await shown(shop)
    page, work = f"/cases/{case.case_id}", "/work/figures"
    console = f"/console/merchants/{case.order.merchant_id}"
    merchant, operator = Browser(shop, case.merchant), Browser(shop, OPERATOR)
    await decided(case, DESK, "ruling", favour="buyer")
    assert "Marks on record" not in (await merchant.open(page)).text
    assert "None." in (await merchant.open(work)).text
    await recorded(case)
    for reader, path in ((merchant, page), (Browser(shop, case.buyer), page), (Browser(shop, DESK), page),
                         (merchant, work), (operator, console)):  # fmt: skip
        text = (await reader.open(path)).text
        for words in ("Fault of the merchant", "Taobao Dispute Rules art. 49 and 67", "Against the merchant"):
            assert words in text, (path, words)
    chinese = (await Browser(shop, case.merchant, "zh-CN").open(page)).text
    assert "商家过错" in chinese
    assert "《淘宝平台争议处理规则》第四十九条、第六十七条" in chinese
    told = (await shop.client.get(f"/api{console}", headers=shop.as_(OPERATOR))).json()
    assert [(one["mark"], one["orders"]) for one in told["marks"]] == [("seller_fault", 1)]
    (line,) = told["newest_marks"]
    assert (line["mark"], line["case_id"], line["article"], line["why"]) == (
        "seller_fault", case.case_id, "Taobao Dispute Rules art. 49 and 67", ""
    )  # fmt: skip
    assert line["facts"]
    await appealed(case, case.merchant, "merchant", departs=True)
    await recorded(case)
    for reader, path in ((merchant, page), (merchant, work), (operator, console)):
        assert "taken back on appeal" in (await reader.open(path)).text, path
    told = (await shop.client.get(f"/api{console}", headers=shop.as_(OPERATOR))).json()
    assert told["marks"] == []
    assert [one["why"] for one in told["newest_marks"]] == ["appeal"]


async def test_what_counts_against_the_buyer_is_no_business_of_the_shop(shop: Site) -> None:
    case = await dispute(shop)
    sham = await case.post(DESK, "facts", {"facts": {"decline_ground": "sham_trade"}})
    assert sham.status_code == 200, sham.text
    await decided(case, DESK, "ruling", favour="merchant")
    assert await recorded(case) == [2, 0]
    assert {(each.mark, each.against) for each in await marks(case)} == {
        ("sham_trade", "buyer"), ("sham_trade", "merchant")
    }  # fmt: skip
    page = f"/cases/{case.case_id}"
    for who, told in ((case.buyer, True), (case.merchant, False), (DESK, True)):
        text = (await Browser(shop, who).open(page)).text
        assert "Against the merchant" in text
        assert ("Against the buyer" in text) is told, who
    console = f"/console/buyers/{case.order.buyer_id}"
    assert "A sham trade" in (await Browser(shop, OPERATOR).open(console)).text
    told = (await shop.client.get(f"/api{console}", headers=shop.as_(OPERATOR))).json()
    assert [(one["mark"], one["orders"]) for one in told["marks"]] == [("sham_trade", 1)]


def found(*names: str) -> tuple[Found, ...]:
    return tuple(Found(f"mark.{name}", "yes", 1, None, ()) for name in names)


STANDING: list[tuple[str, Favour, list[tuple[str, str]]]] = [
    ("buyer", Favour.BUYER, [("seller_fault", "merchant"), ("suspected_abuse", "buyer")]),
    ("buyer", Favour.SPLIT, [("seller_fault", "merchant"), ("suspected_abuse", "buyer")]),
    ("buyer", Favour.MERCHANT, []),
    ("split", Favour.BUYER, [("seller_fault", "merchant")]),
    ("split", Favour.MERCHANT, []),
    ("merchant", Favour.MERCHANT, [("seller_fault", "merchant"), ("suspected_abuse", "buyer")]),
    ("merchant", Favour.BUYER, []),
    ("merchant", Favour.SPLIT, []),
    ("", Favour.BUYER, [("seller_fault", "merchant")]),
    ("", Favour.MERCHANT, [("suspected_abuse", "buyer")]),
    ("", Favour.SPLIT, [("seller_fault", "merchant"), ("suspected_abuse", "buyer")]),
]  # fmt: skip


@pytest.mark.parametrize(("favour", "left"), [("buyer", [("seller_fault", "merchant")]), ("merchant", [])])
async def test_a_ruling_that_papers_bind_sets_the_marks_of_what_they_found(
    shop: Site, favour: str, left: list[tuple[str, str]]
) -> None:
    case = await dispute(shop)
    await case.post(DESK, BINDING, papers(await uploaded(case, DESK), favour=favour))
    assert [each["key"] for each in (await case.get(DESK, "proposal")).json()["findings"]] == ["ruling"]
    told = await case.post(DESK, "facts", {"facts": {"defect": "established"}})
    assert told.status_code == 200, told.text
    proposed = (await case.get(DESK, "proposal")).json()["findings"]
    assert [each["key"] for each in proposed] == ["ruling", *(f"mark.{name}" for name, _ in left)]
    await decided(case, DESK, "ruling", favour=favour)
    assert await recorded(case) == [len(left), 0]
    assert [(each.mark, each.against) for each in await marks(case)] == left
    for mark in await marks(case):
        facts = {each.name: each.source for each in mark.rests_on}
        assert facts["defect"] == "desk", "it rests on what the desk told of the papers"


async def test_papers_that_decide_by_silence_leave_no_marks(shop: Site) -> None:
    case = await dispute(shop)
    await case.post(DESK, BINDING, papers(await uploaded(case, DESK), favour="buyer"))
    await case.post(DESK, "facts", {"facts": {"defect": "established"}})
    state = shop.app.state
    while (found := await read_case(state.pool, int(case.case_id)))[0].state.ruling is None:
        state.clock.offset += max(found[0].state.wake_at - state.clock.now(), timedelta(0))
        await sweep_due(state.pool, state.engine.writes)
    assert found[0].state.ruling.bound_by is not None
    assert await recorded(case) == [0, 0]
    assert await marks(case) == []


def test_by_papers_for_the_other_side_a_mark_against_two_counts_against_none() -> None:
    said = MarksSaid("buyer", found("sham_trade", "seller_fault"), by_rules="merchant")
    assert marks_set(said, Favour.BUYER) == []
    undecided = MarksSaid("buyer", found("sham_trade"), by_rules="")
    assert [each.against for each in marks_set(undecided, Favour.BUYER)] == ["merchant"]


@pytest.mark.parametrize(("proposed", "ruled", "stand"), STANDING)
def test_which_marks_stand(proposed: str, ruled: Favour, stand: list[tuple[str, str]]) -> None:
    said = MarksSaid(proposed, found("seller_fault", "suspected_abuse", "courier_collects"))
    assert [(each.mark, each.against) for each in marks_set(said, ruled)] == stand


def test_what_is_no_mark_or_does_not_hold_sets_none() -> None:
    ruling = Found("ruling", "refund_only", 1, None, ())
    undecided = Found("mark.seller_fault", "undecided", 0, None, ())
    assert marks_set(MarksSaid("buyer", (ruling, undecided)), Favour.BUYER) == []


def test_a_mark_of_a_pack_of_ones_own_counts_against_the_merchant_and_each_counts_once() -> None:
    said = MarksSaid("buyer", found("box_was_torn", "box_was_torn", "sham_trade"))
    assert [(each.mark, each.against) for each in marks_set(said, Favour.BUYER)] == [
        ("box_was_torn", "merchant"), ("sham_trade", "buyer"), ("sham_trade", "merchant"),
    ]  # fmt: skip


def test_every_mark_that_counts_has_its_words() -> None:
    assert set(COUNTED) <= set(MARK_WORDS)


async def test_what_silence_decides_is_on_nobodys_record(shop: Site) -> None:
    case = await shown(shop)
    state = shop.app.state
    while (found := await read_case(state.pool, int(case.case_id)))[0].state.ruling is None:
        state.clock.offset += max(found[0].state.wake_at - state.clock.now(), timedelta(0))
        await sweep_due(state.pool, state.engine.writes)
    assert found[0].state.ruling.by_default
    assert await recorded(case) == [0, 0]
    assert await marks(case) == []
    await appealed(case, case.merchant, "buyer", departs=False)
    await recorded(case)
    assert [each.mark for each in await marks(case)] == ["seller_fault"], "now a person has decided so"


async def test_a_proposal_that_is_read_again_is_that_of_its_latest_time(shop: Site) -> None:
    case = await shown(shop)
    await decided(case, DESK, "ruling", favour="buyer")
    pool = shop.app.state.pool
    row = await pool.fetchval("SELECT to_jsonb(p)::text FROM proposed_rulings p")
    kept = await pool.fetchval("SELECT version FROM proposed_rulings")
    for later, stands in ((3, kept + 3), (1, kept + 3)):
        await pool.execute(
            "SELECT keep_proposed_rulings(jsonb_build_array($1::jsonb || jsonb_build_object('version', $2::integer)))",
            row, kept + later,
        )  # fmt: skip
        assert await pool.fetchval("SELECT version FROM proposed_rulings") == stands

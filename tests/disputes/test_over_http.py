"""A dispute over HTTP: what is to be proven, evidence tied and corrected, the proposal followed or departed from."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from makegood.cases import Done, read_case
from makegood.disputes import TieAsked
from makegood.disputes.tying import tie_in
from makegood.kit.ids import IdMaker
from tests.disputes.hearing import Dispute, dispute
from tests.web_app import Site
from tests.world import DESK, MARKETPLACE, OPERATOR, SENIOR, buyer_of, merchant_of

WHY = "The photo shows that the leaves are damp in two tins."
OTHERWISE = "The photo was taken a week after the parcel was opened."


def duty(board: Any, fact: str) -> Any:
    return next(each for each in board["boards"][0]["duties"] if each["fact"] == fact)


async def test_the_board_goes_from_party_to_party(shop: Site) -> None:
    case = await dispute(shop)
    first = (await case.get(case.buyer, "board")).json()
    assert (first["boards"][0]["next_by"], first["boards"][0]["next_fact"]) == ("buyer", "buyer_proof")
    assert duty(first, "buyer_proof")["if_not"]["ruling"] == "pay_merchant"
    assert "art. 65" in duty(first, "buyer_proof")["because"]["source"]
    photo = await case.shows(case.buyer, "leaves.png")
    tied = await case.post(case.buyer, "exhibits", {"piece": photo, "fact": "buyer_proof"})
    assert tied.status_code == 201, tied.text
    assert (tied.json()["kind"], tied.json()["stance"], tied.json()["side"]) == ("photo", "for", "buyer")
    then = (await case.get(case.merchant, "board")).json()
    assert (then["boards"][0]["next_by"], then["boards"][0]["next_fact"]) == ("merchant", "merchant_proof")
    assert duty(then, "buyer_proof")["status"] == "offered"
    assert then["boards"][0]["as_it_stands"]["ruling"] == "return_refund"


async def test_a_tie_is_tied_once_however_often_it_is_said(shop: Site) -> None:
    case = await dispute(shop)
    body = {"piece": await case.shows(case.buyer, "a.png"), "fact": "buyer_proof"}
    answers = await asyncio.gather(*(case.post(case.buyer, "exhibits", body, f"k{n}") for n in range(6)))
    assert {each.status_code for each in answers} == {201}
    assert len({each.json()["id"] for each in answers}) == 1
    again = await case.post(case.buyer, "exhibits", body, "k1")
    assert again.content == answers[1].content
    other = await case.post(case.buyer, "exhibits", {**body, "stance": "against"}, "k1")
    assert other.json()["code"] == "key_reused"


async def test_a_party_ties_its_own_pieces_and_only_to_what_is_to_be_proven(shop: Site) -> None:
    case = await dispute(shop)
    photo = await case.shows(case.buyer, "a.png")
    wrong: list[tuple[Any, dict[str, str], int, str]] = [
        (case.merchant, {"piece": photo, "fact": "buyer_proof"}, 403, "not_your_piece"),
        (case.buyer, {"piece": "file:1", "fact": "buyer_proof"}, 422, "no_such_piece"),
        (case.buyer, {"piece": photo, "fact": "delivery_proof"}, 422, "nothing_to_prove"),
        (case.buyer, {"piece": photo, "fact": "buyer_proof", "kind": "video"}, 422, "kind_not_possible"),
        (OPERATOR, {"piece": photo, "fact": "buyer_proof"}, 403, "not_permitted"),
    ]
    for who, body, status, code in wrong:
        answer = await case.post(who, "exhibits", body)
        assert (answer.status_code, answer.json()["code"]) == (status, code), body
    for who in (case.merchant, case.buyer, DESK, MARKETPLACE):
        answer = await case.post(
            who, "exhibits", {"piece": "order", "fact": "buyer_proof", "kind": "order_snapshot"}
        )
        assert answer.status_code == 201, answer.text


async def test_evidence_against_is_for_the_desk_to_weigh(shop: Site) -> None:
    case = await dispute(shop)
    await case.post(
        case.buyer, "exhibits", {"piece": await case.shows(case.buyer, "a.png"), "fact": "buyer_proof"}
    )
    own = await case.shows(case.merchant, "b.png")
    tied = await case.post(case.merchant, "exhibits", {"piece": own, "fact": "buyer_proof"})
    assert tied.json()["stance"] == "against"
    board = (await case.get(DESK, "board")).json()
    assert duty(board, "buyer_proof")["contested"] is True
    proposal = (await case.get(DESK, "proposal")).json()
    assert proposal["confidence"] == {"percent": 40, "weakest": "buyer_proof"}


async def test_the_desk_corrects_once_and_says_why(shop: Site) -> None:
    case = await dispute(shop)
    tied = (
        await case.post(
            case.buyer, "exhibits", {"piece": await case.shows(case.buyer, "a.png"), "fact": "buyer_proof"}
        )
    ).json()
    at = f"exhibits/{tied['id']}/correction"
    assert (await case.put(case.buyer, at, {"reason": WHY})).status_code == 403
    assert (await case.put(DESK, at, {"reason": "no"})).json()["code"] == "correction_unexplained"
    body = {"reason": "This is the invoice of another shop.", "fact": ""}
    done = await case.put(DESK, at, body)
    assert (done.status_code, done.json()["corrected"]) == (200, body["reason"])
    assert (await case.put(DESK, at, body)).content == done.content
    assert (await case.put(SENIOR, at, body)).json()["code"] == "already_corrected"
    board = (await case.get(case.buyer, "board")).json()
    assert duty(board, "buyer_proof")["status"] == "missing"
    pieces = (await case.get(case.buyer, "evidence")).json()["pieces"]
    assert [each["corrected"] for piece in pieces for each in piece["ties"]] == [body["reason"]]


async def test_evidence_is_listed_by_pages_with_its_hash(shop: Site) -> None:
    case = await dispute(shop)
    photo = await case.shows(case.buyer, "a.png")
    found, cursor = [], None
    while True:
        page = (
            await case.get(case.merchant, "evidence", limit=2, **({"cursor": cursor} if cursor else {}))
        ).json()
        found += page["pieces"]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    names = [each["name"] for each in found]
    assert {"order", "parcel:1", photo} <= set(names)
    assert len(names) == len(set(names))
    file = next(each for each in found if each["name"] == photo)["file"]
    assert len(file["sha256"]) == 64
    assert (await case.get(case.merchant, "evidence", cursor="x")).status_code == 422


async def ruled(case: Dispute, **body: Any) -> Any:
    await case.heard()
    return await case.post(DESK, "ruling", {"reason": WHY, "citations": ["art. 65"], **body})


async def test_a_ruling_follows_its_proposal_or_says_why_not(shop: Site) -> None:
    case = await dispute(shop)
    await case.post(
        case.buyer, "exhibits", {"piece": await case.shows(case.buyer, "a.png"), "fact": "buyer_proof"}
    )
    await case.heard()
    proposal = (await case.get(DESK, "proposal")).json()
    digest = proposal["digest"]
    asked = proposal["asked_minor"]
    assert (proposal["favour"], proposal["amount_minor"], proposal["with_return"]) == ("buyer", asked, True)
    assert {each["key"] for each in proposal["findings"]} >= {"ruling", "freight.return", "freight.outbound"}
    wrong = [
        ({"favour": "buyer", "proposal": "0" * 16}, "proposal_changed"),
        ({"favour": "merchant", "proposal": digest}, "departure_unexplained"),
        ({"favour": "merchant", "proposal": digest, "departure": "too short"}, "departure_unexplained"),
        ({"favour": "buyer", "proposal": digest, "departure": OTHERWISE}, "not_a_departure"),
        ({"favour": "merchant"}, "departure_unexplained"),
        ({"favour": "merchant", "departure": "too short"}, "departure_unexplained"),
        ({"favour": "buyer", "departure": OTHERWISE}, "not_a_departure"),
    ]
    for body, code in wrong:
        assert (await ruled(case, **body)).json()["code"] == code, body
    asked_for = {"favour": "buyer", "reason": WHY, "citations": ["art. 65"], "proposal": digest}
    done = await case.post(DESK, "ruling", asked_for, "once")
    assert done.status_code == 200, done.text
    assert done.json()["ruling"]["proposal"] == digest
    again = await case.post(DESK, "ruling", asked_for, "once")
    assert again.content == done.content
    kept = await shop.app.state.pool.fetchrow("SELECT digest, favour, amount_minor FROM proposed_rulings")
    assert tuple(kept) == (digest, "buyer", asked)
    late = await case.post(case.buyer, "exhibits", {"piece": "order", "fact": "buyer_proof"})
    assert late.status_code in (201, 409)


async def test_departures_are_counted(shop: Site) -> None:
    for number, favour in (("D-1", "merchant"), ("D-2", "buyer"), ("D-3", "")):
        case = await dispute(shop, number)
        await case.heard()
        digest = (await case.get(DESK, "proposal")).json()["digest"]
        body = {"favour": favour or "merchant"}
        body |= {"proposal": digest} if favour else {}
        body |= {"departure": OTHERWISE} if favour == "buyer" else {}
        answer = await ruled(case, **body)
        assert answer.status_code == 200, answer.text
    headers = shop.as_(DESK)
    told = (await shop.client.get("/api/desk/departures", headers=headers)).json()
    assert told["yours"] == told["everybody"] == {"followed": 1, "departed": 1, "without": 1}
    assert (await shop.client.get("/api/desk/departures", headers=shop.as_(OPERATOR))).status_code == 403


async def test_earlier_rulings_like_it_without_whose_they_were(shop: Site) -> None:
    for number in range(7):
        earlier = await dispute(shop, f"E-{number}", **({"goods_used": True} if number % 2 else {}))
        assert (await ruled(earlier, favour="merchant")).status_code == 200
    case = await dispute(shop, "NOW")
    page = (await case.get(DESK, "similar-cases")).json()
    assert len(page["cases"]) == 5
    assert page["next_cursor"] == "5"
    rest = (await case.get(DESK, "similar-cases", cursor="5")).json()
    assert (len(rest["cases"]), rest["next_cursor"]) == (2, None)
    alike = [each["likeness"] for each in (*page["cases"], *rest["cases"])]
    assert alike == sorted(alike, reverse=True)
    told = str(page)
    for secret in ("李娜", "li-na", "Mountain", "damp", str(case.order.buyer_id)):
        assert secret not in told
    assert (await case.get(case.buyer, "similar-cases")).status_code == 403


@pytest.mark.parametrize("what", ["board", "evidence", "proposal", "similar-cases"])
async def test_it_is_nobody_else_s(shop: Site, what: str) -> None:
    case, other = (
        await dispute(shop),
        await shop.world.order(
            "X", buyer={"external_id": "wang", "name": "W"}, merchant={"external_id": "s2", "name": "S"}
        ),
    )
    parties = what in ("board", "evidence")
    for who in (buyer_of(other), merchant_of(other)):
        assert (await case.get(who, what)).status_code == (404 if parties else 403)
    for who in (case.buyer, case.merchant):
        assert (await case.get(who, what)).status_code == (200 if parties else 403)
    assert (await case.get(DESK, what)).status_code == 200


async def test_what_is_tied_while_somebody_rules_changes_the_proposal_first(shop: Site) -> None:
    case = await dispute(shop)
    assert (await case.post(case.merchant, "last-word", {})).status_code == 200
    digest = (await case.get(DESK, "proposal")).json()["digest"]
    photo = await case.shows(case.buyer, "leaves.png")
    pool, case_id = shop.app.state.pool, int(case.path.rsplit("/", 1)[-1])
    stored, order = await read_case(pool, case_id)
    seen = Done(stored, order, shop.app.state.clock.now())
    asked = TieAsked(photo, "buyer_proof")
    policy, ids = shop.app.state["policy"], IdMaker()
    async with pool.acquire() as connection, connection.transaction():
        await tie_in(connection, policy, case.buyer, seen, asked, ids)
        body = {"favour": "buyer", "reason": WHY, "citations": ["art. 65"], "proposal": digest}
        ruling = asyncio.create_task(case.post(DESK, "ruling", body))
        await asyncio.sleep(0.3)
        assert not ruling.done()
    answer = await ruling
    assert (answer.status_code, answer.json()["code"]) == (409, "proposal_changed")
    digest = (await case.get(DESK, "proposal")).json()["digest"]
    done = await case.post(DESK, "ruling", body | {"proposal": digest})
    assert done.status_code == 200, done.text

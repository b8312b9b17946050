"""Who may do what to whose things, over HTTP, from a table that is written here and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from makegood.accounts import Principal, PrincipalRole
from makegood.cases.api import ACTIONS
from tests.attack.shop import headers_of
from tests.web_app import Site
from tests.world import DESK, MARKETPLACE, OPERATOR, SENIOR, buyer_of, merchant_of, tea_order

EVERYBODY = "buyer merchant desk senior operator marketplace"
ASKED = {"order": "ORDER", "type": "refund_only", "items": [{"line_no": 1}], "reason": "quality"}
PAID = {"tender": "card", "processor": "stripe", "processor_reference": "pi_9", "amount_minor": 1}
TABLE: list[tuple[str, str, str, Any]] = [
    # who may, of those who may see it; the request; its body
    ("buyer marketplace", "POST", "/api/cases", ASKED),
    (EVERYBODY, "GET", "/api/cases/CASE", None),
    ("buyer merchant desk senior marketplace", "POST", "/api/cases/CASE/facts", {"facts": {"intact": True}}),
    ("buyer merchant desk senior marketplace", "POST", "/api/cases/CASE/messages", {"text": "hello"}),
    ("buyer merchant desk senior marketplace", "POST", "/api/cases/CASE/questions", {"to": "buyer", "text": "?"}),
    ("buyer merchant desk senior marketplace", "PUT", "/api/cases/CASE/read", {"seq": 1}),
    (EVERYBODY, "GET", "/api/cases/CASE/messages", None),
    ("merchant", "POST", "/api/cases/CASE/approval", None),
    ("merchant", "POST", "/api/cases/CASE/refusal", {"reason": "no"}),
    ("buyer merchant marketplace", "POST", "/api/cases/CASE/offers", {"amount_minor": 1}),
    ("buyer marketplace", "POST", "/api/cases/CASE/acceptance", None),
    ("buyer marketplace", "POST", "/api/cases/CASE/revision", {"note": "n"}),
    ("buyer marketplace", "POST", "/api/cases/CASE/withdrawal", None),
    ("buyer merchant marketplace", "POST", "/api/cases/CASE/escalation", None),
    ("buyer merchant marketplace", "POST", "/api/cases/CASE/statements", {"note": "n"}),
    (EVERYBODY, "GET", "/api/cases/CASE/board", None),
    (EVERYBODY, "GET", "/api/cases/CASE/evidence", None),
    ("buyer merchant desk senior marketplace", "POST", "/api/cases/CASE/exhibits", {"piece": "order", "fact": "intact"}),
    ("desk senior", "PUT", "/api/cases/CASE/exhibits/1/correction", {"reason": "r"}),
    ("desk senior", "GET", "/api/cases/CASE/proposal", None),
    ("desk senior", "GET", "/api/cases/CASE/similar-cases", None),
    ("desk senior", "POST", "/api/cases/CASE/ruling", {"favour": "buyer", "reason": "r"}),
    ("buyer merchant marketplace", "POST", "/api/cases/CASE/appeal", {"grounds": "The photos were not looked at."}),
    ("buyer merchant marketplace", "POST", "/api/cases/CASE/appeal-withdrawal", None),
    ("desk senior", "POST", "/api/cases/CASE/appeal-ruling", {"verdict": "uphold", "reason": "The photos say so, too."}),
    ("desk senior", "POST", "/api/cases/CASE/hand-up", None),
    ("buyer marketplace", "POST", "/api/cases/CASE/return-shipment", {"carrier": "SF", "tracking_no": "1"}),
    ("marketplace", "POST", "/api/cases/CASE/loss", None),
    ("marketplace", "POST", "/api/cases/CASE/unshipped-confirmation", {}),
    ("merchant marketplace", "POST", "/api/cases/CASE/dispatch", {"carrier": "SF", "tracking_no": "1"}),
    ("merchant marketplace", "POST", "/api/cases/CASE/interception", {"outcome": "stopped"}),
    ("merchant marketplace", "POST", "/api/cases/CASE/reception", None),
    ("merchant", "POST", "/api/cases/CASE/return-waiver", None),
    ("merchant", "POST", "/api/cases/CASE/inspection", None),
    ("desk senior", "POST", "/api/cases/CASE/refund-retry", None),
    ("desk senior", "POST", "/api/cases/CASE/refund-redirection", None),
    ("desk senior", "POST", "/api/cases/CASE/refund-reduction", None),
    ("merchant", "POST", "/api/cases/CASE/grading", {"units": [{"line_no": 1, "quantity": 1}]}),
    ("buyer desk senior marketplace", "POST", "/api/cases/CASE/reopening", {"note": "n"}),
    ("desk senior", "POST", "/api/cases/CASE/pause", {"reason": "court_papers", "note": "n"}),
    ("desk senior", "DELETE", "/api/cases/CASE/pause", None),
    ("merchant", "POST", "/api/cases/CASE/replacement-shipment", {"carrier": "SF", "tracking_no": "1"}),
    ("merchant", "POST", "/api/cases/CASE/replacement-refusal", {}),
    ("buyer marketplace", "POST", "/api/cases/CASE/refund-choice", None),
    ("buyer marketplace", "POST", "/api/cases/CASE/difference-payment", {"pay_with": "gift-7"}),
    ("marketplace", "POST", "/api/cases/CASE/difference-capture", PAID),
    ("buyer marketplace", "POST", "/api/cases/CASE/arrival", None),
    ("marketplace", "POST", "/api/cases/CASE/replacement-loss", None),
    ("merchant", "POST", "/api/cases/CASE/diagnosis", {"covered": True, "fault": "f"}),
    ("buyer marketplace", "POST", "/api/cases/CASE/quote-acceptance", None),
    ("buyer marketplace", "POST", "/api/cases/CASE/quote-refusal", None),
    ("marketplace", "POST", "/api/cases/CASE/repair-payment", PAID),
    ("merchant", "POST", "/api/cases/CASE/parts-awaited", {"part": "a hinge"}),
    ("merchant", "POST", "/api/cases/CASE/parts-arrival", None),
    ("merchant", "POST", "/api/cases/CASE/repaired-shipment", {"done": "d", "carrier": "SF", "tracking_no": "1"}),
    ("merchant", "POST", "/api/cases/CASE/unrepaired-shipment", {"carrier": "SF", "tracking_no": "1"}),
    ("merchant", "POST", "/api/cases/CASE/unrepairable", {"reason": "r"}),
    ("buyer marketplace", "POST", "/api/cases/CASE/patience", None),
    ("buyer marketplace", "POST", "/api/cases/CASE/refund-instead", None),
    ("buyer marketplace", "POST", "/api/cases/CASE/replacement-instead", None),
    ("buyer marketplace", "POST", "/api/cases/CASE/repaired-arrival", None),
    ("buyer marketplace", "POST", "/api/cases/CASE/repair-failure", {"note": "n"}),
    ("merchant", "POST", "/api/cases/CASE/loaner", {"what": "l"}),
    ("buyer marketplace", "POST", "/api/cases/CASE/further-parcels", {"carrier": "SF", "tracking_no": "2"}),
    ("merchant", "POST", "/api/cases/CASE/parcel-refusal", {"reason": "r"}),
    ("merchant", "POST", "/api/cases/CASE/return-to-buyer", {"carrier": "SF", "tracking_no": "3"}),
    ("desk senior", "POST", "/api/cases/CASE/change", None),
    ("desk senior", "POST", "/api/cases/CASE/ruling-confirmation", None),
    ("desk senior", "POST", "/api/cases/CASE/ruling-return", {"reason": "n"}),
    ("desk senior", "POST", "/api/cases/CASE/evidence-extension", {"note": "n"}),
    ("buyer merchant marketplace", "POST", "/api/cases/CASE/jury-agreement", None),
    ("desk senior", "POST", "/api/cases/CASE/jury", None),
    ("desk senior", "POST", "/api/cases/CASE/jury-dismissal", {"reason": "n"}),
    ("buyer merchant marketplace", "POST", "/api/cases/CASE/last-word", None),
    ("buyer merchant marketplace", "POST", "/api/cases/CASE/extension-proposal", None),
    ("buyer merchant marketplace", "POST", "/api/cases/CASE/suspension-proposal", None),
    ("buyer merchant marketplace", "POST", "/api/cases/CASE/standstill-agreement", None),
    ("buyer merchant desk senior marketplace", "POST", "/api/cases/CASE/authority-papers", {"files": ["1"]}),
    (
        "desk senior",
        "POST",
        "/api/cases/CASE/binding-papers",
        {"authority": "court", "reference": "(2026) 1", "favour": "buyer", "files": ["1"]},
    ),
    ("merchant marketplace", "POST", "/api/cases/CASE/revocation", None),
    ("marketplace", "POST", "/api/cases/CASE/pickup-note", None),
    ("desk senior", "POST", "/api/cases/CASE/change-refusal", {"note": "n"}),
    ("merchant marketplace", "POST", "/api/cases/CASE/departure", None),
    (EVERYBODY, "GET", "/api/orders/ORDER", None),
]  # fmt: skip
UNOWNED: list[tuple[str, str, str, Any]] = [
    (EVERYBODY, "GET", "/api/cases", None),
    (EVERYBODY, "GET", "/api/orders", None),
    (EVERYBODY, "GET", "/api/clock", None),
    ("operator marketplace", "POST", "/api/orders", tea_order("T-9")),
    ("operator marketplace", "POST", "/api/orders/bulk", {"orders": [tea_order("T-9")]}),
    ("operator", "POST", "/api/clock/advances", {"hours": 1}),
    ("operator marketplace", "POST", "/api/sessions", {"role": "buyer", "subject": "1"}),
    ("operator", "POST", "/api/sessions", {"role": "desk", "name": "n"}),
    ("operator merchant", "GET", "/api/webhook-endpoints", None),
    ("desk senior", "GET", "/api/flagged-messages", None),
    ("desk senior", "GET", "/api/desk/departures", None),
    ("operator merchant", "GET", "/api/webhook-events", None),
    ("operator", "GET", "/api/people", None),
    ("buyer", "GET", "/api/jury/juror", None),
    ("buyer", "GET", "/api/jury/seats", None),
    ("operator", "GET", "/api/jury/settings", None),
    ("operator", "GET", "/api/jury/figures", None),
    ("operator", "POST", "/api/people", {"email": "a@b.example", "name": "A", "role": "desk"}),
]
STOPPED = {"not_signed_in", "not_permitted", "not_found"}


@dataclass
class Cast:
    """Everybody, and the things that are theirs, others' and nobody's."""

    who: dict[str, Principal | None]
    things: dict[str, dict[str, str]]


async def cast_of(shop: Site) -> Cast:
    own = await shop.world.order("OWN")
    strangers: dict[str, Any] = {
        "buyer": {"external_id": "wang", "name": "W"}, "merchant": {"external_id": "shop-2", "name": "S"},
    }  # fmt: skip
    others = await shop.world.order("OTHERS", **strangers)
    things = {"none": {"CASE": str(2**62), "ORDER": str(2**62)}}
    for name, order in (("own", own), ("others", others)):
        done = await shop.world.open(order)
        things[name] = {"CASE": str(done.case.state.id), "ORDER": str(order.order_id)}
    who: dict[str, Principal | None] = {
        "nobody": None, "buyer": buyer_of(own), "merchant": merchant_of(own), "desk": DESK, "senior": SENIOR,
        "operator": OPERATOR, "marketplace": MARKETPLACE, "nameless buyer": Principal(PrincipalRole.BUYER),
        "nameless merchant": Principal(PrincipalRole.MERCHANT),
    }  # fmt: skip
    return Cast(who, things)


def filled(value: Any, thing: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {name: filled(part, thing) for name, part in value.items()}
    if isinstance(value, str):
        for word, number in thing.items():
            value = value.replace(word, number)
    return value


def expected(may: str, role: str, whose: str) -> str:
    """What stops this role here; empty when nothing does, so that only the case's own rules decide."""
    kind = role.removeprefix("nameless ")
    if role == "nobody":
        return "not_signed_in"
    if whose == "none":
        return "not_found or not_permitted" if kind not in may.split() else "not_found"
    if kind not in may.split():
        return "not_permitted"
    party = kind in ("buyer", "merchant")
    return "not_found" if party and (whose == "others" or role != kind) else ""


async def tried(shop: Site, method: str, path: str, asked: dict[str, Any]) -> str:
    """The code of the answer; without writing anything where the address can."""
    dry = {"dry_run": "true"} if method == "POST" else {}
    answer = await shop.client.request(method, path, params=dry, **asked)
    if answer.json().get("code") == "unknown_parameter":
        answer = await shop.client.request(method, path, **asked)
    return str(answer.json().get("code", ""))


@pytest.mark.parametrize("whose", ["own", "others", "none"])
async def test_each_operation_by_each_role(shop: Site, whose: str) -> None:
    cast, wrong = await cast_of(shop), []
    for may, method, path, body in TABLE:
        for role, principal in cast.who.items():
            asked = {"json": filled(body, cast.things[whose]), "headers": headers_of(shop, principal)}
            code = await tried(shop, method, filled(path, cast.things[whose]), asked)
            stopped = code if code in STOPPED else ""
            if stopped not in expected(may, role, whose).split(" or "):
                wrong.append(f"{role} {method} {path}: {code}")
    assert not wrong, "\n".join(wrong)


async def test_operations_that_are_about_no_one_thing(shop: Site) -> None:
    cast, wrong = await cast_of(shop), []
    for may, method, path, body in UNOWNED:
        for role, principal in cast.who.items():
            if role.startswith("nameless"):
                continue
            answer = await shop.client.request(method, path, json=body, headers=headers_of(shop, principal))
            want = 401 if role == "nobody" else 200 if role in may.split() else 403
            if answer.status_code - want not in ((0, 1) if want == 200 else (0,)):
                wrong.append(f"{role} {method} {path} {body}: {answer.status_code} {answer.text[:100]}")
    assert not wrong, "\n".join(wrong)


def test_the_table_leaves_no_operation_out() -> None:
    in_table = {path.removeprefix("/api/cases/CASE/") for _, method, path, _ in TABLE if method == "POST"}
    assert in_table >= set(ACTIONS)


async def test_lists_hold_what_is_one_s_own(shop: Site) -> None:
    cast = await cast_of(shop)
    for role, principal in cast.who.items():
        if role == "nobody":
            continue
        headers = headers_of(shop, principal)
        cases = (await shop.client.get("/api/cases", headers=headers)).json()["cases"]
        wanted = 0 if role.startswith("nameless") else 1 if role in ("buyer", "merchant") else 2
        assert len(cases) == wanted, role
        answer = await shop.client.get(
            "/api/cases", headers=headers, params={"order_id": cast.things["others"]["ORDER"]}
        )
        assert len(answer.json()["cases"]) == max(0, wanted - 1), role


async def test_neither_party_reads_the_keys_of_the_other_s_payment(shop: Site) -> None:
    cast = await cast_of(shop)
    for role in ("buyer", "merchant"):
        path = f"/api/cases/{cast.things['own']['CASE']}"
        text = (await shop.client.get(path, headers=headers_of(shop, cast.who[role]))).text
        assert "pay_OWN" not in text
        assert "gc_1" not in text

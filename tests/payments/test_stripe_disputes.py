"""Stripe's chargebacks: what its webhooks say in our words, and an answer over real HTTP in the form that it documents."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest
import stripe
from aiohttp import web

from makegood.payments import (
    MORE_THAN_CAPTURED,
    DisputeReason,
    DisputeState,
    DisputeTold,
    EvidenceFile,
    EvidenceOrder,
    Failed,
    Taken,
    TakesEvidence,
    Unknown,
    paypal_state,
    reason_of,
)
from makegood.payments.adapters.stripe import StripeProcessor
from makegood.payments.dispute_words import PAYPAL_REASONS, STRIPE_REASONS, STRIPE_STATES
from makegood.payments.stripe_terms import answer_for_error
from tests.payments.worlds import API_KEY, WEBHOOK_SECRET

CREATED = 1_772_452_800


def event(name: str, status: str, moves: list[tuple[int, int]], **changes: Any) -> bytes:
    """An event of Stripe about a dispute, as https://docs.stripe.com/api/events and …/disputes/object describe them."""
    dispute = {
        "id": "dp_1", "object": "dispute", "amount": 10301, "currency": "eur", "charge": "ch_1", "payment_intent": "pi_1",
        "created": CREATED, "reason": "product_not_received", "status": status, "is_charge_refundable": False,
        "livemode": False, "metadata": {}, "evidence": {},
        "evidence_details": {"due_by": CREATED + 864_000, "has_evidence": False},
        "balance_transactions": [
            {"id": f"txn_{at}", "object": "balance_transaction", "amount": amount, "fee": fee, "currency": "eur"}
            for at, (amount, fee) in enumerate(moves)
        ],
    }  # fmt: skip
    told = {
        "id": "evt_1", "object": "event", "api_version": stripe.api_version, "created": CREATED + 60, "type": name,
        "livemode": False, "pending_webhooks": 0, "request": None, "data": {"object": dispute | changes},
    }  # fmt: skip
    return json.dumps(told).encode()


def said(body: bytes) -> Any:
    """What the adapter makes of a signed webhook."""
    at = int(time.time())
    signature = stripe.WebhookSignature._compute_signature(f"{at}.{body.decode()}", WEBHOOK_SECRET)
    headers = {"stripe-signature": f"t={at},v1={signature}"}
    return StripeProcessor(API_KEY, WEBHOOK_SECRET).notification(headers, body)


@pytest.mark.parametrize(
    ("name", "status", "moves", "state", "taken", "fee"),
    [
        ("created", "needs_response", [(-10301, 1500)], DisputeState.NEEDS_RESPONSE, 10301, 1500),
        ("created", "warning_needs_response", [], DisputeState.NEEDS_RESPONSE, 0, 0),
        ("updated", "under_review", [(-10301, 1500)], DisputeState.UNDER_REVIEW, 10301, 1500),
        ("funds_withdrawn", "needs_response", [(-10301, 1500)], DisputeState.NEEDS_RESPONSE, 10301, 1500),
        ("funds_reinstated", "won", [(-10301, 1500), (10301, 0)], DisputeState.WON, 0, 1500),
        ("closed", "lost", [(-10301, 1500)], DisputeState.LOST, 10301, 1500),
        ("closed", "warning_closed", [], DisputeState.CLOSED, 0, 0),
    ],
)
async def test_webhooks_in_our_words(
    name: str, status: str, moves: list[tuple[int, int]], state: DisputeState, taken: int, fee: int
) -> None:
    assert said(event(f"charge.dispute.{name}", status, moves)) == DisputeTold(
        processor="stripe", reference="dp_1", payment_references=("pi_1", "ch_1"), reason_code="product_not_received",
        reason=DisputeReason.NOT_RECEIVED, state=state, currency="EUR", amount_minor=10301, taken_minor=taken, fee_minor=fee,
        evidence_due_at=datetime.fromtimestamp(CREATED + 864_000, UTC), told_at=datetime.fromtimestamp(CREATED + 60, UTC),
    )  # fmt: skip


async def test_paid_out_in_another_currency_the_disputed_amount_is_gone() -> None:
    moves = [{"id": "txn", "object": "balance_transaction", "amount": -9000, "fee": 1500, "currency": "gbp"}]
    told = said(event("charge.dispute.created", "needs_response", [], balance_transactions=moves))
    assert (told.taken_minor, told.fee_minor) == (10301, 0)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("charge_disputed", "It was charged back."),
        ("charge_already_refunded", "It was refunded."),
        (None, "Refund amount (€1.00) is greater than unrefunded amount on charge (€0.00)"),
    ],
)
def test_what_is_said_when_too_little_is_left(code: str | None, words: str) -> None:
    refused = answer_for_error(stripe.InvalidRequestError(words, None, code))
    assert refused == Failed(MORE_THAN_CAPTURED, words)


def test_every_reason_has_a_word() -> None:
    assert reason_of("paypal", "UNAUTHORISED") is DisputeReason.NOT_AUTHORISED
    assert reason_of("stripe", "product_unacceptable") is DisputeReason.NOT_AS_DESCRIBED
    assert reason_of("another", "not_received") is DisputeReason.NOT_RECEIVED
    assert reason_of("paypal", "SOMETHING_NEW") is DisputeReason.OTHER
    assert paypal_state("RESOLVED", "RESOLVED_SELLER_FAVOUR") is DisputeState.WON
    assert paypal_state("WAITING_FOR_SELLER_RESPONSE", "") is DisputeState.NEEDS_RESPONSE
    assert {*STRIPE_REASONS.values(), *PAYPAL_REASONS.values()} == set(DisputeReason)
    assert set(STRIPE_STATES.values()) == set(DisputeState)


class Bank:
    """A little server that takes files and evidence as Stripe documents it; `refuses` the next answers so."""

    def __init__(self) -> None:
        self.files: list[tuple[str, bytes, str]] = []
        self.evidence: list[dict[str, str]] = []
        self.keys: list[str] = []
        self.refuses: list[tuple[int, dict[str, str]]] = []

    async def upload(self, request: web.Request) -> web.Response:
        form = await request.post()
        file: Any = form["file"]
        self.keys.append(request.headers["Idempotency-Key"])
        self.files.append((str(form["purpose"]), file.file.read(), file.filename))
        return web.json_response({"id": f"file_{len(self.files)}", "object": "file"})

    async def answer(self, request: web.Request) -> web.Response:
        if self.refuses:
            status, error = self.refuses.pop()
            return web.json_response({"error": error}, status=status)
        self.keys.append(request.headers["Idempotency-Key"])
        self.evidence.append({name: str(value) for name, value in (await request.post()).items()})
        return web.json_response(
            {"id": request.match_info["id"], "object": "dispute", "status": "under_review"}
        )


@pytest.fixture
async def bank() -> AsyncIterator[tuple[Bank, StripeProcessor]]:
    """The server, and the adapter on it."""
    made, app = Bank(), web.Application()
    app.router.add_post("/v1/files", made.upload)
    app.router.add_post("/v1/disputes/{id}", made.answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    adapter = StripeProcessor(API_KEY, WEBHOOK_SECRET, api_base=f"http://127.0.0.1:{runner.addresses[0][1]}")
    yield made, adapter
    await adapter.close()
    await runner.cleanup()


ORDER = EvidenceOrder(
    idempotency_key="evidence-1-2", reference="dp_1", texts={"product_description": "3 x Green tea", "customer_name": "李娜"},
    files=(EvidenceFile(place="shipping_documentation", name="slip.pdf", media_type="application/pdf", content=b"%PDF-1"),),
)  # fmt: skip


async def test_an_answer_goes_out_in_the_form(bank: tuple[Bank, StripeProcessor]) -> None:
    made, adapter = bank
    assert isinstance(adapter, TakesEvidence)
    assert await adapter.submit_evidence(ORDER) == Taken()
    assert made.files == [("dispute_evidence", b"%PDF-1", "slip.pdf")]
    assert made.evidence == [
        {
            "evidence[product_description]": "3 x Green tea", "evidence[customer_name]": "李娜",
            "evidence[shipping_documentation]": "file_1", "submit": "true",
        }
    ]  # fmt: skip
    assert made.keys == ["evidence-1-2-shipping_documentation", "evidence-1-2"]


async def test_what_is_refused_for_good_and_what_is_not_known(bank: tuple[Bank, StripeProcessor]) -> None:
    made, adapter = bank
    made.refuses = [(400, {"type": "invalid_request_error", "message": "This dispute is closed."})]
    assert await adapter.submit_evidence(ORDER) == Failed("invalid_request", "This dispute is closed.")
    made.refuses = [(500, {"type": "api_error", "message": "Oh."})]
    assert await adapter.submit_evidence(ORDER) == Unknown("http_500")

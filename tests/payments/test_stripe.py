"""Stripe over real HTTP: `shop` and `straight` speak to localstripe itself, `stripe_world` by the front."""

import json
import time
from collections.abc import AsyncIterator

import pytest
import stripe

from makegood.payments import (
    BadSignature,
    Failed,
    NotFound,
    Pending,
    Succeeded,
    Unknown,
    call,
    find,
    reconcile,
)
from makegood.payments.adapters.stripe import StripeProcessor
from makegood.payments.stripe_terms import (
    KEY_IN_METADATA,
    answer_for_error,
    answer_for_refund,
    kept_metadata,
    stripe_amount,
)
from tests.payments.worlds import API_KEY, WEBHOOK_SECRET, Shop, StripeWorld, order

LIMIT = 10.0


@pytest.fixture
async def straight(localstripe_url: str) -> AsyncIterator[StripeProcessor]:
    """The adapter on localstripe itself."""
    processor = StripeProcessor(API_KEY, WEBHOOK_SECRET, api_base=localstripe_url)
    yield processor
    await processor.close()


async def test_pays_back_and_finds_at_localstripe_itself(straight: StripeProcessor, shop: Shop) -> None:
    intent = await shop.paid(5000)
    whole, part = order(intent, 3000), order(await shop.charge(intent), 2000)
    answers = [await call(straight, each, LIMIT) for each in (whole, part)]
    refunds = {refund.id: refund for refund in await shop.refunds(intent)}
    assert answers == [Succeeded(answers[0].refund_reference), Succeeded(answers[1].refund_reference)]
    first = refunds[answers[0].refund_reference]
    assert (first.amount, first.currency) == (3000, "eur")
    assert first.metadata.to_dict() == {
        "case": "81",
        "makegood_reason": "changed_mind",
        KEY_IN_METADATA: whole.idempotency_key,
    }
    assert [await find(straight, each, LIMIT) for each in (whole, part)] == answers


async def test_finds_beyond_the_first_page(straight: StripeProcessor, shop: Shop) -> None:
    intent = await shop.paid(5000)
    orders = [order(intent, 1) for _ in range(105)]
    for each in orders:
        await straight.refund(each)
    assert all([isinstance(await find(straight, each, LIMIT), Succeeded) for each in (orders[0], orders[-1])])


async def test_a_payment_that_stripe_does_not_know(straight: StripeProcessor) -> None:
    ordered = order("pi_of_another_account", 100)
    assert await find(straight, ordered, LIMIT) == NotFound()
    refused = await reconcile(straight, ordered, LIMIT)
    assert isinstance(refused, Failed)
    assert not refused.retryable


async def test_a_wrong_api_key_can_be_put_right(
    localstripe_url: str, shop: Shop, straight: StripeProcessor
) -> None:
    ordered = order(await shop.paid(5000), 5000)
    wrong = StripeProcessor("pk_not_a_secret_key", api_base=localstripe_url)
    refused = await call(wrong, ordered, LIMIT)
    assert isinstance(refused, Failed)
    assert (refused.code, refused.retryable) == ("account_refused", True)
    assert "pk_not" not in repr(refused) + repr(wrong)
    assert isinstance(await find(wrong, ordered, LIMIT), Unknown)
    assert isinstance(await reconcile(straight, ordered, LIMIT), Succeeded)
    await wrong.close()


async def test_a_payment_recorded_in_another_currency_is_for_a_human(
    straight: StripeProcessor, shop: Shop
) -> None:
    ordered = order(await shop.paid(5000, "usd"), 5000)
    assert await call(straight, ordered, LIMIT) == Unknown("paid_in_another_currency")
    assert await find(straight, ordered, LIMIT) == Unknown("paid_in_another_currency")


async def test_nobody_there() -> None:
    processor = StripeProcessor(API_KEY, api_base="http://127.0.0.1:9")
    ordered = order("pi_1", 100)
    assert await call(processor, ordered, LIMIT) == Unknown("no_answer")
    assert await find(processor, ordered, LIMIT) == Unknown("could_not_ask")
    await processor.close()


async def test_a_server_error_is_unknown_and_nothing_is_retried_behind_our_back(
    stripe_world: StripeWorld,
) -> None:
    ordered = order(await stripe_world.captured(5000), 5000)
    stripe_world.front.mishaps.extend(["error_500", "lose_request"])
    assert await call(stripe_world.processor, ordered, LIMIT) == Unknown("http_500")
    assert await call(stripe_world.processor, ordered, LIMIT) == Unknown("no_answer")
    assert not stripe_world.front.mishaps
    assert isinstance(await call(stripe_world.processor, ordered, LIMIT), Succeeded)


async def test_a_rate_limit_passes(stripe_world: StripeWorld) -> None:
    ordered = order(await stripe_world.captured(5000), 5000)
    stripe_world.front.mishaps.append("rate_limit")
    refused = await call(stripe_world.processor, ordered, LIMIT)
    assert isinstance(refused, Failed)
    assert refused.retryable
    assert isinstance(await call(stripe_world.processor, ordered, LIMIT), Succeeded)


async def test_slow_stripe_runs_into_our_limit(stripe_world: StripeWorld) -> None:
    ordered = order(await stripe_world.captured(5000), 5000)
    stripe_world.front.mishaps.append("hang")
    assert await call(stripe_world.processor, ordered, 0.2) == Unknown("timed_out")


async def test_an_amount_that_stripe_cannot_pay(stripe_world: StripeWorld) -> None:
    refused = await stripe_world.processor.refund(order("pi_1", 1234, currency="KWD"))
    assert isinstance(refused, Failed)
    assert (refused.code, refused.retryable) == ("amount_not_payable", False)


@pytest.mark.parametrize(
    ("amount_minor", "currency", "stripes"),
    [
        (1030, "CNY", 1030),
        (500, "JPY", 500),
        (500, "ISK", 50000),
        (500, "UGX", 50000),
        (1230, "KWD", 1230),
        (1234, "KWD", None),
        (1030, "HUF", 1030),
    ],
)
def test_amounts(amount_minor: int, currency: str, stripes: int | None) -> None:
    assert stripe_amount(amount_minor, currency) == stripes


def test_metadata_is_cut_to_what_stripe_takes() -> None:
    much = {f"name {number} " + "n" * 60: "v" * 900 for number in range(80)} | {"empty": "", "last": "kept"}
    kept = kept_metadata(much)
    assert len(kept) == 50
    assert kept["last"] == "kept"
    assert max(map(len, kept)) == 40
    assert max(map(len, kept.values())) == 500


def refund_object(**fields: object) -> dict[str, object]:
    metadata = {KEY_IN_METADATA: "event-1"}
    return {"object": "refund", "id": "re_1", "status": "succeeded", "metadata": metadata, **fields}


@pytest.mark.parametrize(
    ("fields", "answer"),
    [
        ({}, Succeeded("re_1")),
        ({"status": "pending"}, Pending("re_1")),
        ({"status": "requires_action"}, Pending("re_1")),
        ({"status": None}, Pending("re_1")),
        ({"status": "canceled"}, Failed("canceled", "the refund was canceled at Stripe")),
    ],
)
def test_states_of_a_refund(fields: dict[str, object], answer: object) -> None:
    assert answer_for_refund(stripe.Refund.construct_from(refund_object(**fields), None)) == answer


@pytest.mark.parametrize(
    ("error", "answer"),
    [
        (stripe.CardError("Declined.", None, "card_declined"), Failed("card_declined", "Declined.")),
        (stripe.InvalidRequestError("No.", None), Failed("invalid_request", "No.")),
        (stripe.RateLimitError("Slow."), Failed("rate_limit", "Slow.", retryable=True)),
        (stripe.APIConnectionError("?"), Unknown("no_answer")),
        (stripe.APIError("?", http_status=409), Unknown("http_409")),
        (stripe.StripeError("?"), Unknown("no_answer")),
    ],
)
def test_errors(error: stripe.StripeError, answer: object) -> None:
    assert answer_for_error(error) == answer


def webhook(kind: str, about: dict[str, object], at: int | None = None) -> tuple[dict[str, str], bytes]:
    """A webhook as Stripe sends it, signed by the SDK's own function."""
    body = json.dumps({"object": "event", "id": "evt_1", "type": kind, "data": {"object": about}})
    signature = stripe.WebhookSignature.generate_signature_header(
        body, WEBHOOK_SECRET, at or int(time.time())
    )
    return {"stripe-signature": signature}, body.encode()


@pytest.mark.parametrize(
    "kind", ["refund.created", "refund.updated", "refund.failed", "charge.refund.updated"]
)
def test_webhook_about_a_refund(straight: StripeProcessor, kind: str) -> None:
    said = straight.notification(
        *webhook(kind, refund_object(status="failed", failure_reason="expired_card"))
    )
    assert said is not None
    assert (said.processor, said.event_id, said.refund_reference) == ("stripe", "evt_1", "re_1")
    assert said.idempotency_key == "event-1"
    assert isinstance(said.answer, Failed)
    assert said.answer.code == "expired_card"


def test_webhook_about_a_charge(straight: StripeProcessor) -> None:
    refunds = {"object": "list", "data": [refund_object(metadata={})]}
    told = straight.notification(*webhook("charge.refunded", {"object": "charge", "refunds": refunds}))
    silent = straight.notification(*webhook("charge.refunded", {"object": "charge"}))
    assert told is not None
    assert (told.refund_reference, told.idempotency_key) == ("re_1", None)
    assert silent is None


def test_webhook_about_something_else(straight: StripeProcessor) -> None:
    assert straight.notification(*webhook("customer.created", {"object": "customer", "id": "cus_1"})) is None
    assert straight.notification(*webhook("refund.updated", {"object": "surprise"})) is None


def test_webhook_that_is_forged_old_or_for_nobody(straight: StripeProcessor) -> None:
    headers, body = webhook("refund.updated", refund_object())
    with pytest.raises(BadSignature):
        straight.notification(headers, body.replace(b"re_1", b"re_2"))
    with pytest.raises(BadSignature):
        straight.notification(*webhook("refund.updated", refund_object(), at=int(time.time()) - 3600))
    with pytest.raises(BadSignature):
        StripeProcessor(API_KEY).notification(headers, body)

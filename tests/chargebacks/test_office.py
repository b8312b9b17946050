"""What people do about chargebacks: tell of one of any processor, read what is theirs, answer it once."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from makegood.accounts import Principal, PrincipalRole
from makegood.cases import commands as c
from makegood.chargebacks import SUBMIT, ChargebackAnswer, ChargebackOffice, ChargebacksWanted, ChargebackTold
from makegood.chargebacks.refusals import (
    AnsweredAlready,
    ChargebackBeyondPayment,
    NoAnswersThere,
    NoSuchPayment,
    NoSuchPlace,
    NotOfThisOrder,
    OtherCurrency,
    TakenMoreThanDisputed,
    TooLateToAnswer,
)
from makegood.chargebacks.views import AnswerFile
from makegood.db.jobs import JobRunner
from makegood.db.pool import Pool
from makegood.evidence import Upload, keep_file, open_files
from makegood.flows.answer_chargeback import AnswerWork
from makegood.flows.worker import job_handlers
from makegood.kit.errors import NotFound, NotPermitted
from makegood.payments import EvidenceAnswer, EvidenceOrder, Failed, Taken
from tests.chargebacks.chargeback_world import CARD, BankWorld, bank_world
from tests.world import NOON, OPERATOR, buyer_of, merchant_of, tea_order

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def office_of(at: BankWorld) -> ChargebackOffice:
    """The office over a world."""
    engine = at.world.engine
    return ChargebackOffice(
        at.pool, at.world.clock, engine.ids, engine.chargebacks, engine.pay_out.processors
    )


def told(**changes: Any) -> ChargebackTold:
    """PayPal says that a buyer did not receive the tea."""
    fields = {
        "processor": "paypal", "payment": "8AB", "reference": "PP-D-1", "reason_code": "MERCHANDISE_OR_SERVICE_NOT_RECEIVED",
        "state": "WAITING_FOR_SELLER_RESPONSE", "currency": "CNY", "amount_minor": CARD, "taken_minor": CARD,
        "evidence_due_at": NOON + timedelta(days=10), "told_at": NOON,
    }  # fmt: skip
    return ChargebackTold(**fields | changes)


def paid_by(processor: str, reference: str) -> list[dict[str, Any]]:
    """The payments of the tea order, the card's by another processor."""
    card, gift_card = tea_order()["payments"]
    return [card | {"processor": processor, "processor_reference": reference}, gift_card]


async def test_paypal_is_told_by_an_operator_and_ends_by_its_outcome(pool: Pool) -> None:
    at = await bank_world(pool, payments=paid_by("paypal", "8AB"))
    office = office_of(at)
    page = msgspec.json.decode((await office.tell(OPERATOR, told(), "k-1")).body)
    one = page["chargebacks"][0]
    assert (one["reason"], one["state"], one["taken_minor"], one["escrow_minor"]) == (
        "not_received",
        "needs_response",
        CARD,
        CARD,
    )
    again = (await office.tell(OPERATOR, told(), "k-1")).body
    assert msgspec.json.decode(again) == page
    draft = await office.draft(merchant_of(at.order), int(one["id"]))
    assert draft.payload is not None
    evidence = draft.payload["evidences"][0]
    assert evidence["evidence_type"] == "PROOF_OF_FULFILLMENT"
    assert evidence["evidence_info"]["tracking_info"][0]["tracking_number"] == "SFT-1"
    with pytest.raises(NoAnswersThere):
        await office.answer(merchant_of(at.order), int(one["id"]), ChargebackAnswer(), None)
    at.world.clock.advance(timedelta(days=1))
    ended = told(
        state="RESOLVED", outcome="RESOLVED_SELLER_FAVOUR", taken_minor=0, told_at=NOON + timedelta(hours=1)
    )
    await office.tell(OPERATOR, ended, None)
    seen = await office.read(buyer_of(at.order), int(one["id"]))
    assert (seen.state, seen.taken_minor, seen.may_answer) == ("won", 0, False)
    names = [
        row["event"]
        for row in await pool.fetch("SELECT event FROM outbox WHERE event LIKE 'chargeback.%' ORDER BY id")
    ]
    assert names == [
        f"chargeback.{name}" for name in ("opened", "funds_withdrawn", "funds_reinstated", "won")
    ]


async def test_no_more_is_taken_than_was_paid(pool: Pool) -> None:
    at = await bank_world(pool)
    office = office_of(at)
    here = {"payment": "pay_T-1", "processor": "fake"}
    with pytest.raises(TakenMoreThanDisputed):
        await office.tell(OPERATOR, told(**here, amount_minor=5, taken_minor=6), None)
    with pytest.raises(ChargebackBeyondPayment):
        await office.tell(OPERATOR, told(**here, amount_minor=CARD + 1, taken_minor=0), None)
    await office.tell(OPERATOR, told(**here), None)
    again = told(**here, reference="PP-D-2", amount_minor=1, taken_minor=1)
    with pytest.raises(ChargebackBeyondPayment):
        await office.tell(OPERATOR, again, None)
    at.world.clock.advance(timedelta(days=1))
    later = {"told_at": NOON + timedelta(hours=1)}
    await office.tell(OPERATOR, told(**here | later, state="won", taken_minor=0), None)
    await office.tell(
        OPERATOR, told(**here | later, reference="PP-D-2", amount_minor=CARD - 1, taken_minor=CARD - 1), None
    )
    assert await pool.fetchval("SELECT sum(taken_minor) FROM chargebacks") == CARD - 1
    assert (
        await office.tell(OPERATOR, told(**here, taken_minor=CARD), None)
    ).status == 200  # older news changes nothing
    assert await pool.fetchval("SELECT sum(taken_minor) FROM chargebacks") == CARD - 1


async def test_who_may_and_what_is_refused(pool: Pool) -> None:
    at = await bank_world(pool)
    office = office_of(at)
    with pytest.raises(NotPermitted):
        await office.tell(merchant_of(at.order), told(), None)
    with pytest.raises(NoSuchPayment):
        await office.tell(OPERATOR, told(payment="pay_none", processor="fake"), None)
    with pytest.raises(OtherCurrency):
        await office.tell(OPERATOR, told(payment="pay_T-1", processor="fake", currency="EUR"), None)
    await at.takes()
    number = await pool.fetchval("SELECT id FROM chargebacks")
    for stranger in (Principal(PrincipalRole.MERCHANT, 7), Principal(PrincipalRole.BUYER, 7)):
        with pytest.raises(NotFound):
            await office.read(stranger, number)
        assert (await office.listed(stranger, ChargebacksWanted(), None, 20)).chargebacks == []
    mine = await office.listed(merchant_of(at.order), ChargebacksWanted(due=True), None, 20)
    assert [one.may_answer for one in mine.chargebacks] == [True]
    assert [
        one.may_answer
        for one in (await office.listed(buyer_of(at.order), ChargebacksWanted(), None, 20)).chargebacks
    ] == [False]
    at.world.clock.advance(timedelta(days=11))
    with pytest.raises(TooLateToAnswer):
        await office.answer(merchant_of(at.order), number, ChargebackAnswer(), None)


async def test_an_answer_goes_out_once_with_its_files(pool: Pool, tmp_path: Path) -> None:
    at = await bank_world(pool)
    files, merchant, engine = open_files(tmp_path, None), merchant_of(at.order), at.world.engine
    work = AnswerWork(pool, at.world.clock, engine.pay_out.processors, engine.chargebacks, files)
    at.world.runner = JobRunner(pool, at.world.clock, {**job_handlers(engine), SUBMIT: work.submit})
    done = await at.world.open(at.order, "refund_only", items=(c.ItemAsked(1, 1),))
    await at.world.do(merchant, done, c.Refuse("not_as_said", "The parcel was signed for."))
    await at.takes()
    office, number = office_of(at), await pool.fetchval("SELECT id FROM chargebacks")
    assert (await office.read(merchant, number)).case_id == str(done.case.state.id)
    upload = Upload(
        id=engine.ids(at.order.order_id >> 10 & 4095), order_id=at.order.order_id, uploaded_by=merchant.label,
        name="slip.pdf", content=PDF, at=NOON,
    )  # fmt: skip
    async with pool.acquire() as connection:
        slip = await keep_file(connection, files, upload)
    draft = await office.draft(merchant, number)
    assert draft.texts["refund_refusal_explanation"] == "The parcel was signed for."
    assert draft.texts["shipping_tracking_number"] == "SFT-1"
    assert [file.name for file in draft.files] == ["slip.pdf"]
    with pytest.raises(NoSuchPlace):
        await office.answer(merchant, number, ChargebackAnswer(texts={"poem": "no"}), None)
    with pytest.raises(NotOfThisOrder):
        await office.answer(merchant, number, ChargebackAnswer(files=(AnswerFile("1", "receipt"),)), None)
    said = ChargebackAnswer(files=(AnswerFile(str(slip.id), "shipping_documentation"),))
    first = await office.answer(merchant, number, said, "key")
    assert (await office.answer(merchant, number, said, "key")).body == first.body
    with pytest.raises(AnsweredAlready):
        await office.answer(merchant, number, said, "another")
    await at.works()
    await at.works()
    sent: EvidenceOrder = at.fake.answers["dp_T-1"]
    assert [(file.place, file.content) for file in sent.files] == [("shipping_documentation", PDF)]
    assert sent.texts == draft.texts
    answer = (await office.draft(merchant, number)).answer
    assert answer is not None
    assert (answer.status, answer.who) == ("sent", merchant.label)


async def test_a_refused_answer_may_be_given_anew(pool: Pool, tmp_path: Path) -> None:
    at = await bank_world(pool)
    merchant, engine = merchant_of(at.order), at.world.engine

    class Picky:
        """Takes the second answer."""

        name = "fake"
        asked: list[EvidenceOrder] = []  # noqa: RUF012

        async def submit_evidence(self, order: EvidenceOrder) -> EvidenceAnswer:
            self.asked.append(order)
            return Failed("malformed", "Too short.") if len(self.asked) == 1 else Taken()

    await at.takes()
    office, number = office_of(at), await pool.fetchval("SELECT id FROM chargebacks")
    work = AnswerWork(pool, at.world.clock, {"fake": Picky()}, engine.chargebacks, open_files(tmp_path, None))  # type: ignore[arg-type]
    at.world.runner = JobRunner(pool, at.world.clock, {**job_handlers(engine), SUBMIT: work.submit})
    for texts, status in ((None, "refused"), ({"customer_name": "李娜"}, "sent")):
        await office.answer(merchant, number, ChargebackAnswer(texts=texts), None)
        await at.works()
        answer = (await office.draft(merchant, number)).answer
        assert answer is not None
        assert answer.status == status
        assert (await office.read(merchant, number)).may_answer == (status == "refused")

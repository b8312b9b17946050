"""A story: a claim under a promise is decided. What a refund claims of the order's lines is held; what is paid goes back to
the order's payments or into the buyer's balance, from whoever owes it; a payment taken back goes where it came from; and
whoever subscribed is told.
"""

from collections.abc import Sequence
from datetime import datetime

import asyncpg
from msgspec import structs

from makegood.cases import Policy, read_order
from makegood.claims import (
    APPRAISAL,
    CLAIM,
    CLAIM_PARTS,
    CLAIM_REVERSED,
    BuyerHasSpentIt,
    Claim,
    ClaimOffice,
    Effect,
    Mark,
    Move,
    Paid,
    Party,
    RefundedMeanwhile,
    UnitsTakenSince,
    back_to_payments,
    claims_of_order,
    fee,
    from_escrow,
    insurer_line,
    leave_marks,
    parts_of,
    payment,
    public,
    recovery,
    reversal,
    shares_of,
    still_borne_minor,
)
from makegood.db.pool import Pool
from makegood.db.writes import Connection, Writes
from makegood.evidence import record_claim_files
from makegood.flows.claim_broken import BREAKAGE, claim_broken_job
from makegood.flows.claim_notices import notify_of_claim
from makegood.flows.funding import take_from_merchant
from makegood.flows.make_whole import MADE_WHOLE, giving_back
from makegood.flows.outgoing_parts import pay_out_part
from makegood.flows.pay_compensation import look_again
from makegood.flows.restore_deposit import GivenBack, restore_job
from makegood.flows.settle import settle_job
from makegood.kit.clock import Clock
from makegood.kit.ids import IdMaker, bucket_of
from makegood.ledger import (
    Posting,
    add_transaction,
    buyer_balance,
    list_in_statement,
    order_refundable,
    platform_compensation,
    platform_wrong_rulings,
    posted,
)
from makegood.payments import RefundLeg

_REFUNDABLE = "SELECT balance_minor FROM ledger_accounts WHERE bucket = $1 AND account = $2 AND currency = $3"

_FREE = """
SELECT balance_minor - held_minor FROM ledger_accounts WHERE bucket = $1 AND account = $2 AND currency = $3
FOR NO KEY UPDATE
"""


def claim_office(pool: Pool, clock: Clock, ids: IdMaker, policy: Policy) -> ClaimOffice:
    """The verbs of claims with all that follows from them."""

    async def follow(connection: Connection, before: Claim | None, move: Move) -> Claim:
        return await follow_claim(connection, before, move, ids)

    return ClaimOffice(pool, clock, ids, policy, follow)


async def follow_claim(connection: Connection, before: Claim | None, move: Move, ids: IdMaker) -> Claim:
    """Money, the hold on the order's lines, marks and the outbox; in the decision's own transaction."""
    claim, writes = move.claim, Writes()
    match move.effect:
        case Effect.PAY:
            claim = await _pay(connection, move, writes, ids)
        case Effect.PAY_FEE:
            await _pay_fee(connection, move, writes, ids)
        case Effect.REVERSE:
            claim = await _take_back(connection, move, writes, ids)
        case Effect.MAKE_WHOLE:
            _make_whole(move, writes, ids)
        case Effect.TAKE_AGAIN:
            again_minor = move.data["amount_minor"]
            await _from_merchant(connection, move, again_minor, CLAIM, platform_wrong_rulings(), ids)
        case Effect.NONE:
            pass
    _hold(before, claim, writes)
    if before is not None and before.is_open and not claim.is_open and from_escrow(claim):
        # What was kept back in the order's escrow for it may go to the merchant, as far as it was not paid.
        bucket = bucket_of(claim.id)
        writes.add("defer_jobs", settle_job(bucket, ids(bucket), claim.order_id, move.at))
    if claim.kind == "return_freight" and move.effect in (Effect.PAY, Effect.REVERSE):
        status = "used" if move.effect is Effect.PAY else "active"
        row = {"bucket": bucket_of(claim.id), "order_id": claim.order_id, "status": status, "at": move.at}
        writes.add("use_covers", row)
    if claim.kind == BREAKAGE and move.effect in (Effect.PAY, Effect.REVERSE):
        writes.add("defer_jobs", claim_broken_job(claim, ids(bucket_of(claim.id)), move.at))
    shown = [*claim.content.files, *claim.content.refusal_files]
    if before is None or before.content.refusal_files != claim.content.refusal_files:
        record_claim_files(writes, claim.id, (file.id for file in shown), move.at)
    await look_again(connection, before, claim, writes, ids, move.at)
    _tell(claim, move, writes, ids)
    await notify_of_claim(connection, move, writes, ids)
    try:
        await writes.send(connection)
    except asyncpg.CheckViolationError as error:
        if move.effect is Effect.REVERSE and error.constraint_name == "sufficient_funds":
            raise BuyerHasSpentIt() from None
        bank_took_it = error.constraint_name == "sufficient_funds" and ":refundable," in (error.detail or "")
        if bank_took_it or error.constraint_name == "money_claimed_once":
            raise RefundedMeanwhile() from None
        raise
    return claim


async def _pay(connection: Connection, move: Move, writes: Writes, ids: IdMaker) -> Claim:
    """Pay a claim; the claim with what was paid by whom. What the merchant owes is taken first, and may become its debt."""
    claim = move.claim
    order = await read_order(connection, claim.order_id)
    shares = shares_of(claim, order.escrow_minor)
    lost = still_borne_minor(claim, await claims_of_order(connection, order.id))
    recovered = min(claim.amount_minor, lost)
    left = structs.replace(claim, amount_minor=claim.amount_minor - recovered)
    legs = back_to_payments(left, order, await _refundable(connection, claim))
    if shares.merchant_minor:
        await _from_merchant(
            connection, move, shares.merchant_minor, CLAIM, buyer_balance(claim.buyer_id), ids
        )
    await _pay_fee(connection, move, writes, ids)
    postings = [*payment(claim, shares, legs), *recovery(claim, recovered)]
    _post(move, CLAIM, postings, -shares.insurer_minor, writes, ids)
    _send(move, legs, writes, ids)
    leave_marks(writes, (_mark(claim, mark, move.at) for mark in claim.content.marks))
    sent = sum(leg.amount_minor for leg in legs)
    paid = Paid(
        shares.escrow_minor, shares.merchant_minor, shares.platform_minor, shares.insurer_minor, sent,
        recovered_minor=recovered,
    )  # fmt: skip
    return structs.replace(claim, content=structs.replace(claim.content, paid=paid))


async def _refundable(connection: Connection, claim: Claim) -> int:
    """How much of its order may still be refunded, this claim included."""
    found = await connection.fetchval(
        _REFUNDABLE, bucket_of(claim.id), order_refundable(claim.order_id), claim.currency
    )
    return found or 0


def _send(move: Move, legs: Sequence[RefundLeg], writes: Writes, ids: IdMaker) -> None:
    """Have what goes back to payments sent; it uses up their room as refunds do."""
    claim, bucket = move.claim, bucket_of(move.claim.id)
    writes.add("use_payments", *(
        {"bucket": bucket, "order_id": claim.order_id, "payment_no": leg.payment_no, "amount_minor": leg.amount_minor}
        for leg in legs
    ))  # fmt: skip
    rows = [
        pay_out_part(writes, CLAIM_PARTS, part, lambda: ids(bucket), move.at)
        for part in parts_of(claim, legs, lambda: ids(bucket), move.at)
    ]
    if rows:
        writes.add("open_claim_legs", {"bucket": bucket, "claim_id": claim.id, "legs": rows})


async def _pay_fee(connection: Connection, move: Move, writes: Writes, ids: IdMaker) -> None:
    """The platform pays who examined the goods; the merchant repays it where the goods were found to be at fault."""
    claim = move.claim
    postings, found = fee(claim), claim.content.appraisal
    if not postings or found is None or move.name != "appraised":
        return
    if found.confirms:
        await _from_merchant(connection, move, found.fee_minor, APPRAISAL, platform_compensation(), ids)
    _post(move, APPRAISAL, postings, 0, writes, ids)


async def _from_merchant(
    connection: Connection, move: Move, amount_minor: int, why: str, to: str, ids: IdMaker
) -> None:
    claim = move.claim
    await take_from_merchant(
        connection, claim.merchant_id, claim.currency, amount_minor, why, subject=claim.id, bucket=bucket_of(claim.id), to=to,
        ids=ids, now=move.at, in_statement=True,
    )  # fmt: skip


async def _take_back(connection: Connection, move: Move, writes: Writes, ids: IdMaker) -> Claim:
    """Take a payment back; the claim with what the platform bears of it. Raises UnitsTakenSince."""
    claim = move.claim
    paid = claim.content.paid
    assert paid is not None
    if claim.content.gives == "refund":
        await _refuse_stranding(connection, claim)
    if move.actor is Party.SYSTEM:
        # Nobody asks the buyer for what a case gave and another ruling would not have.
        had_minor = claim.amount_minor - paid.recovered_minor
        borne = max(0, had_minor - await _free(connection, claim))
        paid = structs.replace(paid, borne_minor=borne)
        claim = structs.replace(claim, content=structs.replace(claim.content, paid=paid))
    _post(move, CLAIM_REVERSED, reversal(claim, paid), paid.insurer_minor, writes, ids)
    if paid.merchant_minor:
        _restore(move, paid.merchant_minor, writes, ids)
    if paid.escrow_minor:
        bucket = bucket_of(claim.id)
        writes.add("defer_jobs", settle_job(bucket, ids(bucket), claim.order_id, move.at))
    return claim


def _make_whole(move: Move, writes: Writes, ids: IdMaker) -> None:
    """Give the merchant back what it paid on top by a ruling that was decided otherwise."""
    claim = move.claim
    posting = giving_back(claim.merchant_id, claim.currency, move.data["amount_minor"])
    _post(move, MADE_WHOLE, [posting], 0, writes, ids)
    paid = claim.content.paid
    _restore(move, paid.made_whole_minor if paid else 0, writes, ids)


def _restore(move: Move, amount_minor: int, writes: Writes, ids: IdMaker) -> None:
    """Have the merchant's deposit filled with what it was given back of a claim in all."""
    claim = move.claim
    given = GivenBack(claim.merchant_id, claim.id, claim.currency, amount_minor)
    writes.add("defer_jobs", restore_job(given, ids(bucket_of(claim.id)), move.at))


async def _refuse_stranding(connection: Connection, claim: Claim) -> None:
    """What was paid of the price made a later refund smaller by as much: both taken from the buyer would be too much."""
    line = (await read_order(connection, claim.order_id)).line(claim.line_no)
    if line is not None and line.left_quantity < claim.quantity:
        raise UnitsTakenSince()


async def _free(connection: Connection, claim: Claim) -> int:
    """What the buyer's balance holds, locked until the payment is taken back."""
    found = await connection.fetchval(
        _FREE, bucket_of(claim.id), buyer_balance(claim.buyer_id), claim.currency
    )
    return found or 0


def _post(
    move: Move, kind: str, postings: list[Posting], for_insurer_minor: int, writes: Writes, ids: IdMaker
) -> None:
    """Post, and put down in the insurer's statement what it moved there."""
    claim = move.claim
    if not postings:
        return
    bucket = bucket_of(claim.id)
    transaction = posted(bucket, ids(bucket), kind, claim.id, *postings)
    add_transaction(writes, transaction, move.at)
    for row in writes.rows("post_ledger"):
        if row["id"] == transaction.id:
            list_in_statement(writes, row, claim.merchant_id, claim.id)
    if for_insurer_minor:
        line = insurer_line(claim, transaction.id, for_insurer_minor, move.at)
        writes.add("list_insurer_lines", line)


def _hold(before: Claim | None, after: Claim, writes: Writes) -> None:
    """What refunds claim of the order's lines: from the opening until the claim is over without a payment."""
    change = _held(after) - (_held(before) if before else 0)
    if change:
        writes.add(
            "claim_lines",
            {
                "bucket": bucket_of(after.id), "order_id": after.order_id, "line_no": after.line_no, "quantity": 0,
                "amount_minor": change,
            },
        )  # fmt: skip


def _held(claim: Claim) -> int:
    holds = claim.content.gives == "refund" and (claim.is_open or claim.stage == "paid")
    return claim.amount_minor if holds else 0


def _mark(claim: Claim, mark: str, at: datetime) -> Mark:
    return Mark(
        order_id=claim.order_id, mark=mark, against="merchant", party_id=claim.merchant_id, case_id=claim.case_id,
        claim_id=claim.id, at=at,
    )  # fmt: skip


def _tell(claim: Claim, move: Move, writes: Writes, ids: IdMaker) -> None:
    bucket = bucket_of(claim.id)
    writes.add(
        "add_to_outbox",
        {
            "bucket": bucket, "id": ids(bucket), "event": f"claim.{move.name}", "subject": claim.id,
            "merchant_id": claim.merchant_id, "at": move.at, "payload": public(move),
        },
    )  # fmt: skip

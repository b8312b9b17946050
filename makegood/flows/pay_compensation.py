"""A story: a ruling gives the buyer something on top of the refund, as the law or the seller's promise has it. It becomes a
claim of its case, which is paid by itself from the merchant; what a claim for the same loss has given since, or may still
give, is taken off until that claim has ended. Where an appeal decides otherwise, what waits is not paid, and what was paid
stays with the buyer while the platform makes the merchant whole.
"""

from datetime import datetime
from typing import Any

from makegood.accounts import SYSTEM
from makegood.cases import (
    AppealDecided,
    CaseRuled,
    CaseState,
    Happening,
    OrderFacts,
    owed_as_ruled,
    read_case,
)
from makegood.claims import KINDS, Because, Claim, ClaimOffice, as_ruled, claims_of_order, lock_order
from makegood.db.writes import Connection, Writes
from makegood.kit.ids import IdMaker, bucket_of

PAY_COMPENSATION = "pay_compensation"
"""The kind of the job that has claims say what the ruling of a case says."""


def pay_compensation(happening: Happening) -> None:
    """A ruling, or the decision on an appeal, gives something on top, or no more what one before it gave. A case that was
    taken up again has forgotten its ruling, but not what that paid. PURE.
    """
    before, after = happening.decision.before, happening.decision.after
    ruled = any(isinstance(each.event, CaseRuled | AppealDecided) for each in happening.decision.recorded)
    if ruled and (_gives(before) or _gives(after) or after.reopenings):
        happening.writes.add("defer_jobs", _job(after.id, happening.new_id(), happening.now))


_RULED = """
SELECT id FROM cases WHERE bucket = $1 AND order_id = $2
    AND (state -> 'ruling' ->> 'compensation_minor')::bigint > 0 ORDER BY id
"""


async def look_again(
    connection: Connection, before: Claim | None, claim: Claim, writes: Writes, ids: IdMaker, now: datetime
) -> None:
    """A claim has ended, or its payment has been taken back: what a ruling of its order left out for its sake is looked at
    once more.
    """
    has_ended = before is not None and before.stage is not claim.stage and not claim.is_open
    if not has_ended or claim.content.gives != "compensation" or KINDS[claim.kind].ruled:
        return
    for row in await connection.fetch(_RULED, bucket_of(claim.order_id), claim.order_id):
        writes.add("defer_jobs", _job(row["id"], ids(bucket_of(row["id"])), now))


def _job(case_id: int, job_id: int, now: datetime) -> dict[str, Any]:
    return {
        "bucket": bucket_of(case_id), "id": job_id, "kind": PAY_COMPENSATION, "run_at": now,
        "payload": {"case_id": str(case_id)},
    }  # fmt: skip


def _gives(state: CaseState | None) -> bool:
    return state is not None and state.ruling is not None and state.ruling.compensation_minor > 0


async def pay_as_ruled(office: ClaimOffice, case_id: int) -> int:
    """Have the claims of a case give what its ruling gives on top; how many were made or changed. Again changes nothing."""
    async with office.pool.acquire() as connection, connection.transaction():
        case, order = await read_case(connection, case_id)
        await lock_order(connection, order.id)
        # Read again: it may have been decided otherwise while the lock was waited for.
        case, order = await read_case(connection, case_id)
        state = case.state
        if state.ruling is None:
            return 0
        changes = as_ruled(
            state, state.ruling, await owed_as_ruled(connection, state), await claims_of_order(connection, order.id),
            _because(office, state, order), lambda: office.ids(bucket_of(order.id)), office.clock.now(),
        )  # fmt: skip
        done = 0
        for claim, move in changes:
            await office.carry_out(connection, claim, move, SYSTEM)
            done += 1
        return done


def _because(office: ClaimOffice, state: CaseState, order: OrderFacts) -> Because:
    """The rule that the ruling names, as its pack words it; by the ruling's own reason where no pack has it any more."""
    assert state.ruling is not None
    name, reason = state.ruling.compensation_rule, state.ruling.reason
    book = office.policy.promises(order, office.clock.now()).book
    text = next((each.rule.text for each in book.rules if each.rule.name == name), None)
    return Because(name, text.en, text.zh) if text else Because(name, reason, reason)

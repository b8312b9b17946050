"""A story: the way back is insured. A cover is issued with the order and its premium posted; when a return has ended in the
buyer's favour the cover pays by itself, about 72 hours later; an order that is cancelled gets its premium back.
"""

from datetime import datetime, timedelta

from makegood.accounts import Principal, authorise
from makegood.carriers import CARRIAGE, Direction, carried_here, contested_returns
from makegood.cases import (
    CaseState,
    Favour,
    Happening,
    OrderFacts,
    Role,
    Stage,
    read_case,
    read_order,
    ruled_bearer,
)
from makegood.claims import (
    INSURERS,
    KINDS,
    NO_COVER,
    PLATFORM,
    TARIFFS,
    Claim,
    ClaimOffice,
    Cover,
    CoverView,
    CoverWanted,
    NoFreightCover,
    Wanted,
    change_cover,
    claims_of_order,
    cover_of,
    cover_view,
    insert_cover,
    insurer_of,
    joined,
    judge,
    leave_marks,
    lock_order,
    mark_of_case,
    marks_of_case,
    new_cover,
    premium_line,
    route_of,
    take_marks_back,
)
from makegood.db.once import Kept, once
from makegood.db.writes import Connection, Writes
from makegood.flows.fault_freight import FREIGHT_PAID, SENT_BACK, is_covered, repay_way_back
from makegood.flows.freight import buyers_way_back
from makegood.flows.freight_bearer import borne_by
from makegood.flows.funding import take_from_merchant
from makegood.kit.ids import IdMaker, bucket_of
from makegood.ledger import (
    Posting,
    add_transaction,
    insurer_account,
    merchant_clearing,
    outside,
    platform_compensation,
    posted,
)

JOB = "return_freight"
TRACKING_VALID = "tracking_valid"
COVERED = KINDS["return_freight"].family
"""The family of claims that a cover pays."""
PREMIUM, PREMIUM_RETURNED = "premium", "premium_returned"
PAYOUT = timedelta(hours=72)
"""The time until a cover pays where no rule sets another."""


def cover_freight(happening: Happening) -> None:
    """A case has ended, or was taken up again: what its cover owes and its promises leave is looked at. PURE."""
    before, after = happening.decision.before, happening.decision.after
    was_settled = before is not None and before.stage is Stage.SETTLED
    if was_settled != (after.stage is Stage.SETTLED):
        told = any(given.name == FREIGHT_PAID and given.value for given in after.given)
        # Since it ended for the first time, the buyer may have told of the freight in a claim.
        may_be_told = told or (after.appeals > 0 and after.type in SENT_BACK)
        happening.writes.add("defer_jobs" if may_be_told else "look_at_returns", {
            "bucket": after.bucket, "id": happening.new_id(), "order_id": after.order_id, "kind": JOB,
            "run_at": happening.now, "payload": {"case_id": str(after.id)},
        })  # fmt: skip


async def look_at_return(office: ClaimOffice, case_id: int) -> Claim | None:
    """Have the cover of an ended return pay when it is due, count what its promise leaves against the merchant, and call
    off a payment whose case is open again. Doing it again does nothing.
    """
    async with office.pool.acquire() as connection, connection.transaction():
        case, _ = await read_case(connection, case_id)
        await lock_order(connection, case.state.order_id)
        # Read again: it may have been taken up again while the lock was waited for.
        case, order = await read_case(connection, case_id)
        if case.state.stage is not Stage.SETTLED:
            await office.call_off(connection, order.id, case_id)
            return None
        if is_turned(case.state):
            await office.give_up(connection, order.id, case_id, COVERED)
            await _take_marks(connection, office, case.state)
            return await repay_way_back(connection, office, case.state, order)
        await _leave_marks(connection, office, case.state, order)
        repaid = await repay_way_back(connection, office, case.state, order)
        return await _cover(connection, office, case.state, order) or repaid


def is_turned(state: CaseState) -> bool:
    """Whether a case that gave the buyer money was decided for the merchant on appeal. PURE."""
    return state.ruling is not None and state.ruling.favour is Favour.MERCHANT and state.made_whole_minor > 0


async def _take_marks(connection: Connection, office: ClaimOffice, state: CaseState) -> None:
    """What the promise left goes with the case that left it. What its ruling set goes by the ruling
    (makegood/flows/ruled_marks.py).
    """
    left, writes = await marks_of_case(connection, state.id, state.order_id), Writes()
    gone = [mark for mark in left if mark.stands and not mark.by_ruling]
    take_marks_back(writes, gone, "appeal", office.ids, office.clock.now())
    await writes.send(connection)


async def _cover(
    connection: Connection, office: ClaimOffice, state: CaseState, order: OrderFacts
) -> Claim | None:
    """Have the cover pay later what the buyer bears of the way back. Where a ruling has it otherwise by now, what was claimed
    before ends, and what was paid is taken back.
    """
    if not is_covered(state):
        await office.give_up(connection, order.id, state.id, COVERED)
        return None
    cover = await cover_of(connection, order.id)
    if cover is None or state.type not in SENT_BACK or not state.shipment:
        return None
    is_proven = state.received_at is not None or not await contested_returns(connection, [state.id])
    wanted = _wanted(cover, state, await _borne_minor(connection, cover, state), is_proven)
    before = await _claimed(connection, state)
    if before is not None and before.holds:
        owed = judge(office.policy, wanted, order, before.opened_at)
        if state.ruling is None or owed.amount_minor == before.cap_minor:
            return None
        await office.give_up(connection, order.id, state.id, COVERED)
    return await _pay_later(connection, office, state, order, wanted, before)


async def _claimed(connection: Connection, state: CaseState) -> Claim | None:
    """What was last claimed on the cover of a case."""
    claims = await claims_of_order(connection, state.order_id)
    of_case = [one for one in claims if (one.case_id, one.family) == (state.id, COVERED)]
    return of_case[-1] if of_case else None


async def _borne_minor(connection: Connection, cover: Cover, state: CaseState) -> int:
    """What the buyer bears of the way back: of what carriers of the platform charged, or of what the buyer laid out."""
    if await carried_here(connection, state.id):
        return await buyers_way_back(connection, state)
    told = next((given.value for given in reversed(state.given) if given.name == FREIGHT_PAID), None)
    paid_minor = told if isinstance(told, int) else cover.insured_minor
    if ruled_bearer(state, is_back=True) is None:
        return paid_minor
    return borne_by(state, Direction.BACK, CARRIAGE, paid_minor).buyer_minor


def _wanted(cover: Cover, state: CaseState, borne_minor: int, is_proven: bool) -> Wanted:
    """`is_proven`: the goods have come, or no other parcel has their number. What the desk has found of that goes first."""
    found = any(
        given.name == TRACKING_VALID and given.by in (Role.DESK, Role.SENIOR) for given in state.given
    )
    doubt = {} if is_proven or found else {TRACKING_VALID: False}
    return Wanted(
        kind=KINDS["return_freight"], line_no=0, given=state.given, remedy=state.type.value, reason=state.reason,
        insurer=cover.insurer,
        known={
            "goods_sent_back": True, "return_approved": True, "cover_used": False, "freight_insured": cover.insured_minor,
            "return_freight_paid": borne_minor, **doubt,
        },
    )  # fmt: skip


async def _pay_later(
    connection: Connection,
    office: ClaimOffice,
    state: CaseState,
    order: OrderFacts,
    wanted: Wanted,
    instead_of: Claim | None,
) -> Claim | None:
    cover = await cover_of(connection, order.id)
    if cover is None or cover.status != "active":
        return None
    now = office.clock.now()
    seconds = judge(office.policy, wanted, order, now).payout_seconds
    due_at = now + (timedelta(seconds=seconds) if seconds else PAYOUT)
    return await office.find(connection, order, wanted, due_at, state.id, instead_of)


async def _leave_marks(
    connection: Connection, office: ClaimOffice, state: CaseState, order: OrderFacts
) -> None:
    """What the promise leaves against the merchant when a case ends for the buyer, such as a quality refund."""
    if not state.legs:
        return
    wanted = Wanted(
        kind=KINDS["return_freight"], line_no=state.items[0].line_no, given=state.given, remedy=state.type.value,
        reason=state.reason,
    )  # fmt: skip
    now, writes = office.clock.now(), Writes()
    marks = judge(office.policy, wanted, order, now).marks
    leave_marks(writes, (mark_of_case(state, order, mark, now) for mark in marks))
    await writes.send(connection)


async def issue_cover(
    connection: Connection,
    order: OrderFacts,
    plan: str,
    ids: IdMaker,
    now: datetime,
    insurer: str | None = None,
) -> Cover:
    """Issue a cover and post its premium, under the lock of the order; by the insurer that the order names, where none is
    given. Raises NoFreightCover.
    """
    insurer = insurer or insurer_of(order, plan)
    tariff = TARIFFS[insurer]
    if order.status == "cancelled":
        raise NoFreightCover(reason=NO_COVER[0])
    if await cover_of(connection, order.id):
        raise NoFreightCover(reason=NO_COVER[1])
    quote = tariff.quote(await route_of(connection, order.id), order.currency)
    if quote is None:
        raise NoFreightCover(reason=NO_COVER[2])
    bucket = bucket_of(order.id)
    cover = new_cover(ids(bucket), order, plan, insurer, tariff.name, quote, ids(bucket), now)
    await _premium(connection, cover, ids, now)
    await insert_cover(connection, cover)
    return cover


async def _premium(connection: Connection, cover: Cover, ids: IdMaker, now: datetime) -> None:
    """The merchant's premium, which may become its debt; the buyer's, which the marketplace has taken already."""
    bucket, writes = bucket_of(cover.id), Writes()
    middle = outside("marketplace")
    if cover.plan != "buyer":
        middle = merchant_clearing(cover.merchant_id)
        await take_from_merchant(
            connection, cover.merchant_id, cover.currency, cover.premium_minor, PREMIUM, subject=cover.order_id,
            bucket=bucket, to=middle, ids=ids, now=now,
        )  # fmt: skip
    posting = Posting(middle, account_of(cover), cover.currency, cover.premium_minor)
    transaction = posted(bucket, cover.premium_transaction_id, PREMIUM, cover.order_id, posting)
    add_transaction(writes, transaction, now)
    if cover.insurer != PLATFORM:
        writes.add("list_insurer_lines", premium_line(
            cover.insurer, cover.order_id, cover.currency, transaction.id, cover.premium_minor, now
        ))  # fmt: skip
    await writes.send(connection)


async def call_off_cover(connection: Connection, cover: Cover, ids: IdMaker, now: datetime) -> None:
    """The order is cancelled: nothing can be sent back, so the premium goes back to who paid it."""
    bucket, writes = bucket_of(cover.id), Writes()
    to = outside("marketplace") if cover.plan == "buyer" else merchant_clearing(cover.merchant_id)
    posting = Posting(account_of(cover), to, cover.currency, cover.premium_minor)
    transaction = posted(bucket, ids(bucket), PREMIUM_RETURNED, cover.order_id, posting)
    add_transaction(writes, transaction, now)
    if cover.insurer != PLATFORM:
        writes.add("list_insurer_lines", premium_line(
            cover.insurer, cover.order_id, cover.currency, transaction.id, -cover.premium_minor, now
        ))  # fmt: skip
    await writes.send(connection)
    await change_cover(connection, cover, "cancelled", now)


def account_of(cover: Cover) -> str:
    """Whose money the premium is: the insurer's, or the platform's where it stands behind the cover itself."""
    return platform_compensation() if cover.insurer == PLATFORM else insurer_account(cover.insurer)


def plan_of(order: OrderFacts) -> str | None:
    """The plan that a merchant has joined for an order; “returns on us” comes before an insurance."""
    names = joined(order)
    if "returns_on_us" in names:
        return "returns_on_us"
    return "merchant" if INSURERS.keys() & names else None


async def issue_for_buyer(office: ClaimOffice, who: Principal, wanted: CoverWanted, key: str | None) -> Kept:
    """Issue a cover that a buyer chose, as the marketplace. Raises NoFreightCover."""
    authorise(who, "cover.issue")
    order_id = await office.order_id(wanted.order)

    async def work(connection: Connection) -> tuple[int, CoverView]:
        await lock_order(connection, order_id)
        order = await read_order(connection, order_id)
        now = office.clock.now()
        issued = await issue_cover(connection, order, "buyer", office.ids, now, wanted.insurer)
        return 201, cover_view(issued)

    return await once(office.pool, who.label, key, ("issue_cover", wanted), office.clock.now(), work)

"""What must hold of an order on which everything happens at once: money, goods, clocks and streams, after every step."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import timedelta

from makegood.cases import CaseState, LegWay, was_sent
from makegood.cases.claims import claims_of
from makegood.claims import KINDS, Claim, Stage, claims_of_order
from makegood.db.pool import Pool
from makegood.ledger import check_ledger
from makegood.orders import OrderRecorded
from tests.attack.books import states
from tests.claims.limits import SHARES, closes_at, most_minor
from tests.flows.mixed_world import PAID, PAID_BY_CARD, UNITS, MixedWorld
from tests.world import NOON

_BALANCES = "SELECT account, sum(balance_minor)::bigint AS minor FROM ledger_accounts GROUP BY account"
_BANK = """
SELECT coalesce(sum(greatest(beyond_room_minor, 0)), 0)::bigint AS cannot_go,
    (SELECT coalesce(sum(limit_minor), 0)::bigint FROM chargebacks) - (
        SELECT coalesce(sum(amount_minor), 0)::bigint FROM (
            SELECT amount_minor, status, detail FROM claim_legs UNION ALL SELECT amount_minor, status, detail FROM advance_legs
        ) parts WHERE status = 'by_bank' AND coalesce(detail, '') = ''
    ) AS used_minor FROM order_payments
"""
_LINES = "SELECT line_no, quantity, paid_minor, claimed_quantity, claimed_minor FROM order_lines"
_PUT_AWAY = """
SELECT case_id, subject::integer AS line_no, sum(quantity)::integer AS units FROM stock_moves
WHERE kind IN ('restocked', 'refurbish', 'scrapped', 'vendor') GROUP BY case_id, subject
"""
DELIVERED_AT = NOON - timedelta(hours=1)
ELSEWHERE = frozenset({"price_protection", "return_freight", "fault_freight", "ruling", "double_earnest"})
"""What has its measure in the order or the case: a price that fell, freight that was paid, a ruling, an earnest."""
_EVENTS = "SELECT claim_id, array_agg(name ORDER BY seq) AS names, max(seq) AS last FROM claim_events GROUP BY claim_id"


async def assert_mixed(at: MixedWorld, order: OrderRecorded) -> list[CaseState]:
    """Raises AssertionError for anything that a mixture has bent; the states of all cases."""
    cases = await states(at.pool)  # rows, streams and folds are compared, owners and clocks looked for
    claims = await claims_of_order(at.pool, order.order_id)
    found = (await check_ledger(at.pool)).findings
    assert found == (), found
    money = {row["account"]: row["minor"] for row in await at.pool.fetch(_BALANCES)}
    bank = await at.pool.fetchrow(_BANK)
    within_what_was_promised(money, cases, claims, bank["cannot_go"])
    await within_its_terms(at.pool, claims)
    limit_is_what_is_left(money, order.order_id, cases, claims, bank["used_minor"])
    await lines_are_claimed_once(at.pool, cases, claims)
    await units_are_put_away_once(at.pool, cases)
    await claims_follow_their_events(at.pool, claims)
    assert await at.fake.book.moved_minor(f"pay_{order.external_id}") <= PAID_BY_CARD
    return cases


def buyers_money(money: dict[str, int]) -> int:
    """What has come to the buyer or is on its way, without what the buyer owes or was let off."""
    got = sum(
        minor
        for account, minor in money.items()
        if (account.startswith("buyer:") and (":payout:" in account or account.endswith(":balance")))
        or account.endswith(":transit")
    )
    owed = sum(minor for account, minor in money.items() if account.endswith(":advance_debt"))
    return got - owed + money.get("platform:written_off", 0)


def paid(claims: Iterable[Claim], gives: str) -> int:
    """What claims have paid that are part of the refund, or owed on top (`compensation`)."""
    return sum(
        each.amount_minor for each in claims if each.stage is Stage.PAID and each.content.gives == gives
    )


def within_what_was_promised(
    money: dict[str, int], cases: list[CaseState], claims: list[Claim], cannot_go: int = 0
) -> None:
    """(1) No more than was paid, and what a pack gives on top; each claim no more than its promise.

    What the bank took is among what the buyer has. `cannot_go`: refunds that were sent for what it took, and will fail.
    """
    compensated = paid(claims, "compensation")
    on_top = sum(state.paid_on_top_minor for state in cases)
    assert compensated <= buyers_money(money) <= PAID + on_top + compensated + cannot_go
    for state in cases:
        assert state.refunded_minor <= state.sent_minor <= state.value_minor
    for each in claims:
        assert 0 < each.amount_minor <= each.cap_minor
    held = Counter(
        (each.family, each.line_no)
        for each in claims
        if each.is_open or (each.stage is Stage.PAID and not KINDS[each.kind].again)
    )
    assert max(held.values(), default=0) <= 1


async def within_its_terms(pool: Pool, claims: list[Claim]) -> None:
    """(1) Each claim under a promise is no more, and was made no later, than the promise's published terms have it. While
    the order is delivered or completed by turns, the longer of its times counts.
    """
    lines = {row["line_no"]: row for row in await pool.fetch(_LINES)}
    goods_minor = sum(row["paid_minor"] for row in lines.values() if row["line_no"] in UNITS)
    for each in claims:
        if each.kind not in SHARES:
            assert each.kind in ELSEWHERE, each.kind
            continue
        row = lines.get(each.line_no)
        of_minor = row["paid_minor"] * each.quantity // row["quantity"] if row else goods_minor
        told = {fact.name: fact.value for fact in each.content.given}
        assert each.amount_minor <= most_minor(each.kind, of_minor, told), each
        end = closes_at(each.kind, DELIVERED_AT, None)
        assert end is None or each.opened_at < end, each


def limit_is_what_is_left(
    money: dict[str, int], order_id: int, cases: list[CaseState], claims: list[Claim], by_bank: int
) -> None:
    """The ledger's own limit counts each refund once: legs, advances that are not settled, claims that are refunds, and what
    banks took; a leg or a part that stands as paid by that, and was never sent, is not counted again.
    """
    legs = [leg for state in cases for leg in state.legs if leg.way is not LegWay.BANK or was_sent(leg)]
    used = sum(leg.amount_minor for leg in legs) + paid(claims, "refund") + by_bank
    used += sum(state.advance.outstanding_minor for state in cases if state.advance)
    left = PAID + sum(state.paid_on_top_minor for state in cases) - used
    assert (
        left + min(money.get("platform:written_off", 0), 0) <= money[f"order:{order_id}:refundable"] <= left
    )


async def lines_are_claimed_once(pool: Pool, cases: list[CaseState], claims: list[Claim]) -> None:
    """(1) Of each line no more is claimed than it has units and was paid for, by all cases and claims together."""
    units: dict[int, int] = defaultdict(int)
    minor: dict[int, int] = defaultdict(int)
    for state in cases:
        for line_no, (quantity, amount) in claims_of(state).items():
            units[line_no] += quantity
            minor[line_no] += amount
    for each in claims:
        if each.content.gives == "refund" and (each.is_open or each.stage is Stage.PAID):
            minor[each.line_no] += each.amount_minor
    for row in await pool.fetch(_LINES):
        assert row["claimed_quantity"] == units[row["line_no"]] <= row["quantity"]
        assert minor[row["line_no"]] <= row["claimed_minor"] <= row["paid_minor"]


async def units_are_put_away_once(pool: Pool, cases: list[CaseState]) -> None:
    """(2) What is back on a shelf was given up by its buyer, in that case, and is not with the buyer as well."""
    of_case = {state.id: state for state in cases}
    shelved: dict[int, int] = defaultdict(int)
    for row in await pool.fetch(_PUT_AWAY):
        state, line_no = of_case[row["case_id"]], row["line_no"]
        assert state.goods == "returned"
        assert row["units"] <= claims_of(state).get(line_no, (0, 0))[0]
        shelved[line_no] += row["units"]
    for line_no, units in UNITS.items():
        assert shelved[line_no] <= units


async def claims_follow_their_events(pool: Pool, claims: list[Claim]) -> None:
    """(4, 5) Open claims have an owner and a clock; as many events as versions, and of payments one at most."""
    events = {row["claim_id"]: row for row in await pool.fetch(_EVENTS)}
    for each in claims:
        assert each.is_open == (each.owner is not None) == (each.deadline_at is not None)
        assert events[each.id]["last"] == each.version == len(events[each.id]["names"])


__all__ = ["assert_mixed", "buyers_money", "paid"]

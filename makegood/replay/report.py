"""What came of a replay: the plan counted, and the database asked, so that the two can be held against each other."""

from collections import Counter
from collections.abc import Iterable

from msgspec import Struct

from makegood.db.pool import Pool
from makegood.ledger import check_ledger
from makegood.replay.model import Plan
from makegood.replay.playing import Tally


class Count(Struct, frozen=True):
    """Lines, and what they come to in pence."""

    lines: int
    amount_minor: int


class Remainder(Struct, frozen=True):
    """Credit lines (whole or in part) without a purchase, their units and what was credited for them."""

    lines: int
    units: int
    amount_minor: int


class Credits(Struct, frozen=True):
    """The credit notes: what they credit, and how much of it was found among purchases."""

    notes: int
    lines: int
    amount_minor: int
    lines_matched_in_full: int
    lines_matched_in_part: int
    units_matched: int
    units_matched_at_same_price: int
    claimed_minor: int
    unmatched: dict[str, Remainder]


class Report(Struct, frozen=True):
    """A whole replay. Amounts are pence; `refunded_minor`, `stages` and `findings` are the database's own words."""

    file: str
    lines: int
    invoices: int
    order_lines: int
    shipping_lines: int
    paid_minor: int
    repeated_lines: int
    left_out: dict[str, Count]
    unreadable: list[str]
    credits: Credits
    cases: int
    stages: dict[str, int]
    approved_by_silence: int
    refunded_minor: int
    difference_minor: int
    ledger_accounts: int
    ledger_postings: int
    findings: list[str]
    refused: list[str]
    orders_in_database: int
    paid_in_database_minor: int
    seconds: float
    commands_in_this_run: int
    cases_in_this_run: int
    cases_per_second: float

    @property
    def ok(self) -> bool:
        """All orders are in, every case is settled, the refunds are what the credit notes claim, the book is right."""
        return (
            not self.difference_minor
            and not self.findings
            and not self.refused
            and self.stages == ({"settled": self.cases} if self.cases else {})
            and (self.orders_in_database, self.paid_in_database_minor) == (self.invoices, self.paid_minor)
        )


MOST_TOLD = 20
_STAGES = """
SELECT stage, count(*) AS cases, sum(refunded_minor)::bigint AS refunded_minor FROM cases GROUP BY stage ORDER BY stage
"""
_ORDERS = "SELECT count(*) AS orders, coalesce(sum(paid_minor), 0)::bigint AS paid_minor FROM orders"
_SILENT = """
SELECT count(DISTINCT case_id) FROM case_events WHERE name = 'case.approved' AND (data ->> 'by_silence')::boolean
"""


async def report_of(pool: Pool, plan: Plan, tally: Tally, seconds: float) -> Report:
    """The report of a plan that was played."""
    stages = await pool.fetch(_STAGES)
    orders = await pool.fetchrow(_ORDERS)
    ledger = await check_ledger(pool)
    credits = credits_of(plan)
    refunded_minor = sum(row["refunded_minor"] for row in stages)
    return Report(
        file=plan.file,
        lines=plan.lines,
        invoices=len(plan.orders),
        order_lines=sum(len(order.lines) for order in plan.orders),
        shipping_lines=plan.shipping_lines,
        paid_minor=sum(payment.amount_minor for order in plan.orders for payment in order.payments),
        repeated_lines=plan.repeated_lines,
        left_out=left_out_of(plan),
        unreadable=[f"line {line.number}: {line.problem}" for line in plan.unreadable[:MOST_TOLD]],
        credits=credits,
        cases=len(plan.cases),
        stages={row["stage"]: row["cases"] for row in stages},
        approved_by_silence=await pool.fetchval(_SILENT),
        refunded_minor=refunded_minor,
        difference_minor=refunded_minor - credits.claimed_minor,
        ledger_accounts=ledger.accounts,
        ledger_postings=ledger.postings,
        findings=[f"{f.finding}: {f.subject} ({f.detail})" for f in ledger.findings[:MOST_TOLD]],
        refused=tally.refused[:MOST_TOLD],
        orders_in_database=orders["orders"],
        paid_in_database_minor=orders["paid_minor"],
        seconds=round(seconds, 2),
        commands_in_this_run=tally.commands,
        cases_in_this_run=tally.opened,
        cases_per_second=round(tally.opened / seconds, 1) if seconds else 0.0,
    )


def credits_of(plan: Plan) -> Credits:
    """The credit notes of a plan, counted. Every credit line is in full, in part or not matched."""
    unmatched = [match for match in plan.matches if match.reason]
    return Credits(
        notes=len({match.credit.invoice for match in plan.matches}),
        lines=len(plan.matches),
        amount_minor=-sum(match.credit.amount_minor for match in plan.matches),
        lines_matched_in_full=sum(match.reason is None for match in plan.matches),
        lines_matched_in_part=sum(bool(match.taken) for match in unmatched),
        units_matched=sum(match.matched_quantity for match in plan.matches),
        units_matched_at_same_price=sum(
            part.quantity for match in plan.matches for part in match.taken if part.same_price
        ),
        claimed_minor=sum(match.matched_minor for match in plan.matches),
        unmatched={
            reason: Remainder(
                sum(match.reason == reason for match in unmatched),
                sum(match.unmatched_quantity for match in unmatched if match.reason == reason),
                sum(
                    -match.credit.amount_minor - match.matched_minor
                    for match in unmatched
                    if match.reason == reason
                ),
            )
            for reason in _by_number(match.reason.value for match in unmatched if match.reason)
        },
    )


def left_out_of(plan: Plan) -> dict[str, Count]:
    """Lines that are no part of an order, by reason."""
    lines = Counter(reason.value for reason, _ in plan.left_out)
    amounts: Counter[str] = Counter()
    for reason, amount_minor in plan.left_out:
        amounts[reason.value] += amount_minor
    return {reason: Count(lines[reason], amounts[reason]) for reason in _by_number(lines.elements())}


def _by_number(reasons: Iterable[str]) -> list[str]:
    return [reason for reason, _ in sorted(Counter(reasons).items(), key=lambda item: (-item[1], item[0]))]

"""PURE: why a case of the desk is at risk: a few named reasons, each told by the database alone. `$1` is the moment."""

from datetime import timedelta
from enum import StrEnum

NEAR_HOURS = 12
NEAR = timedelta(hours=NEAR_HOURS)
"""A clock that ends within this is near its end."""
MARKS, MARKS_DAYS = 3, 90
OFTEN, OFTEN_DAYS = 5, 30
_AT = "$1::timestamptz"


class DeskRisk(StrEnum):
    """Why a case is at risk. `past_clock`: its clock has run out; `near_clock`: it does within twelve hours; `flagged`: a
    message in it that nobody has judged; `high_amount`: so much is at stake that its policy has a second person read the
    ruling; `marked_merchant`: three marks or more against the merchant in ninety days; `frequent_buyer`: the buyer's five
    newest cases were all opened within thirty days.
    """

    PAST_CLOCK = "past_clock"
    NEAR_CLOCK = "near_clock"
    FLAGGED = "flagged"
    HIGH_AMOUNT = "high_amount"
    MARKED_MERCHANT = "marked_merchant"
    FREQUENT_BUYER = "frequent_buyer"


FLAGS = "FROM message_flags f WHERE (f.bucket, f.case_id) = (c.bucket, c.id) AND f.settled_at IS NULL"
"""What of a case `c` nobody has judged."""
HOLDS = {
    DeskRisk.PAST_CLOCK: f"c.due_at <= {_AT}",
    DeskRisk.NEAR_CLOCK: f"c.due_at > {_AT} AND c.due_at <= {_AT} + interval '{NEAR_HOURS} hours'",
    DeskRisk.FLAGGED: f"EXISTS (SELECT 1 {FLAGS})",
    DeskRisk.HIGH_AMOUNT: "c.requested_minor >= (c.state -> 'terms' -> 'limits' ->> 'second_review_minor')::bigint",
    DeskRisk.MARKED_MERCHANT: f"""(SELECT count(*) FROM (SELECT DISTINCT m.order_id, m.mark FROM marks_on_record m
        WHERE m.party_id = c.merchant_id AND m.against = 'merchant' AND m.at > {_AT} - interval '{MARKS_DAYS} days'
        AND m.at <= {_AT} LIMIT {MARKS}) m) = {MARKS}""",
    DeskRisk.FREQUENT_BUYER: f"""(SELECT count(*) FILTER (WHERE b.opened_at > {_AT} - interval '{OFTEN_DAYS} days') FROM (
        SELECT b.opened_at FROM cases b WHERE b.bucket = c.bucket AND b.buyer_id = c.buyer_id ORDER BY b.id DESC
        LIMIT {OFTEN}) b) = {OFTEN}""",
}
"""The condition of each, of a case `c`."""
HOW_MANY = " + ".join(f"coalesce({holds}, false)::int" for holds in HOLDS.values())
WHICH = ", ".join(f"CASE WHEN {holds} THEN '{risk}' END" for risk, holds in HOLDS.items())

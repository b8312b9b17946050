"""PURE: the chart of accounts, built in this one place. A balance is what the account's owner is due.

Accounts of the hot path live in the bucket of the order's buyer, those of merchants and of the platform as
per-bucket clearing accounts that are swept into the one balance (makegood/flows/sweep.py), so no row is hot.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AccountKind:
    """A family of accounts: its name pattern, what it holds, and whether it may go below zero."""

    pattern: str
    holds: str
    may_go_negative: bool


BALANCES = (
    AccountKind("order:{order}:escrow", "what the buyer paid and the merchant has not yet been given", False),
    AccountKind(
        "order:{order}:refundable", "a limit, not money: what may still be refunded of the order", False
    ),
    AccountKind("limits:refunds", "the other side of all refundable limits", True),
    AccountKind(
        "buyer:{buyer}:payout:{tender}", "refunds owed to the buyer, by the tender they go to", False
    ),
    AccountKind(
        "buyer:{buyer}:balance", "the buyer's money with the platform, theirs to spend or withdraw", False
    ),
    AccountKind(
        "buyer:{buyer}:advance_room",
        "a limit, not money: what the buyer may still be paid in advance",
        False,
    ),
    AccountKind(
        "buyer:{buyer}:advance_debt",
        "a limit, not money: what the buyer owes for advances, to be recovered once",
        False,
    ),
    AccountKind(
        "merchant:{merchant}:clearing", "the merchant's share in one bucket, until it is swept", True
    ),
    AccountKind("merchant:{merchant}:balance", "what the merchant can be paid", False),
    AccountKind(
        "merchant:{merchant}:deposit", "the consumer-protection deposit (E-Commerce Law art. 58)", False
    ),
    AccountKind(
        "merchant:{merchant}:receivable", "below zero: what the merchant owes for refunds advanced", True
    ),
    AccountKind(
        "merchant:{merchant}:lent", "what the platform's fund has put up for the merchant's debt", False
    ),
    AccountKind("platform:fund", "what the platform set aside for advances and goodwill", False),
    AccountKind(
        "platform:advances", "advances of the platform in one bucket, until they are recovered", True
    ),
    AccountKind(
        "platform:advance_room",
        "a limit, not money: what all buyers together may still be paid in advance",
        False,
    ),
    AccountKind("limits:advances", "the other side of all limits of advances", True),
    AccountKind(
        "platform:written_off",
        "below zero: advances that nobody paid back, in one bucket",
        True,
    ),
    AccountKind(
        "platform:wrong_rulings",
        "below zero: what the platform gave merchants back for rulings that an appeal reversed, by bucket",
        True,
    ),
    AccountKind(
        "platform:compensation",
        "below zero: what the platform paid under promises and bears itself, by bucket",
        True,
    ),
    AccountKind(
        "insurer:{insurer}:account",
        "premiums that an insurer is due; below zero: what it owes for claims paid for it, by bucket",
        True,
    ),
    AccountKind("processor:{processor}:transit", "handed to the processor, by bucket", True),
    AccountKind("outside:{party}", "the world: where money comes from and goes to", True),
    AccountKind("bridge", "the other half of a sweep between buckets; all bridges add up to zero", True),
)

PLATFORM_BUCKET = 0
"""Where the accounts live of which the platform has one, not one a bucket: its fund."""

_MAY_GO_NEGATIVE_TAILS = ("clearing", "transit", "receivable")


def may_go_negative(account: str) -> bool:
    """Whether an account may go below zero; raises ValueError for an account outside the chart."""
    head, _, rest = account.partition(":")
    match head:
        case "limits" | "outside" | "bridge" | "processor" | "insurer":
            return True
        case "platform":
            return rest in ("advances", "compensation", "written_off", "wrong_rulings")
        case "order" | "buyer":
            return False
        case "merchant":
            return rest.rpartition(":")[2] in _MAY_GO_NEGATIVE_TAILS
        case _:
            raise ValueError(f"{account} is not in the chart of accounts")


def order_escrow(order_id: int) -> str:
    """What the buyer paid for an order and the merchant has not yet been given."""
    return f"order:{order_id}:escrow"


def order_refundable(order_id: int) -> str:
    """The limit of what may still be refunded of an order."""
    return f"order:{order_id}:refundable"


def refund_limits() -> str:
    """The other side of the refundable limits of a bucket."""
    return "limits:refunds"


def buyer_payout(buyer_id: int, tender: str) -> str:
    """Refunds owed to a buyer by one tender."""
    return f"buyer:{buyer_id}:payout:{tender}"


def buyer_balance(buyer_id: int) -> str:
    """The buyer's money with the platform."""
    return f"buyer:{buyer_id}:balance"


def buyer_advance_room(buyer_id: int) -> str:
    """The limit of what a buyer may still be paid in advance."""
    return f"buyer:{buyer_id}:advance_room"


def buyer_advance_debt(buyer_id: int) -> str:
    """The limit of what may still be recovered from a buyer for advances."""
    return f"buyer:{buyer_id}:advance_debt"


def merchant_clearing(merchant_id: int) -> str:
    """The merchant's share in one bucket."""
    return f"merchant:{merchant_id}:clearing"


def merchant_balance(merchant_id: int) -> str:
    """What the merchant can be paid."""
    return f"merchant:{merchant_id}:balance"


def merchant_deposit(merchant_id: int) -> str:
    """The merchant's consumer-protection deposit."""
    return f"merchant:{merchant_id}:deposit"


def merchant_receivable(merchant_id: int) -> str:
    """What the merchant owes the platform (below zero)."""
    return f"merchant:{merchant_id}:receivable"


def merchant_lent(merchant_id: int) -> str:
    """What the platform's fund has put up for the merchant's debt."""
    return f"merchant:{merchant_id}:lent"


def platform_fund() -> str:
    """The platform's own money for advances and goodwill."""
    return "platform:fund"


def platform_advances() -> str:
    """Advances of the platform in one bucket."""
    return "platform:advances"


def platform_advance_room() -> str:
    """The limit of what all buyers together may still be paid in advance."""
    return "platform:advance_room"


def advance_limits() -> str:
    """The other side of the limits of advances, in one bucket."""
    return "limits:advances"


def platform_written_off() -> str:
    """Advances that nobody paid back, in one bucket (below zero)."""
    return "platform:written_off"


def platform_wrong_rulings() -> str:
    """What the platform gave merchants back for rulings that an appeal reversed, in one bucket (below zero)."""
    return "platform:wrong_rulings"


def platform_compensation() -> str:
    """What the platform paid under promises and bears itself, in one bucket (below zero)."""
    return "platform:compensation"


def insurer_account(insurer: str) -> str:
    """What an insurer is due, or below zero owes, in one bucket."""
    return f"insurer:{insurer}:account"


def processor_transit(processor: str) -> str:
    """Money handed to a payment processor in one bucket."""
    return f"processor:{processor}:transit"


def outside(party: str) -> str:
    """The world beyond the book, by the party through which money comes and goes."""
    return f"outside:{party}"

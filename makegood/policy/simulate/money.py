"""PURE: the money of a decision: who gets and who gives how much, in minor units of the order's currency.

What the decision is worth if everybody does what it says, for the remedy that was asked for:

* refund, merchant to buyer: when the remedy pays money back and is open; what was asked for (`asked`, else `paid`), at
  most what the key `refund` says, less the `deduction`, never below zero.
* compensation, to the buyer from whom `compensation_by` names (the merchant when nothing does), whether a remedy is
  open or not. Compensation by the buyer goes to the merchant.
* return freight (`return_freight_cost`, else `return_freight_paid`), to the carrier, when the open remedy sends goods back:
  from whom `freight.return` names (`freight.exchange` for an exchange when it is decided), the buyer when nothing does; shared:
  half each, the odd unit the merchant's.

The parties add up to zero. A case whose money hangs on something undecided or unknown is *unvalued*: what is sure of
it is counted, the rest is not.
"""

from collections.abc import Iterable, Mapping

import polars as pl

from makegood.policy.catalogue import Facts
from makegood.policy.decide import Decision, State
from makegood.policy.outcomes import key as key_named

PARTIES = ("buyer", "merchant", "platform", "insurer", "carrier")
PAYING_BACK = ("refund_only", "return_refund", "price_reduction", "cancel", "intercept")
SENDING_BACK = ("return_refund", "exchange", "repair")
_ASKED = ("asked", "paid")
_FREIGHT = ("return_freight_cost", "return_freight_paid")
FACTS = ("remedy", *_ASKED, *_FREIGHT, "currency")
"""The facts that money is reckoned from."""

NONE = -(2**62)
"""The code of a key of which no rule says anything, among values of a key."""
UNDECIDED = NONE + 1
"""The code of an undecided key, among values of a key."""

_REMEDIES = tuple(dict.fromkeys((*PAYING_BACK, *SENDING_BACK)))
KEYS = (
    *(f"remedy.{remedy}" for remedy in _REMEDIES),
    *("refund", "deduction", "compensation", "compensation_by", "freight.return", "freight.exchange"),
)
"""The outcomes that money hangs on."""


def code_of(decision: Decision, key: str) -> int:
    """A key's decided value, or NONE or UNDECIDED, as one number."""
    answer = decision.answer(key)
    if answer.state is State.DECIDED and answer.value is not None:
        return answer.value
    return UNDECIDED if answer.state is State.UNDECIDED else NONE


def money_of(codes: Mapping[str, int], facts: Facts) -> tuple[dict[str, int], bool]:
    """What each party gets (below zero: gives), and whether the case is unvalued. The measure of `money_frame`."""
    money = dict.fromkeys(PARTIES, 0)
    remedy = facts.get("remedy")
    opened = codes.get(f"remedy.{remedy}", NONE) if remedy in _REMEDIES else NONE
    unvalued = remedy is None or opened == UNDECIDED
    if opened == 1 and remedy in PAYING_BACK:
        refund, unsure = _refund(codes, facts)
        _move(money, "merchant", "buyer", refund)
        unvalued |= unsure
    compensation, payer = codes.get("compensation", NONE), _payer(codes)
    unvalued |= compensation == UNDECIDED or (compensation > 0 and payer is None)
    if compensation > UNDECIDED and payer is not None:
        _move(money, payer, "merchant" if payer == "buyer" else "buyer", compensation)
    cost = _first(facts, _FREIGHT)
    if opened == 1 and remedy in SENDING_BACK and cost is not None:
        unvalued |= _freight(money, codes, str(remedy), cost)
    return money, unvalued


def _first(facts: Facts, names: Iterable[str]) -> int | None:
    """The first of some amounts that is known."""
    return next((value for name in names if isinstance(value := facts.get(name), int)), None)


def _refund(codes: Mapping[str, int], facts: Facts) -> tuple[int, bool]:
    asked = _first(facts, _ASKED)
    most, less = codes.get("refund", NONE), codes.get("deduction", NONE)
    if asked is None or UNDECIDED in (most, less):
        return 0, True
    return max((min(asked, most) if most != NONE else asked) - (less if less != NONE else 0), 0), False


def _payer(codes: Mapping[str, int]) -> str | None:
    code = codes.get("compensation_by", NONE)
    if code == UNDECIDED:
        return None
    return "merchant" if code == NONE else key_named("compensation_by").word(code)


def _freight(money: dict[str, int], codes: Mapping[str, int], remedy: str, cost: int) -> bool:
    code = codes.get("freight.return", NONE)
    if remedy == "exchange" and codes.get("freight.exchange", NONE) != NONE:
        code = codes["freight.exchange"]
    if code == UNDECIDED:
        return True
    payer = "buyer" if code == NONE else key_named("freight.return").word(code)
    if payer == "shared":
        _move(money, "buyer", "carrier", cost // 2)
        _move(money, "merchant", "carrier", cost - cost // 2)
    else:
        _move(money, payer, "carrier", cost)
    return False


def _move(money: dict[str, int], giver: str, taker: str, amount: int) -> None:
    money[giver] -= amount
    money[taker] += amount


def money_frame(cases: pl.DataFrame, codes: Mapping[str, str], facts: Iterable[str]) -> pl.DataFrame:
    """`money_of` for a whole frame: a column a party, and `unvalued`.

    `codes`: the column of codes of each key that is decided; `facts`: those of FACTS that the frame has.
    """
    known = set(facts)
    terms = cases.select(
        *(
            pl.col(codes[key]).alias(key) if key in codes else pl.lit(NONE, pl.Int64).alias(key)
            for key in KEYS
        ),
        _remedy(known).alias("remedy"),
        _coalesced(_ASKED, known).alias("asked"),
        _coalesced(_FREIGHT, known).alias("cost"),
    )
    terms = terms.with_columns(_opened().alias("opened"), _carried().alias("carried"))
    is_open = pl.col("opened") == 1
    terms = terms.with_columns(
        (is_open & pl.col("remedy").is_in(PAYING_BACK)).fill_null(False).alias("paying"),
        (is_open & pl.col("remedy").is_in(SENDING_BACK) & pl.col("cost").is_not_null())
        .fill_null(False)
        .alias("sending"),
        (pl.col("asked").is_null() | _undecided("refund") | _undecided("deduction")).alias("unsure"),
    )
    terms = terms.with_columns(
        pl.when(pl.col("paying") & ~pl.col("unsure")).then(_net()).otherwise(0).alias("refunded"),
        pl.when((pl.col("compensation") > UNDECIDED) & ~_undecided("compensation_by"))
        .then("compensation").otherwise(0).alias("compensated"),
        pl.when(pl.col("sending") & ~_undecided("carried")).then("cost").otherwise(0).alias("fare"),
    )  # fmt: skip
    return terms.select(**_shares(), unvalued=_unvalued())


def _remedy(known: set[str]) -> pl.Expr:
    return pl.col("remedy").cast(pl.String) if "remedy" in known else pl.lit(None, pl.String)


def _coalesced(names: Iterable[str], known: set[str]) -> pl.Expr:
    return pl.coalesce(*(pl.col(name) for name in names if name in known), pl.lit(None, pl.Int64))


def _undecided(name: str) -> pl.Expr:
    return pl.col(name) == UNDECIDED


def _opened() -> pl.Expr:
    """The code of the remedy that was asked for."""
    chosen = pl.lit(NONE, pl.Int64)
    for each in _REMEDIES:
        chosen = pl.when(pl.col("remedy") == each).then(pl.col(f"remedy.{each}")).otherwise(chosen)
    return chosen


def _carried() -> pl.Expr:
    """The code of who pays the return freight."""
    exchanged = (pl.col("remedy") == "exchange") & (pl.col("freight.exchange") != NONE)
    return pl.when(exchanged).then(pl.col("freight.exchange")).otherwise(pl.col("freight.return"))


def _net() -> pl.Expr:
    asked, most, less = pl.col("asked"), pl.col("refund"), pl.col("deduction")
    capped = pl.when(most == NONE).then(asked).otherwise(pl.min_horizontal(asked, most))
    return pl.max_horizontal(capped - pl.when(less == NONE).then(0).otherwise(less), 0)


def _unvalued() -> pl.Expr:
    return (
        pl.col("remedy").is_null() | _undecided("opened") | (pl.col("paying") & pl.col("unsure"))
        | _undecided("compensation") | ((pl.col("compensation") > 0) & _undecided("compensation_by"))
        | (pl.col("sending") & _undecided("carried"))
    )  # fmt: skip


def _shares() -> dict[str, pl.Expr]:
    """What each party gets of the three payments."""
    refund, compensation, fare = pl.col("refunded"), pl.col("compensated"), pl.col("fare")
    owed = {
        party: pl.when(_is("compensation_by", party, "merchant")).then(compensation).otherwise(0)
        for party in PARTIES
    }
    paid = {party: pl.when(_is("carried", party, "buyer")).then(fare).otherwise(0) for party in PARTIES[:4]}
    shared = _is("carried", "shared", "buyer")
    half = pl.when(shared).then(fare // 2).otherwise(0)
    rest = pl.when(shared).then(fare - fare // 2).otherwise(0)
    return {
        "buyer": refund + compensation - owed["buyer"] * 2 - paid["buyer"] - half,
        "merchant": -refund - owed["merchant"] + owed["buyer"] - paid["merchant"] - rest,
        "platform": -owed["platform"] - paid["platform"],
        "insurer": -owed["insurer"] - paid["insurer"],
        "carrier": -owed["carrier"] + fare,
    }


def _is(column: str, word: str, otherwise: str) -> pl.Expr:
    """Whether a code is a word; no rule: whether the word is what holds then."""
    words = key_named("freight.return" if column == "carried" else column).values
    named = pl.col(column) == words.index(word)
    return named | (pl.col(column) == NONE) if word == otherwise else named

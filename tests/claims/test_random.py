"""Any script of verbs keeps a claim within what its promise gives, with one owner and one clock; reversals turn payments."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import cast

from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from makegood.accounts import Principal, PrincipalRole
from makegood.claims import (
    KINDS,
    Claim,
    Effect,
    Funder,
    Move,
    Party,
    Stage,
    decide,
    payment,
    reversal,
    shares_of,
    view_of,
)
from makegood.claims.model import Appraisal, Because, Paid, Told
from makegood.claims.protocol import VERBS
from makegood.kit.errors import Refused
from makegood.ledger import Posting

AT = datetime(2026, 3, 2, 12, tzinfo=UTC)
STEPS = st.lists(
    st.tuples(st.sampled_from([*VERBS, "tick"]), st.integers(0, 20 * 24), st.integers(1, 150)), max_size=12
)


@st.composite
def claims(draw: st.DrawFn) -> Claim:
    """A claim of any kind that has just been made, about to be answered."""
    kind = draw(st.sampled_from([kind for kind in KINDS.values() if kind.asked]))
    cap = draw(st.integers(1, 100))
    told = Told(
        gives=kind.gives, funder=draw(st.sampled_from(Funder)), because=Because("p/r", "", ""),
        insurer="ping-an" if kind.recovered else "",
    )  # fmt: skip
    return Claim(
        id=1, order_id=2, buyer_id=3, merchant_id=4, case_id=None, kind=kind.name, family=kind.family, line_no=1, quantity=1,
        currency="CNY", cap_minor=cap, amount_minor=draw(st.integers(1, cap)), stage=Stage.AWAITING_MERCHANT,
        owner=Party.MERCHANT, deadline_at=AT + timedelta(hours=1), content=told, opened_at=AT, changed_at=AT,
    )  # fmt: skip


def done(claim: Claim, verb: str, amount: int, now: datetime) -> Move | None:
    if verb == "tick":
        return decide.tick(claim, now)
    decide.may(verb, claim, frozenset(VERBS[verb].by))
    match verb:
        case "refuse":
            return decide.refuse(claim, "because", now)
        case "decline" | "reverse":
            return cast(Move, getattr(decide, verb)(claim, "because", "desk:chen", now))
        case "grant":
            return decide.grant(claim, amount, "because", "desk:chen", now)
        case "record_appraisal":
            return decide.record_appraisal(claim, Appraisal("lab", amount % 2 == 0, amount), "desk:chen", now)
        case _:
            return cast(Move, getattr(decide, verb)(claim, now))


@given(claims(), STEPS, st.integers(0, 200))
def test_any_script_stays_within_the_promise(
    claim: Claim, steps: list[tuple[str, int, int]], escrow: int
) -> None:
    now, paid_times, turned_times = AT, 0, 0
    for verb, hours, amount in steps:
        now += timedelta(hours=hours)
        try:
            move = done(claim, verb, amount, now)
        except Refused:
            continue
        if move is None:
            continue
        assert move.claim.version == claim.version + 1
        claim = move.claim
        paid_times += move.effect is Effect.PAY
        turned_times += move.effect is Effect.REVERSE
        assert 0 < claim.amount_minor <= claim.cap_minor
        assert (claim.owner is not None) == (claim.deadline_at is not None) == claim.is_open
        assert turned_times <= paid_times <= 1
        if move.effect is Effect.PAY:
            claim = paid_and_turned_back(claim, escrow)
    for role in PrincipalRole:
        operations = view_of(claim, Principal(role, 3), "en").allowed_operations
        assert all(one.allowed or one.reason for one in operations)


def paid_and_turned_back(claim: Claim, escrow: int) -> Claim:
    """The postings of a payment and of its reversal together move nothing; the buyer gets the amount and no more."""
    shares = shares_of(claim, escrow)
    assert shares.amount_minor == claim.amount_minor
    assert shares.escrow_minor <= escrow
    paid = Paid(shares.escrow_minor, shares.merchant_minor, shares.platform_minor, shares.insurer_minor)
    owed = (
        [Posting("merchant:4:clearing", "buyer:3:balance", "CNY", shares.merchant_minor)]
        if shares.merchant_minor
        else []
    )
    out, back = moved(payment(claim, shares) + owed), moved(reversal(claim, paid))
    assert out["buyer:3:balance"] == claim.amount_minor
    assert {name: -amount for name, amount in out.items()} == dict(back)
    return structs.replace(claim, content=structs.replace(claim.content, paid=paid))


def moved(postings: list[Posting]) -> Counter[str]:
    """What postings do to each account."""
    found: Counter[str] = Counter()
    for one in postings:
        found[one.source] -= one.amount_minor
        found[one.destination] += one.amount_minor
    return found

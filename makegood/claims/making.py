"""PURE: a claim made of what was asked and what the packs gave."""

from datetime import datetime

from msgspec.structs import replace

from makegood.cases import FileRef, OrderFacts
from makegood.claims import refusals
from makegood.claims.decide import told_of, within_cap
from makegood.claims.judgement import Judgement, Wanted
from makegood.claims.kinds import ClaimKind
from makegood.claims.model import Claim, Party, PayTo, Stage


def owed(judged: Judgement, kind: ClaimKind) -> None:
    """Raises FactsOwed while something decides that nobody told, and NotPromised where nothing is owed."""
    if judged.amount_minor is None:
        raise refusals.FactsOwed(missing=", ".join(judged.missing or kind.asks))
    if not judged.amount_minor:
        raise refusals.NotPromised(reason=judged.because.en, reason_zh=judged.because.zh)


def new_claim(
    claim_id: int,
    order: OrderFacts,
    wanted: Wanted,
    judged: Judgement,
    now: datetime,
    *,
    note: str = "",
    files: tuple[FileRef, ...] = (),
    found: bool = False,
    pay_to: PayTo = PayTo.PAYMENT,
    case_id: int | None = None,
) -> Claim:
    """A claim about to be opened, for all that the promise gives."""
    amount = judged.amount_minor or 0
    content = told_of(
        wanted.kind, judged, found, wanted.insurer, note=note, given=wanted.given, files=files, pay_to=pay_to
    )
    return Claim(
        id=claim_id, order_id=order.id, buyer_id=order.buyer_id, merchant_id=order.merchant_id, case_id=case_id,
        kind=wanted.kind.name, family=wanted.kind.family, line_no=wanted.line_no, quantity=judged.quantity,
        currency=order.currency, cap_minor=amount, amount_minor=amount, stage=Stage.AWAITING_MERCHANT, owner=Party.MERCHANT,
        deadline_at=None, content=content, opened_at=now, changed_at=now,
    )  # fmt: skip


def asked_for(claim: Claim, amount_minor: int | None) -> Claim:
    """The claim for less than the promise gives, where less is asked. Raises MoreThanPromised."""
    return replace(claim, amount_minor=within_cap(claim, amount_minor))


def in_the_place_of(earlier: Claim, claim: Claim) -> Claim:
    """A claim with what was told, what is to be shown and was shown with the one that it takes the place of."""
    told = earlier.content
    content = replace(
        claim.content, note=told.note, files=told.files, owed_evidence=told.owed_evidence, pay_to=told.pay_to
    )
    return replace(claim, content=content)

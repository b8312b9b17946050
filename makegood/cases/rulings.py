"""PURE: what a ruling must have, and what it moves: read off a dry run of the write path, so that it is what will happen."""

from datetime import datetime
from typing import ClassVar

from msgspec import Struct

from makegood.cases.commands import Rule, RuleOnAppeal
from makegood.cases.compensation import most_on_top
from makegood.cases.events import AppealDecided, CaseRuled, RefundStarted, RulingDrafted
from makegood.cases.model import CaseState, CaseType, Role, Ruling, Stage
from makegood.cases.requests import Done
from makegood.kit.errors import Refused

SHORTEST_REASON = 20
"""Characters that are not blank. A sentence about this case takes that many in Chinese; a bare “ok” does not."""


class ReasonTooShort(Refused):
    """Say in at least {least} characters why: both sides live with this decision."""

    status: ClassVar[int] = 422


class GroundOwed(Refused):
    """Name at least one ground: a rule of this case, or an article."""

    status: ClassVar[int] = 422


def require_grounds(command: Rule | RuleOnAppeal, are_papers: bool = False) -> None:
    """What the desk's own page asks of a ruling, beyond what any tool of a marketplace must send. `are_papers`: papers bind
    the case, and are its ground.

    Raises ReasonTooShort, GroundOwed.
    """
    if len("".join(command.reason.split())) < SHORTEST_REASON:
        raise ReasonTooShort(least=SHORTEST_REASON)
    if not command.citations and not are_papers:
        raise GroundOwed()


class Bounds(Struct, frozen=True):
    """What a split may give the buyer, and whether goods can go back. `offered_minor`: what the merchant last offered.
    `on_top_minor`: what `on_top_rule` lets any ruling for the buyer give on top, before claims for the same loss are taken off.
    """

    least_minor: int
    most_minor: int
    offered_minor: int | None
    with_return: bool
    on_top_minor: int = 0
    on_top_rule: str = ""


def bounds_of(state: CaseState) -> Bounds:
    """The bounds as they stand: never more than was asked for, and so never more than was paid."""
    offered = state.offer.amount_minor if state.offer and state.offer.by is Role.MERCHANT else None
    return Bounds(
        1, state.requested_minor, offered, state.type is CaseType.RETURN_REFUND,
        most_on_top(state, 0, ()), state.terms.compensation_rule,
    )  # fmt: skip


class Moved(Struct, frozen=True):
    """Money to the buyer by one tender; minor units."""

    tender: str
    amount_minor: int


class Preview(Struct, frozen=True):
    """What follows from a ruling; minor units of the case's currency.

    `to_buyer_minor` is what the buyer is given, at once by `moved` or, with `waits_for_goods`, when the goods are back and
    fit. `from_escrow_minor` of it is what the order still holds, `merchant_owes_minor` the platform advances. The
    `kept_minor` is what was paid for the items and stays the merchant's. What has been refunded by a ruling that an appeal
    reverses stays with the buyer; the platform gives it to the merchant as `made_whole_minor`; below zero, the merchant bears
    again what it was given back by an earlier appeal. `on_top_minor` is paid beside the case, beyond what an earlier ruling
    gave on top; of that `on_top_less_minor` is not given any more. `waits_for_reader`: another person says yes first.
    `stage`, `ball` and `due_at` are where the case then stands.
    """

    ruling: Ruling
    currency: str
    to_buyer_minor: int
    kept_minor: int
    made_whole_minor: int
    moved: list[Moved]
    from_escrow_minor: int
    merchant_owes_minor: int
    waits_for_goods: bool
    waits_for_reader: bool
    stage: Stage
    ball: Role | None
    due_at: datetime | None
    on_top_minor: int = 0
    on_top_less_minor: int = 0


def preview_of(before: CaseState, done: Done) -> Preview:
    """What a ruling, or a decision on an appeal, did or in a dry run would do to a case that was `before`."""
    after = done.case.state
    new = [stored.event for stored in done.case.events if stored.seq > before.version]
    ruling = next(
        event.ruling for event in new if isinstance(event, CaseRuled | AppealDecided | RulingDrafted)
    )
    refund = next((event for event in new if isinstance(event, RefundStarted)), None)
    escrow = refund.from_escrow_minor if refund else 0
    to_buyer = after.sent_minor if after.legs else ruling.amount_minor
    earlier = before.ruling.compensation_minor if before.ruling else 0
    return Preview(
        ruling=ruling,
        currency=after.currency,
        to_buyer_minor=to_buyer,
        kept_minor=before.value_minor - to_buyer,
        made_whole_minor=after.made_whole_minor - before.made_whole_minor,
        moved=[Moved(leg.tender, leg.amount_minor) for leg in refund.legs] if refund else [],
        from_escrow_minor=escrow,
        merchant_owes_minor=refund.amount_minor - escrow if refund else 0,
        waits_for_goods=not after.legs
        and not after.draft
        and ruling.amount_minor > 0
        and after.stage.is_open,
        waits_for_reader=after.draft is not None,
        stage=after.stage,
        ball=after.owner,
        due_at=after.due_at,
        on_top_minor=max(0, ruling.compensation_minor - earlier),
        on_top_less_minor=max(0, earlier - ruling.compensation_minor),
    )

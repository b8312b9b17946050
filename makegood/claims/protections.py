"""What protects an order: each promise that it carries, until when, whether it can be claimed, and the claims there are."""

from collections.abc import Mapping
from datetime import datetime

from msgspec import Struct

from makegood.accounts import Principal, authorise
from makegood.cases import LineFacts, OrderFacts, Policy, read_order, units_given_up
from makegood.claims.covers import CoverView, cover_of, cover_view
from makegood.claims.fitting import unfit
from makegood.claims.goods_left import order_promised
from makegood.claims.judgement import Judgement, Wanted, judge
from makegood.claims.kinds import KINDS, ClaimKind, Needs
from makegood.claims.legs import views_of
from makegood.claims.model import Claim
from makegood.claims.refusals import OtherGoods
from makegood.claims.returned import Returned, returned_lines
from makegood.claims.store import claims_of_order
from makegood.claims.views import ClaimView
from makegood.db.pool import Pool
from makegood.kit.errors import Refused


class Protection(Struct, frozen=True, kw_only=True):
    """One promise about one line (`line_no` null: about the whole order).

    `standing`: `claimable`, `ask` (claimable once `missing` is told), `by_itself` (found by the platform), `later` (the goods
    have not come so far), `closed`. `because`: the rule that gives the amount, or why nothing is owed where it is `closed`.
    `amount_minor`: what it gives now where that is known; `until`: when its window closes, where it is known.
    """

    kind: str
    guarantee: str
    line_no: int | None
    title: str
    standing: str
    gives: str
    amount_minor: int | None
    until: datetime | None
    missing: list[str]
    evidence: list[str]
    because: str


class Protections(Struct, frozen=True, kw_only=True):
    """Everything that protects an order. `joined`: its promises by the names of the catalogue."""

    order_id: str
    currency: str
    joined: list[str]
    protections: list[Protection]
    cover: CoverView | None
    claims: list[ClaimView]


async def protections_of(
    pool: Pool, policy: Policy, now: datetime, who: Principal, order_id: int, language: str
) -> Protections:
    """What protects an order, for a reader who may see it. Raises NotFound."""
    async with pool.acquire() as connection:
        order = await read_order(connection, order_id)
        authorise(who, "claim.read", order.buyer_id, order.merchant_id)
        claims = await claims_of_order(connection, order_id)
        cover = await cover_of(connection, order_id)
        views = await views_of(connection, claims, who, language)
        given_up = await units_given_up(connection, order_id)
        back = await returned_lines(connection, order_id)
    orders = {kind.name: order_promised(kind, order, given_up) for kind in KINDS.values()}
    found = [
        _protection(policy, _wanted(kind, line_no, back), orders[kind.name], now, language)
        for kind in KINDS.values()
        for line_no in _lines(kind, orders[kind.name], claims)
        if kind.needs is not Needs.SENT_BACK or line_no in back
    ]
    return Protections(
        order_id=str(order_id), currency=order.currency, joined=sorted(joined(order)),
        protections=[each for each in found if each is not None], cover=cover_view(cover) if cover else None,
        claims=views,
    )  # fmt: skip


def joined(order: OrderFacts) -> frozenset[str]:
    """The promises that an order carries."""
    told = order.facts.get("guarantees")
    return frozenset(told) if isinstance(told, (list, tuple)) else frozenset()


def _lines(kind: ClaimKind, order: OrderFacts, claims: list[Claim]) -> list[int]:
    """The lines that a promise may be about: none where it is not promised, or where a claim of its family holds."""
    if kind.guarantee not in joined(order) if kind.guarantee else not kind.asked:
        return []
    taken = {claim.line_no for claim in claims if claim.family == kind.family and _holds(claim)}
    about = [0] if kind.whole else [line.line_no for line in order.lines if _fits(kind, line)]
    return [line_no for line_no in about if line_no not in taken]


def _fits(kind: ClaimKind, line: LineFacts) -> bool:
    return line.kind == "goods" and (not kind.trait or kind.trait in line.traits)


def _holds(claim: Claim) -> bool:
    return claim.is_open or claim.stage == "paid"


def _wanted(kind: ClaimKind, line_no: int, back: Mapping[int, Returned]) -> Wanted:
    if kind.needs is not Needs.SENT_BACK:
        return Wanted(kind=kind, line_no=line_no)
    one = back[line_no]
    return Wanted(
        kind=kind,
        line_no=line_no,
        quantity=one.quantity,
        given=one.given,
        remedy=one.remedy,
        reason=one.reason,
        freight_ruled=one.freight_ruled,
    )


def _protection(
    policy: Policy, wanted: Wanted, order: OrderFacts, now: datetime, language: str
) -> Protection | None:
    kind, line_no = wanted.kind, wanted.line_no
    try:
        judged = judge(policy, wanted, order, now)
    except Refused:
        return None  # Nothing of the line is left that could be claimed.
    in_the_way = unfit(kind, order, line_no, judged, now) if kind.asked else None
    if isinstance(in_the_way, OtherGoods):
        return None
    standing = "later" if in_the_way else _standing(kind, judged)
    line, is_explained = order.line(line_no), bool(judged.amount_minor) or standing == "closed"
    because = judged.because.zh if language == "zh-CN" else judged.because.en
    return Protection(
        kind=kind.name, guarantee=kind.guarantee, line_no=line_no or None, title=line.title if line else "",
        standing=standing, gives=kind.gives, amount_minor=judged.amount_minor or None,
        until=None if in_the_way else judged.until, missing=list(judged.missing), evidence=list(judged.evidence),
        because=because if is_explained else "",
    )  # fmt: skip


def _standing(kind: ClaimKind, judged: Judgement) -> str:
    if not kind.asked:
        return "by_itself"
    if judged.amount_minor is None:
        return "ask"
    if judged.amount_minor:
        return "claimable"
    return "by_itself" if kind.found else "closed"

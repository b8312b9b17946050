"""PURE: the kinds of claims, one declaration each. Windows, amounts and who pays are in the packs; here is how each is asked.

A new kind is an entry here and its words (makegood/web/pages/claims/words.py). What a pack gives for `reason` and `remedy` is
its amount; without a pack that speaks, there is nothing to claim.
"""

from enum import StrEnum

from msgspec import Struct

from makegood.claims.model import Funder

HOUR = 3600
DAY = 24 * HOUR


class Needs(StrEnum):
    """How far goods must have come before a promise says anything of them."""

    NOTHING = "nothing"
    ON_THEIR_WAY = "on_their_way"
    ARRIVED = "arrived"
    SENT_BACK = "sent_back"


class ClaimKind(Struct, frozen=True, kw_only=True):
    """How one promise is claimed.

    `guarantee`: the promise that the merchant has joined (empty: owed without one). `outcome`: the key of the decision that
    gives the amount. `asks`: facts that the buyer is asked; `sets`: facts that the kind itself means. `funder`: who pays
    first where no rule says so; `recovered`: whether an insurer repays the platform. `answer_seconds`: the merchant's time
    where no rule sets it; silence pays. `asked`, `found`: by the buyer, by the platform itself. `family`: of one family one
    claim holds for one line. `appraised`: the merchant may have the goods examined. `whole`: about the order, not a line.
    `trait`: of goods that have it alone; `goods`: of these kinds of goods alone, where it is told of what kind they are.
    `needs`: how far the goods must have come. `part_of_price`: it makes the price smaller, so that a later refund is as much
    smaller; `repays`: the fact that is the amount, where `outcome` says that the merchant bears it; `again`: what is found
    once may be found again, for what has come on top. `ruled`: a ruling gives it, and only an appeal changes that.
    """

    name: str
    guarantee: str
    reason: str
    outcome: str
    family: str
    remedy: str | None = None
    asks: tuple[str, ...] = ()
    sets: dict[str, str | bool | int] = {}
    funder: Funder = Funder.MERCHANT
    recovered: bool = False
    answer_seconds: int = 48 * HOUR
    asked: bool = True
    found: bool = False
    appraised: bool = False
    whole: bool = False
    trait: str = ""
    goods: frozenset[str] = frozenset()
    needs: Needs = Needs.NOTHING
    part_of_price: bool = False
    repays: str = ""
    again: bool = False
    ruled: bool = False

    @property
    def gives(self) -> str:
        """Whether it is part of the refund or owed on top."""
        return "refund" if self.part_of_price or self.outcome == "refund" else "compensation"


def _food(
    name: str,
    guarantee: str,
    reason: str,
    goods: frozenset[str],
    hours: int,
    asks: tuple[str, ...] = (),
    sets: dict[str, str | bool | int] | None = None,
) -> ClaimKind:
    """A part of the price back without a return, for what was not good on arrival."""
    return ClaimKind(
        name=name, guarantee=guarantee, reason=reason, outcome="refund", family="goods", remedy="refund_only", asks=asks,
        sets=sets or {}, answer_seconds=hours * HOUR, goods=goods, needs=Needs.ARRIVED,
    )  # fmt: skip


_NOTHING_SHOWN: dict[str, str | bool | int] = {"merchant_proof": False, "inspection_report": "none"}
"""What such a claim begins with: the merchant shows the contrary by refusing it, or has the goods examined."""

_FOOD, _FRESH, _PLANTS = frozenset({"food", "fresh"}), frozenset({"fresh"}), frozenset({"flowers"})

RULING = "ruling"
"""The kind of what a ruling gives on top of a refund. Each claim of it is of the family whose loss it makes good."""

_ALL = (
    _food("spoilt", "bad_item_refund", "spoilt", _FOOD, 24, ("rotten_share",)),
    _food("thawed", "thaw_refund", "thawed", _FOOD, 12),
    _food("short_weight", "full_weight", "short_weight", _FOOD, 12, ("short_share",), {"rotten_share": 0}),
    _food("small_fruit", "fruit_size", "not_as_described", _FRESH, 12, ("undersized_share",), {"mismatch": "size"}),
    _food("dead_plant", "plant_survival", "spoilt", _PLANTS, 48),
    ClaimKind(
        name="breakage", guarantee="breakage_compensation", reason="damaged", outcome="refund", family="goods",
        remedy="refund_only", asks=("talks_failed",), funder=Funder.PLATFORM, recovered=True,
        needs=Needs.ARRIVED,
    ),
    ClaimKind(
        name="authenticity", guarantee="authenticity", reason="counterfeit", outcome="compensation", family="multiple",
        remedy="return_refund", appraised=True,
        sets=_NOTHING_SHOWN, needs=Needs.ARRIVED,
    ),
    ClaimKind(
        name="mismatch", guarantee="mismatch_compensation", reason="not_as_described", outcome="compensation",
        family="multiple", remedy="return_refund", asks=("mismatch",), sets=_NOTHING_SHOWN, needs=Needs.ARRIVED,
        goods=frozenset({"apparel"}),
    ),
    ClaimKind(
        name="wrong_material", guarantee="material_threefold", reason="not_as_described", outcome="compensation",
        family="multiple", remedy="return_refund", asks=("inspection_report",), sets={"mismatch": "material"}, appraised=True,
        needs=Needs.ARRIVED, goods=frozenset({"jewellery"}),
    ),
    ClaimKind(
        name="late_shipping", guarantee="timely_shipping", reason="not_shipped_in_time", outcome="compensation",
        family="shipping", answer_seconds=24 * HOUR, asked=False, found=True, whole=True,
    ),
    ClaimKind(
        name="lost_on_the_way", guarantee="timely_shipping", reason="not_received", outcome="compensation",
        family="shipping", answer_seconds=24 * HOUR, found=True, whole=True, needs=Needs.ON_THEIR_WAY,
    ),
    ClaimKind(
        name="double_earnest", guarantee="", reason="not_shipped_in_time", outcome="compensation", family="shipping",
        remedy="cancel", answer_seconds=24 * HOUR, asked=False, found=True, whole=True,
    ),
    ClaimKind(
        name="price_protection", guarantee="price_protection", reason="price_protection", outcome="compensation",
        family="price", answer_seconds=24 * HOUR, asked=False, found=True, part_of_price=True, again=True,
    ),
    ClaimKind(
        name="installation", guarantee="", reason="installation", outcome="compensation", family="installation",
        asks=("extra_installation_cost",), trait="needs_installation", sets={"installation_trouble": "late"},
        needs=Needs.ARRIVED,
    ),
    ClaimKind(
        name="return_freight", guarantee="", reason="", outcome="compensation", family="freight", funder=Funder.INSURER,
        asked=False, found=True, whole=True,
    ),
    ClaimKind(
        name="fault_freight", guarantee="", reason="", outcome="freight.return", family="way_back", found=True,
        asks=("return_freight_paid",), repays="return_freight_paid", again=True, needs=Needs.SENT_BACK,
    ),
    ClaimKind(
        name=RULING, guarantee="", reason="", outcome="compensation", family="multiple", asked=False, ruled=True,
    ),
)  # fmt: skip

KINDS = {kind.name: kind for kind in _ALL}
"""Every kind of claim, by name."""

AGAIN = frozenset(kind.family for kind in _ALL if kind.again)
"""Families of which several claims may be paid for one line."""
MARKS = frozenset({"quality_refund", "false_shipping"})
"""Marks of a decision that are counted against the merchant."""
PLATFORM = "platform"
"""Who stands behind “returns on us”: the platform itself, which takes a fee from the merchant for it."""
INSURER = "ping-an"
"""Who insures breakage, and the freight of returns where a merchant's plan names nobody else."""
INSURER_NAMES = (INSURER, "zhong-an", "picc")
"""The insurers of this installation; each is the name of its account in the book."""

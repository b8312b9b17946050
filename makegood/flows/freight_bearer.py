"""PURE: who bears the freight of a case's parcel: what policy says, what a ruling says, and who told a wrong weight."""

from makegood.carriers import WEIGHT, Borne, Direction
from makegood.cases import CaseState, leg_of, ruled_bearer


def borne_by(case: CaseState, direction: Direction, because: str, amount_minor: int) -> Borne:
    """Who bears an amount, and why.

    - What weighs more than its sender said is the sender's (Taobao's pickups: what is too heavy the buyer pays).
    - Who a ruling says bears it, does.
    - Who was wrong bears it: a way back that a ruling for the merchant made needless is the buyer's (Dispute Rules art. 49).
    - Else what policy said; where nothing was said, the merchant (art. 49: agreed on without a word on freight).
    """
    if because == WEIGHT:
        return _of("buyer" if direction is Direction.BACK else "merchant", "weight", amount_minor)
    is_back = direction is Direction.BACK
    ruled = ruled_bearer(case, is_back=is_back)
    if ruled:
        return _of(ruled, "ruling", amount_minor)
    said = case.terms.freight.get(leg_of(case.type, is_back, case.terms.freight))
    return _of(said, "policy", amount_minor) if said else _of("merchant", "unsaid", amount_minor)


def _of(payer: str, ground: str, amount_minor: int) -> Borne:
    """An insurer pays the buyer back through the cover, later; half of what is shared is each one's, an odd unit the shop's."""
    match payer:
        case "merchant":
            return Borne(ground, merchant_minor=amount_minor)
        case "platform":
            return Borne(ground, platform_minor=amount_minor)
        case "shared":
            return Borne(
                ground, buyer_minor=amount_minor // 2, merchant_minor=amount_minor - amount_minor // 2
            )
        case _:
            return Borne(ground, buyer_minor=amount_minor)

"""PURE: what a case of one type may become. A refund may ask for the goods back or not; another family may end as a refund."""

from makegood.cases.model import CaseType

REFUNDS = frozenset({CaseType.REFUND_ONLY, CaseType.RETURN_REFUND})

_KIN: dict[CaseType, frozenset[CaseType]] = dict.fromkeys(REFUNDS, REFUNDS)
_KIN |= {type_: REFUNDS | {type_} for type_ in (CaseType.CANCEL, CaseType.INTERCEPT)}


_KIN |= {type_: REFUNDS | {type_} for type_ in (CaseType.EXCHANGE, CaseType.RESHIP)}
_KIN |= {CaseType.PRICE_REDUCTION: REFUNDS | {CaseType.PRICE_REDUCTION}}
_KIN |= {CaseType.REPAIR: REFUNDS | {CaseType.REPAIR}}
RETURNING = frozenset({CaseType.RETURN_REFUND, CaseType.EXCHANGE, CaseType.REPAIR})
"""Types whose goods go back to the merchant first."""
OF_SENT_GOODS = RETURNING | {CaseType.RESHIP}
"""Types that are about goods which have left the merchant."""


def offers_of(type_: CaseType) -> frozenset[CaseType]:
    """The types that an offer may turn a case into: where money is asked for, to keep the goods for less as well."""
    kin = kin_of(type_)
    return kin | {CaseType.PRICE_REDUCTION} if type_ in REFUNDS else kin


def kin_of(type_: CaseType) -> frozenset[CaseType]:
    """The types that a revision or an offer may turn a case into, its own among them."""
    return _KIN.get(type_, frozenset({type_}))

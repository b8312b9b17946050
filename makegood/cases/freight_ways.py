"""PURE: by which word of the rules the freight of a way goes, and what a ruling says of it. An exchange has a word of its own
for both its ways.
"""

from collections.abc import Container

from makegood.cases.freight_ruled import FreightBearer, FreightRuled
from makegood.cases.model import CaseState, CaseType, Favour


def leg_of(type_: CaseType, is_back: bool, spoken: Container[str]) -> str:
    """`return`, `outbound` or `exchange`; `spoken`: those of which the rules say something."""
    if type_ is CaseType.EXCHANGE and ("exchange" in spoken or not is_back):
        return "exchange"
    return "return" if is_back else "outbound"


def ruled_bearer(state: CaseState, *, is_back: bool) -> FreightBearer | None:
    """Who bears the freight of a way by the ruling: whom it names, and the buyer that of a way back that a ruling for the
    merchant made needless (Dispute Rules art. 49). None where the ruling leaves it to the rules.
    """
    if state.ruling is None:
        return None
    freight = state.ruling.freight_by or FreightRuled()
    named = freight.back if is_back else freight.outbound
    if named is None and is_back and state.ruling.favour is Favour.MERCHANT:
        return FreightBearer.BUYER
    return named

"""PURE: by which word of the rules the freight of a way goes. An exchange has one of its own for both its ways."""

from collections.abc import Container

from makegood.cases.model import CaseType


def leg_of(type_: CaseType, is_back: bool, spoken: Container[str]) -> str:
    """`return`, `outbound` or `exchange`; `spoken`: those of which the rules say something."""
    if type_ is CaseType.EXCHANGE and ("exchange" in spoken or not is_back):
        return "exchange"
    return "return" if is_back else "outbound"

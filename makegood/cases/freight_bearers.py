"""PURE: who bears the freight by a ruling, in words, as pages, notices and files say it."""

from makegood.cases.freight_ruled import FreightRuled
from makegood.kit.i18n import text

BEARERS = {
    "buyer": "the buyer",
    "merchant": "the shop",
    "platform": "the platform",
    "shared": "buyer and shop, half each",
    "insurer": "the buyer, whom the insurer pays back",
}


def freight_told(freight: FreightRuled | None, language: str) -> str:
    """One sentence; empty where the ruling says nothing of the freight, so that the rules of the case hold."""
    if freight is None:
        return ""
    out, back = (text(language, BEARERS[each.value]) if each else "" for each in freight.ways)
    if out and back:
        return text(
            language, "Freight to the buyer is borne by {out}, of the way back by {back}.", out=out, back=back
        )
    if out:
        return text(language, "Freight to the buyer is borne by {out}.", out=out)
    return text(language, "Freight of the way back is borne by {back}.", back=back) if back else ""

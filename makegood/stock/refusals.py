"""PURE: why a stock level is not taken as it was told."""

from makegood.kit.errors import Refused


class ReservedMeanwhile(Refused):
    """{reserved} units of “{sku}” are held for buyers; tell at least so many, or end those cases first."""


class MerchantOwed(Refused):
    """Say whose stock it is: `merchant`, by the shop's external id or our id."""

    status = 422

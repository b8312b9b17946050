"""PURE: what the simulated carrier charges: a first kilogram and each further one, as Chinese couriers do."""

_GRAMS = 1000
FIRST_MINOR, FURTHER_MINOR = 1000, 400
TAKEN_FOR_GRAMS = 500
"""What a parcel counts as whose sender told no weight."""


def price_minor(weight_grams: int) -> int:
    """The price of a parcel in minor units of whatever currency its goods were paid in."""
    kilograms = -(-(weight_grams or TAKEN_FOR_GRAMS) // _GRAMS)
    return FIRST_MINOR + FURTHER_MINOR * (kilograms - 1)

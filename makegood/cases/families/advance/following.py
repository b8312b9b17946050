"""PURE: what follows by itself of an instant refund, whatever was decided."""

from makegood.cases.families.advance.ending import owed_back
from makegood.cases.families.advance.giving import paid_in_advance

FOLLOWING = (paid_in_advance, owed_back)
"""In this order after every decision."""

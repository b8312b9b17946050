"""Makegood: after-sales for marketplaces."""

__version__ = "0.1.0"

"""Goods that shall not reach the buyer: cancelled before they ship, or stopped on their way."""

"""Goods with rules of their own: what the marketplace tells of them, what happens to them, and the facts in both."""

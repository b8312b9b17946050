"""Decisions, packs and their differences in words, in both languages."""

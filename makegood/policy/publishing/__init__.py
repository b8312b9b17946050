"""Versions of packs, from draft to superseded, and the shelf of those in force."""

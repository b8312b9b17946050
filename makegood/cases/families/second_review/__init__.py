"""Rulings that wait for another person: where much is at stake, or a mark would stand on record."""

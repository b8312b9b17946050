"""Changes of an order before it ships: where it goes, how it is paid, and which variants are in it."""

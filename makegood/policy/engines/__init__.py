"""A book for many cases at once: the same answers from Polars and SQL."""

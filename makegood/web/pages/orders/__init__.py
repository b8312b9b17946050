"""A buyer's orders, and asking for something about one."""

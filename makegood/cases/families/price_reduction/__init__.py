"""Price reduction: the buyer keeps the goods, and both sides agree on how much less they cost."""

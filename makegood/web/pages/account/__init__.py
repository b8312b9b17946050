"""Pages of signing in, of one's own security, and of the people that an operator lets in."""

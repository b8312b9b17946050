"""Pages about instant refunds."""

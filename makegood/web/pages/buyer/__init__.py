"""What buyers have of their own: their home, the way in by order number, the frame in a shop's page, the withdrawal."""

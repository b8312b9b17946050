"""Instant refunds: the platform pays the buyer before the goods are back, and gets it from the order once they are."""

"""Repair: the goods go to the repairer and come back working, under warranty or for a price that the buyer agrees to."""

"""Disputes that a panel of users reads: both parties agree, the panel votes, and a named person of the desk rules."""

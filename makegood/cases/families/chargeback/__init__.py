"""Refunds of payments from which a bank has taken money back: nothing is paid a second time."""

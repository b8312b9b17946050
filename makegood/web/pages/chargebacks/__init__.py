"""Pages of chargebacks: lists, one of them, and the answer to the bank."""

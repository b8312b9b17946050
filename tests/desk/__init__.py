"""The desk's work: who gets which case, second rulings, figures."""

"""The kit: money, ids, time, errors and languages. It knows nothing of after-sales."""

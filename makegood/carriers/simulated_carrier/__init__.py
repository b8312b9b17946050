"""The inside of the shipped simulated carrier: its scenarios, its book, its label. The adapter is `adapters/simulated.py`."""

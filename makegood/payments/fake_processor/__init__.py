"""The inside of the shipped fake processor: its scripts and its books. The adapter is `adapters/fake.py`."""

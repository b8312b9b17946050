"""The pages of parcels: sending goods back, their way, the courier at the door."""

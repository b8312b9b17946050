"""Reception and inspection: the parcels of a return, what was in them, and where each unit goes."""

"""The console of packs: read, draft, review, simulate, publish."""

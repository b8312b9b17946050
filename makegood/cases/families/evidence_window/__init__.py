"""The time for evidence: made longer once, or standing still by agreement of both or by papers of court or police."""

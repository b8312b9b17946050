"""Papers of a court, a regulator or an arbitration: they bind, and every ruling after them says what they say."""

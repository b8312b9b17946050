"""The operator's console: the day, what is at risk, the money, the parties, health, the record, the settings."""

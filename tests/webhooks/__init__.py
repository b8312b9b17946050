"""Webhooks: endpoints, fan-out, delivery over real HTTP, the address policy, the catalogue."""

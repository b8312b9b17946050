"""PURE: words of the operator's page about evidence that is kept, held and erased, in English."""

STANDINGS = {
    "new": "not looked at yet",
    "open": "not over yet",
    "kept": "kept",
    "held": "held",
    "unruled": "no rule says how long",
}
TOLD = {"held": "The evidence is held.", "ended": "The hold has ended."}
FIELDS = {"order": "Order", "why": "Why"}
TABLES = (STANDINGS, TOLD, FIELDS)
"""All of the above, for the catalogue's test."""

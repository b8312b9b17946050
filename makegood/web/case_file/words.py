"""PURE: the words of the file of a case in English; each is translated by the catalogue (case_file.po)."""

CUSTODY = {
    "given": "Sent",
    "shown": "Shown in the case",
    "read": "Looked at",
    "hidden": "Parts of it hidden",
    "unhidden": "All of it shown again",
    "erased": "Erased",
}
SAID = {
    "erased": "Erased on {day}, as the rules say.",
    "away": "It could not be read now.",
    "too_much": "Left out, since the archive would become too large. Open it in the case.",
    "hidden": "Parts of it were blacked out by whoever sent it.",
}
"""Why a piece is left out, or is not whole."""
TABLES = (CUSTODY, SAID)
"""Every table, for the catalogue's test."""

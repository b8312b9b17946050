"""PURE: the words of the desk's work in English; each is translated by the catalogue (desk_work.po)."""

WHY_PASSED = {
    "knows_a_party": "I know a party",
    "worked_for_a_party": "I worked for a party",
    "decided_before": "I decided in this before",
    "lacks_knowledge": "I lack the knowledge it needs",
    "away": "I will be away",
}
MOVES = {
    "given": "Given as the next case",
    "by_hand": "Assigned by hand",
    "taken": "Taken over",
    "passed": "Passed on",
    "returned": "Given back with a note",
    "ended": "Done with",
}
WHY_ENDED = {
    "ruled": "it was decided",
    "drafted": "a ruling was written for a second reader",
    "sent_back": "a second reader sent the ruling back",
    "left_unread": "nobody read the ruling in time",
    "handed_up": "it went to a senior",
    "left_the_desk": "the desk has nothing to do in it any more",
}
FINDING_TABS = {"open": "To look into", "all": "All"}
BOARD_DONE = {
    "away": "You are away; what you had is given to others.",
    "back": "You are back.",
    "skills": "What they can take is saved.",
}
BLIND_DONE = {
    "kept": "Your second ruling is kept. Nothing in the case changes by it.",
    "none": "No ruling waits for a second one that you could make.",
}
SKILL_KINDS = {"type": "By kind of case", "category": "By kind of goods", "language": "By language"}
PACE = {
    "ruled": "Rulings, {days} days",
    "median": "Half within, {days} days",
    "ninetieth": "Nine of ten within, {days} days",
    "in_time": "In time, {days} days",
}
"""The figures of a span of days; they are of the desk and of seniors together."""
DAYS = {"1": "One day", "3": "Three days", "7": "A week", "14": "Two weeks"}
TABLES = (WHY_PASSED, MOVES, WHY_ENDED, FINDING_TABS, BOARD_DONE, BLIND_DONE, SKILL_KINDS, PACE, DAYS)
"""Every table, for the catalogue's test."""

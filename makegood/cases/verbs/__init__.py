"""PURE: the verbs. Each is one small function from a command, the case and the facts to events, or a refusal.

Who may use a verb in which stage, and where it leads, is not here: that is the protocol table.
"""

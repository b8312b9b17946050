"""PURE: the families of cases beside refunds: each a folder with its table, commands, events, verbs and tests of its own
(docs/recipes/add-a-case-type.md). Nothing is imported here, so that events and commands can be read before verbs and tables.
"""

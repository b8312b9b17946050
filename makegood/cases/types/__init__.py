"""PURE: the tables of the case types, one a file, over the rows that they share."""

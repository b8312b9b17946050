"""New circumstances after a ruling: where the rules say so, the dispute is heard again."""

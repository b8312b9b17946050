"""PURE: the move by which something lent for the time of a repair is noted as back, wherever the case has gone since."""

from makegood.cases.model import Role
from makegood.cases.protocol import move

LOANER_BACK = move("note_loaner", Role.MERCHANT, None, "loaner_is_out")
"""Once the repair is disputed, decided or over nothing more is lent, but what was lent is still to come back."""

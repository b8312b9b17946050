"""PURE: the order that only a refund of virtual goods knows."""

from makegood.cases.commands import Command


class Revoke(Command, frozen=True):
    """Revoke what was delivered, so that it can be used no longer: that grants the refund."""

    name = "revoke"

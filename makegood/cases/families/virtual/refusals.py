"""PURE: the obstacles that a refund of virtual goods may meet. The docstring is the message people read."""

from makegood.kit.errors import Refused


class RevokeFirst(Refused):
    """The goods were delivered and can still be used: revoke them, which grants the refund."""


class NothingToRevoke(Refused):
    """Nothing here can be revoked: it was not delivered, was used or revoked already, or a part of the money stays."""

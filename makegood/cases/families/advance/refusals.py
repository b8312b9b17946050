"""PURE: every obstacle that a command about an instant refund may meet. The docstring is the message people read."""

from makegood.kit.errors import Refused


class PickupKnown(Refused):
    """It is known already that the carrier has the return."""

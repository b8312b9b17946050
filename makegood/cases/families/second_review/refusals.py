"""PURE: the obstacles that a second reading may meet. The docstring is the message people read."""

from makegood.kit.errors import Refused


class NoRulingWaits(Refused):
    """No ruling waits for a second reader."""


class YourOwnDraft(Refused):
    """You wrote this ruling; another person reads it before it takes effect."""

"""What tests of the desk may ask for."""

from tests.attack.shop import shop

__all__ = ["shop"]

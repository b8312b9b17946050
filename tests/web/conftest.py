"""What tests of the web may ask for."""

from tests.attack.shop import shop

__all__ = ["shop"]

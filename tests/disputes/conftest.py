"""What tests of disputes may ask for."""

from tests.attack.shop import shop

__all__ = ["shop"]

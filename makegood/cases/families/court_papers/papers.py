"""PURE: whose papers they are, and under which number. Apart from the rest, since rulings cite it."""

from enum import StrEnum

from msgspec import Struct


class Authority(StrEnum):
    """Who decided, outside the platform and above it."""

    COURT = "court"
    REGULATOR = "regulator"
    ARBITRATION = "arbitration"


class Papers(Struct, frozen=True):
    """Papers by who issued them and their `reference`: the number of the docket or the file."""

    authority: Authority
    reference: str

    @property
    def citation(self) -> str:
        """How a ruling names them among its grounds."""
        return f"{self.authority.value}/{self.reference}"

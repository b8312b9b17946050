"""PURE: the carriers that an installation has accounts with, as the environment names them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Carrying:
    """Keys of carriers. None of them: no carrier but, outside of production, the simulated one."""

    easypost_api_key: str | None = field(default=None, repr=False)
    easypost_webhook_secret: str | None = field(default=None, repr=False)
    kuaidi100_customer: str | None = None
    kuaidi100_key: str | None = field(default=None, repr=False)


NO_CARRIERS = Carrying()


def parse_carrying(given: Mapping[str, str]) -> Carrying:
    """What the variables say. Raises ValueError with what to do."""
    customer, key = given.get("MAKEGOOD_KUAIDI100_CUSTOMER"), given.get("MAKEGOOD_KUAIDI100_KEY")
    if (customer is None) != (key is None):
        raise ValueError(
            "Only one of MAKEGOOD_KUAIDI100_CUSTOMER and MAKEGOOD_KUAIDI100_KEY is set. Set both, or neither."
        )
    return Carrying(
        given.get("MAKEGOOD_EASYPOST_API_KEY"), given.get("MAKEGOOD_EASYPOST_WEBHOOK_SECRET"), customer, key
    )

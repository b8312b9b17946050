"""PURE: how low accounts of the platform may stand before operators are told, as the environment says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from makegood.kit.money import MAXIMUM_MINOR, is_currency, minor_digits

LEAST, STEP = "MAKEGOOD_FUNDS_LEAST", "MAKEGOOD_FUNDS_STEP"
USUAL_STEP = 1_000
WATCHED = ("fund", "advances", "compensation", "wrong_rulings", "written_off", "insurers")
"""The accounts of the platform by the end of their names, and those of all insurers together."""
USUAL_LEAST = {"advances": -USUAL_STEP}
"""Money is out for instant refunds whenever any were given; the other accounts are told of as soon as they are below zero."""
_MOST = MAXIMUM_MINOR // 10**4


@dataclass(frozen=True, slots=True)
class Watching:
    """Limits by account, and steps by currency, in whole units of the currency (yuan, dollars), not in minor ones."""

    least: Mapping[str, int] = field(default_factory=dict)
    step: int = USUAL_STEP
    steps: Mapping[str, int] = field(default_factory=dict)

    def least_minor(self, account: str, currency: str) -> int:
        """Below what an account is told of; `account` is one of `WATCHED`."""
        whole = self.least.get(account, USUAL_LEAST.get(account, 0))
        return int(whole * 10 ** minor_digits(currency))

    def step_minor(self, currency: str) -> int:
        """By how much it has to change for the worse to be told of again."""
        return int(self.steps.get(currency, self.step) * 10 ** minor_digits(currency))


AS_USUAL = Watching()


def parse_watching(given: Mapping[str, str]) -> Watching:
    """What MAKEGOOD_FUNDS_LEAST and MAKEGOOD_FUNDS_STEP say. Raises ValueError with what to do."""
    least = {account: _whole(amount) for account, amount in _pairs(given.get(LEAST, ""))}
    if set(least) - set(WATCHED) or any(amount is None for amount in least.values()):
        raise ValueError(
            f"{LEAST} is {given[LEAST]!r}. Set it to whole amounts by account, such as fund=5000, compensation=-20000; "
            f"the accounts are {', '.join(WATCHED)}."
        )
    if any(amount is not None and amount > 0 for account, amount in least.items() if account != "fund"):
        raise ValueError(
            f"{LEAST} is {given[LEAST]!r}. Set it to zero or less for every account but the fund."
        )
    steps = {currency: _whole(amount) for currency, amount in _pairs(given.get(STEP, ""))}
    if any(currency and not is_currency(currency) for currency in steps) or any(
        amount is None or amount < 1 for amount in steps.values()
    ):
        raise ValueError(
            f"{STEP} is {given[STEP]!r}. Set it to a whole amount above zero, with others for single currencies where they "
            "are to differ, such as 1000, JPY=100000."
        )
    known = {currency: amount for currency, amount in steps.items() if amount is not None}
    return Watching(
        {account: amount for account, amount in least.items() if amount is not None},
        known.pop("", USUAL_STEP),
        known,
    )


def _pairs(text: str) -> list[tuple[str, str]]:
    """`a=1, 2` as `[("a", "1"), ("", "2")]`."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    split = [part.partition("=") if "=" in part else ("", "", part) for part in parts]
    return [(name.strip(), amount.strip()) for name, _, amount in split]


def _whole(text: str) -> int | None:
    """A whole number that an account can hold, or None."""
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 15 and int(digits) <= _MOST):
        return None
    return int(text)

"""PURE: the ways in which the simulated carrier can be told to behave, or lets its dice choose."""

import random
from enum import StrEnum


class Scenario(StrEnum):
    """How one parcel fares."""

    SMOOTH = "smooth"
    DELAYED = "delayed"  # days in a depot
    LOST = "lost"  # its scans end, and then it is told to be gone
    DAMAGED = "damaged"  # found broken at a depot, delivered all the same
    WRONG_WEIGHT = "wrong_weight"  # the depot weighs something else than was told
    WRONG_PARCEL = "wrong_parcel"  # what arrives weighs next to nothing
    NUMBER_REUSED = "number_reused"  # its tracking number was another parcel's before
    PICKUP_MISSED = "pickup_missed"  # the courier does not come the first time
    REFUSED = "refused"  # the consignee refuses it; it goes back to its sender
    SECOND_TRY = "second_try"  # nobody is at home the first time
    NO_ANSWER = "no_answer"  # the carrier answers no booking
    NOT_TAKEN = "not_taken"  # the carrier takes no such parcel


_DICE = (
    (Scenario.SMOOTH, 74), (Scenario.DELAYED, 8), (Scenario.SECOND_TRY, 6), (Scenario.PICKUP_MISSED, 4),
    (Scenario.WRONG_WEIGHT, 3), (Scenario.DAMAGED, 2), (Scenario.LOST, 1), (Scenario.REFUSED, 1),
    (Scenario.NUMBER_REUSED, 1),
)  # fmt: skip


def scenario_of(told: str, key: str, seed: int | None) -> Scenario:
    """What was told; else what the dice of `seed` say of this key; smooth without dice. Raises ValueError."""
    if told:
        return Scenario(told)
    if seed is None:
        return Scenario.SMOOTH
    scenarios, weights = zip(*_DICE, strict=True)
    chosen: Scenario = random.Random(f"{seed} {key}").choices(scenarios, weights)[0]
    return chosen

"""PURE: where silence leads: how many silent steps it is from each state to an end, and the loops that never end."""

from collections.abc import Mapping

ENDLESS = -1


def steps_to_an_end(silent: Mapping[int, int]) -> dict[int, int]:
    """Silent steps from each state to one where nothing is due any more; ENDLESS for those that go round in a loop."""
    steps: dict[int, int] = {}
    for start in silent:
        way: list[int] = []
        on_way: set[int] = set()
        at = start
        while at in silent and at not in steps and at not in on_way:
            way.append(at)
            on_way.add(at)
            at = silent[at]
        count = ENDLESS if at in on_way else steps.get(at, 0)
        for passed in reversed(way):
            count = ENDLESS if count == ENDLESS else count + 1
            steps[passed] = count
    return steps


def loop_from(silent: Mapping[int, int], start: int) -> list[int]:
    """The states that silence passes from `start` until it comes to one of them again."""
    way = [start]
    while silent[way[-1]] not in way:
        way.append(silent[way[-1]])
    return [*way, silent[way[-1]]]

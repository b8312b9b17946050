"""PURE: a counter-example as the solver found it, made simple enough to be read: few facts, near dates, round numbers.

Nothing here is believed: every step is tried with the closures that decide cases, and taken back when the world no
longer shows the fault or is no longer a possible one.
"""

from collections.abc import Callable, Iterator, Mapping

from makegood.policy.catalogue import FAR_FUTURE, LONG_AGO, Catalogue, FactKind, Facts, FactType, Value
from makegood.policy.language.closures import fold
from makegood.policy.lint.z3_fold import range_of

Shows = Callable[[Facts], bool]
World = dict[str, Value]

_DAY = 86_400
_BASE = 20_513 * _DAY + 10 * 3_600
"""2026-03-01 10:00, in whatever zone."""
_DAYS_AFTER = (0, 1, 2, 3, 5, 8, 10, 16, 20, 31, 45, 61, 91, 100, 183, 200, 366, 400, 731, 1_000)
_ROUND: Mapping[FactType, tuple[int, ...]] = {
    FactType.COUNT: (1, 2, 0, 3, 5, 10),
    FactType.MONEY: (10_000, 100, 0, 100_000),
    FactType.DURATION: (_DAY, 0, 3_600, 10 * _DAY),
    FactType.SHARE: (5_000, 10_000, 0, 1_000),
}


def simplest(world: Mapping[str, Value], shows: Shows, catalogue: Catalogue, zone_seconds: int) -> World:
    """The world with readable values, and without the facts that do not matter."""
    possible = possibility(catalogue)

    def good(facts: Facts) -> bool:
        return possible(facts) and shows(facts)

    relevant = without_idle_facts(world, shows)
    moved = _near_in_time(dict(world), good, catalogue, zone_seconds)
    for name in _order(relevant, moved, catalogue):
        for value in _candidates(catalogue.kind(name), moved, zone_seconds):
            tried = {**moved, name: value}
            if value == moved[name] or good(tried):
                moved = tried
                break
    return without_idle_facts(moved, shows)


def possibility(catalogue: Catalogue) -> Callable[[Facts], bool]:
    """Whether nothing that is always true is false of some facts."""
    tests = [fold(condition) for condition in catalogue.always]
    return lambda facts: all(test(facts) is not False for test in tests)


def without_idle_facts(world: Mapping[str, Value], shows: Shows) -> World:
    """The world without the facts that may be anything, and without the words of sets that do not matter."""
    kept = dict(world)
    for name in sorted(world, key=lambda each: (each in ("market", "now", "purchased_at"), each)):
        tried = {other: value for other, value in kept.items() if other != name}
        if shows(tried):
            kept = tried
    for name, value in list(kept.items()):
        if isinstance(value, frozenset):
            kept[name] = _fewest_words(kept, name, value, shows)
    return kept


def _fewest_words(world: World, name: str, words: frozenset[str], shows: Shows) -> frozenset[str]:
    for word in sorted(words):
        if shows({**world, name: words - {word}}):
            words = words - {word}
    return words


def _near_in_time(world: World, good: Shows, catalogue: Catalogue, zone_seconds: int) -> World:
    """All moments moved together, so that the purchase was in spring 2026; first by days alone, then by the clock too."""
    purchased = world.get("purchased_at", world.get("now"))
    if not isinstance(purchased, int):
        return world
    for base in (_BASE - zone_seconds, _BASE - _BASE % _DAY + purchased % _DAY):
        tried = _shifted(world, base - purchased, catalogue)
        if tried is not None and good(tried):
            return tried
    return world


def _shifted(world: World, seconds: int, catalogue: Catalogue) -> World | None:
    moved = dict(world)
    for name, value in world.items():
        kind = catalogue.kind(name)
        if kind.type is not FactType.MOMENT or not isinstance(value, int) or value in (LONG_AGO, FAR_FUTURE):
            continue
        least, most = range_of(kind)
        if not least <= value + seconds <= most:
            return None
        moved[name] = value + seconds
    return moved


def _order(names: Mapping[str, Value], world: World, catalogue: Catalogue) -> list[str]:
    """Moments in their order, then the rest."""

    def place(name: str) -> tuple[int, int, str]:
        value = world[name]
        is_moment = catalogue.kind(name).type is FactType.MOMENT and isinstance(value, int)
        return (0, int(value), name) if is_moment else (1, 0, name)  # type: ignore[arg-type]

    return sorted(names, key=place)


def _candidates(kind: FactKind, world: World, zone_seconds: int) -> Iterator[Value]:
    """Values that read well, best first, and at last the one that there is."""
    if kind.presumed is not None:
        yield kind.presumed
    match kind.type:
        case FactType.MOMENT:
            yield from _moments(kind, world, zone_seconds)
        case FactType.WORD:
            yield from list(kind.values)[:4]
        case FactType.FLAG | FactType.WORDS:
            pass
        case _:
            least, most = range_of(kind)
            yield from (value for value in _ROUND[kind.type] if least <= value <= most)
    yield world[kind.name]


def _moments(kind: FactKind, world: World, zone_seconds: int) -> Iterator[int]:
    own, start = world[kind.name], world.get("purchased_at", _BASE - zone_seconds)
    if not isinstance(own, int) or not isinstance(start, int) or own in (LONG_AGO, FAR_FUTURE):
        return
    least, most = range_of(kind)
    now = world.get("now")
    if kind.absent == "future" and isinstance(now, int) and own > now:
        yield FAR_FUTURE
    near = [start + days * _DAY for days in _DAYS_AFTER]
    if isinstance(now, int) and kind.name != "now":
        near += [now - days * _DAY for days in _DAYS_AFTER]
    for unit in (_DAY, 3_600, 60):
        rounded = (own + zone_seconds) // unit * unit - zone_seconds
        near += [rounded + (10 * 3_600 if unit == _DAY else 0), rounded, rounded + unit]
    if kind.name == "purchased_at":
        near = [_BASE - zone_seconds, *near]
    yield from (value for value in near if max(least, LONG_AGO + 1) <= value <= min(most, FAR_FUTURE - 1))

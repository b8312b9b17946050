"""PURE: states that differ only in what nothing looks at from there on are walked once, for all of them.

A node stands for states that are alike but for some values. Which values matter to it is seen, not declared: those that its
own steps and rules looked at, and those that it hands on unchanged to a state whose node looked at them, there or further
on. When a value comes to matter, the states that differ in it part from the node, to another or to one of their own.

In the end a node does all that the states do for which it stands. Decisions are functions of what they look at, which is
the same in both; so the steps are the same, and what they lead to differs at most in values that were handed on
unchanged and do not matter there. So it goes on, for any number of steps: whatever rule is broken over the states is
broken over the nodes, and silence takes as many steps. Nothing else is assumed of tables or decisions.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from operator import itemgetter
from typing import Any, Generic, TypeVar

import msgspec

from makegood.cases.looks import EVERYTHING, Values

T = TypeVar("T")
_Numbers = tuple[int, ...]


@dataclass(slots=True)
class Held(Generic[T]):
    """A state by its two halves: bytes of what is never forgotten, numbers of the values that may be; and its node."""

    rest: bytes
    values: _Numbers
    what: T
    node: int = -1
    handed_on: dict[int, int] = field(default_factory=dict)
    """By each node with a step to it, the bits of the values that the step left as they were."""


class Merging(Generic[T]):
    """The nodes, each with the states that it stands for and the bits that matter to it. `T`: what is known of a state.

    States that get a node of their own are appended to `fresh`, in the order of their nodes.
    """

    def __init__(self, fresh: list[Held[T]], is_merging: bool = True) -> None:
        self.fresh = fresh
        self._at_first = 0 if is_merging else EVERYTHING
        self._nodes: list[Held[T]] = []
        self._matters: list[int] = []
        self._stands_for: list[list[Held[T]]] = []
        self._known: dict[tuple[bytes, _Numbers], Held[T]] = {}
        self._places: dict[bytes, dict[int, dict[Any, int]]] = {}
        self._numbers: dict[bytes, int] = {}
        self._numbered: dict[bytes, _Numbers] = {}

    def held(self, rest: bytes, values: Values, what: Callable[[], T]) -> Held[T]:
        """A state, known or new; a new one goes to a node that it cannot be told from, or gets its own."""
        numbers = self._in_numbers(values)
        state = self._known.get((rest, numbers))
        if state is None:
            state = self._known[rest, numbers] = Held(rest, numbers, what())
            self._place(state)
        return state

    def step(self, at: int, to: Held[T]) -> None:
        """A node has a step to a state: what it hands on matters to it as it does there."""
        if at not in to.handed_on:
            to.handed_on[at] = _alike(self._nodes[at].values, to.values)
            self.matter(at, to.handed_on[at] & self._matters[to.node])

    def matter(self, node: int, bits: int) -> None:
        """Some values of a node have come to matter: to the nodes before it too, as far as they hand them on."""
        waiting = [(node, bits)]
        while waiting:
            node, bits = waiting.pop()
            bits &= ~self._matters[node]
            if not bits:
                continue
            self._move(node, self._matters[node] | bits)
            for state in self._part(node, bits):
                new = bits if state.node == node else self._matters[state.node]
                waiting += [(at, handed & new) for at, handed in state.handed_on.items()]

    def _part(self, node: int, bits: int) -> Iterator[Held[T]]:
        """Every state that the node stood for, after those that differ from it have found another."""
        of_bits = _picked(bits)
        own = of_bits(self._nodes[node].values)
        states, self._stands_for[node] = self._stands_for[node], []
        for state in states:
            if of_bits(state.values) == own:
                self._stands_for[node].append(state)
            else:
                self._place(state)
            yield state

    def _place(self, state: Held[T]) -> None:
        place = self._places.setdefault(state.rest, {})
        for bits, nodes in place.items():
            node = nodes.get(_picked(bits)(state.values))
            if node is not None:
                state.node = node
                self._stands_for[node].append(state)
                return
        state.node = len(self._nodes)
        self._nodes.append(state)
        self._matters.append(self._at_first)
        self._stands_for.append([state])
        place.setdefault(self._at_first, {})[_picked(self._at_first)(state.values)] = state.node
        self.fresh.append(state)

    def _move(self, node: int, matters: int) -> None:
        """Find the node under other bits from now on."""
        state, before = self._nodes[node], self._matters[node]
        place = self._places[state.rest]
        values = _picked(before)(state.values)
        if place[before].get(values) == node:
            del place[before][values]
            if not place[before]:
                del place[before]
        place.setdefault(matters, {}).setdefault(_picked(matters)(state.values), node)
        self._matters[node] = matters

    def _in_numbers(self, values: Values) -> _Numbers:
        """Each value by a number, so that values are compared and looked up fast."""
        key = msgspec.msgpack.encode(values)
        numbers = self._numbered.get(key)
        if numbers is None:
            each = (msgspec.msgpack.encode(value) for value in values)
            numbers = self._numbered[key] = tuple(
                self._numbers.setdefault(one, len(self._numbers)) for one in each
            )
        return numbers


@cache
def _picked(bits: int) -> Callable[[_Numbers], Any]:
    """What gets the values of the bits."""
    places = [at for at in range(bits.bit_length()) if bits >> at & 1]
    return itemgetter(*places) if places else lambda values: ()


def _alike(one: _Numbers, other: _Numbers) -> int:
    """The bits of the values that are the same."""
    if one == other:
        return EVERYTHING
    return sum(1 << at for at, (left, right) in enumerate(zip(one, other, strict=True)) if left == right)

"""PURE: what to simulate: the packs before and after, in which markets, as at which day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from makegood.policy.book import Book, make_book
from makegood.policy.catalogue import Catalogue, seconds_of
from makegood.policy.pack import Pack
from makegood.policy.simulate.changed import as_at


@dataclass(frozen=True)
class Plan:
    """`new` takes the place of the pack of its name among those in force, or is added to them.

    `keys`: only these outcomes (all that may change, when empty). `market`: only its cases. `as_at`: rules' dates judged
    as if everything was bought and decided then, so that past cases tell of rules that begin in the future.
    """

    catalogue: Catalogue
    in_force: tuple[Pack, ...]
    new: Pack
    keys: tuple[str, ...] = ()
    market: str | None = None
    as_at: datetime | None = None

    @property
    def markets(self) -> tuple[str, ...]:
        """The markets whose cases the change may touch; none: all."""
        if self.market:
            return (self.market,)
        both = [*(pack for pack in self.in_force if pack.name == self.new.name), self.new]
        if not all(pack.markets for pack in both):
            return ()
        return tuple(dict.fromkeys(market for pack in both for market in pack.markets))

    @property
    def books(self) -> tuple[Book, Book]:
        """Before and after, of the packs that hold in these markets."""
        after = [self.new if pack.name == self.new.name else pack for pack in self.in_force]
        return self._book(self.in_force), self._book(after if self.new in after else [*after, self.new])

    @property
    def assumed(self) -> dict[str, str]:
        """What is taken for every case of a history that does not tell it: the pack's market and currency."""
        market = self.market or (self.new.markets[0] if len(self.new.markets) == 1 else None)
        return {name: value for name, value in (("market", market), ("currency", self.new.currency)) if value}

    def _book(self, packs: Iterable[Pack]) -> Book:
        markets = set(self.markets)
        held = tuple(pack for pack in packs if not (markets and pack.markets) or markets & set(pack.markets))
        if self.as_at is not None:
            held = as_at(held, seconds_of(self.as_at))
        return make_book(self.catalogue, held, market=self.markets[0] if len(markets) == 1 else None)

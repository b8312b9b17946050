"""The seam between cases and policy: the book that holds for an order, and the record of what it decided."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from makegood.cases.facts import OrderFacts
from makegood.cases.model import CaseState
from makegood.cases.promises import BookPromises, Judged, facts_kept
from makegood.db.writes import Writes
from makegood.policy import Book, Catalogue, Decision, Shelf, decide, outcomes_of


@dataclass(frozen=True, slots=True)
class Policy:
    """The published packs, and the market of orders that name none."""

    shelf: Shelf
    market: str

    @property
    def catalogue(self) -> Catalogue:
        """The facts that may be told and asked."""
        return self.shelf.edition.catalogue

    def promises(self, order: OrderFacts, now: datetime) -> BookPromises:
        """The packs that hold for an order, as at its purchase and as at now."""
        market = order.market or self.market
        return BookPromises(self.shelf.book(market, order.merchant_id, order.placed_at, now), market)

    def add_record(
        self, writes: Writes, promises: BookPromises, state: CaseState, order: OrderFacts, now: datetime
    ) -> None:
        """Add to what the transaction writes: each decision with its facts, and where a shadow would have differed."""
        for judged in promises.judged:
            writes.add("record_policy_decisions", self._row(judged, promises.book, state, order, now))
        shadows = self.shelf.shadows(promises.market, order.merchant_id, order.placed_at, now)
        for shadow in shadows:
            for judged in promises.judged:
                differences = differing(judged.decision, decide(shadow.book, judged.decision.facts))
                if differences:
                    writes.add("record_policy_differences", {
                        "bucket": state.bucket, "case_id": state.id, "seq": judged.number, "pack": shadow.ref.name,
                        "version": shadow.ref.version, "at": now, "differences": differences,
                    })  # fmt: skip

    def _row(
        self, judged: Judged, book: Book, state: CaseState, order: OrderFacts, now: datetime
    ) -> dict[str, Any]:
        return {
            "bucket": state.bucket, "case_id": state.id, "seq": judged.number, "order_id": order.id, "at": now,
            "purchased_at": order.placed_at, "about": ",".join(str(line_no) for line_no in judged.line_nos),
            "book": book.digest, "packs": book.texts, "catalogue": self.shelf.edition.digest, "facts": facts_kept(judged.facts),
            "outcomes": outcomes_of(judged.decision),
        }  # fmt: skip


def differing(live: Decision, shadow: Decision) -> list[dict[str, Any]]:
    """Where two decisions differ, by key: what holds and what the shadow says."""
    before, after = outcomes_of(live), outcomes_of(shadow)
    return [
        {"key": name, "live": before.get(name), "shadow": after.get(name)}
        for name in sorted({*before, *after})
        if _essence(before.get(name)) != _essence(after.get(name))
    ]


def _essence(outcome: Mapping[str, Any] | None) -> tuple[Any, Any] | None:
    return None if outcome is None else (outcome["state"], outcome["value"])

"""PURE: lint that proves: gaps, contradictions, rules without effect, holes at boundaries and falls below the law.

Every proof is over all possible worlds (all facts known, within their ranges, `always` of the catalogue true), by an
SMT solver. Every counter-example is tried again with the closures that decide cases before it is told.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

import z3

from makegood.policy.book import make_book
from makegood.policy.catalogue import Catalogue
from makegood.policy.lint.boundaries import boundary_holes
from makegood.policy.lint.contradictions import contradictions
from makegood.policy.lint.finding import Fault, Finding, Severity
from makegood.policy.lint.floors import floors
from makegood.policy.lint.form import form
from makegood.policy.lint.gaps import gaps
from makegood.policy.lint.ground import Claim, Ground
from makegood.policy.lint.merchants import MOST_RULES, not_a_merchants
from makegood.policy.lint.reach import unreachable
from makegood.policy.pack import Pack

__all__ = ["Fault", "Finding", "Severity", "lint_packs"]

Proof = Callable[[Ground, frozenset[str]], Iterator[Finding]]
PROOFS: tuple[Proof, ...] = (gaps, contradictions, unreachable, boundary_holes, floors)


def lint_packs(
    catalogue: Catalogue,
    packs: Sequence[Pack],
    subject: Iterable[str] | None = None,
    merchant_pack: bool = False,
) -> list[Finding]:
    """What is wrong with packs that decide together, worst first, then by file and line.

    `subject`: names of the packs to report on (None: all); the others are what they meet.
    `merchant_pack`: the packs of `subject` are merchants' own, which may only better the law.
    Raises ValueError when the catalogue's `always` can never be true, since then anything could be proved.
    """
    names = frozenset(pack.name for pack in packs) if subject is None else frozenset(subject)
    found = list(form(packs, names))
    if merchant_pack:
        found += [each for pack in packs if pack.name in names for each in not_a_merchants(pack)]
    too_many = merchant_pack and any(len(pack.rules) > MOST_RULES for pack in packs if pack.name in names)
    if not too_many and all(each.fault is not Fault.CIRCLE for each in found):
        ground = Ground(catalogue, packs, make_book(catalogue, packs))
        _must_be_possible(ground)
        for proof in PROOFS:
            found += proof(ground, names)
    return sorted(
        found, key=lambda each: (each.severity is not Severity.ERROR, each.file, each.line, each.fault)
    )


def _must_be_possible(ground: Ground) -> None:
    anything = Claim(z3.BoolVal(True), frozenset(ground.catalogue.facts))
    if not ground.possible(anything):
        raise ValueError("what the catalogue of facts says is always so contradicts itself")

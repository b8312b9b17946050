"""PURE: votes that do not look like those of one person who has read: set aside, with the reason, and shown to the desk.

Alike beyond chance: two who judge by themselves agree with each other only as often as each finds what the panel finds.
With shares a and b of votes with the majority that is p = ab + (1-a)(1-b) (conditional independence given the truth, as
in A. P. Dawid and A. M. Skene, “Maximum likelihood estimation of observer error-rates using the EM algorithm”, Applied
Statistics 28 (1979), 20-28). The chance of as many equal votes or more is a tail of the binomial distribution; it is held
against LEVEL divided by the number of pairs that were looked at (Bonferroni; O. J. Dunn, JASA 56 (1961), 52-64).

Too fast: people read 863 characters a minute on average over 17 languages (S. Trauzettel-Klosinski and K. Dietz,
Investigative Ophthalmology & Visual Science 53 (2012), 5452-5461). A quarter of that time is the least that is believed.
"""

from collections.abc import Sequence
from math import comb

from msgspec import Struct

from makegood.jury.eligibility import shared
from makegood.jury.model import Record, Seat, Why

CHARACTERS_A_MINUTE = 863
BELIEVED_SHARE = 4
"""Nobody reads so many times as fast as the average and knows what was said."""
LEVEL = 0.001
FEWEST_TOGETHER = 8
"""Below so many panels together nothing is said of a pair."""
_OF_MARK = {
    "device": Why.SHARED_DEVICE,
    "address": Why.SHARED_ADDRESS,
    "instrument": Why.SHARED_INSTRUMENT,
}


class Pair(Struct, frozen=True):
    """Two people on panels that found something: `together` so many, `alike` of them with the same vote."""

    other: int
    together: int
    alike: int
    mine: Record
    theirs: Record


def least_seconds(characters: int) -> int:
    """The time below which nobody is believed to have read so much."""
    return round(60 * characters / (CHARACTERS_A_MINUTE * BELIEVED_SHARE))


def chance_of_alike(pair: Pair) -> float:
    """How likely it is that two who judge by themselves vote the same at least as often as these two did."""
    one, other = _share(pair.mine), _share(pair.theirs)
    p = one * other + (1 - one) * (1 - other)
    n = pair.together
    return sum(comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(pair.alike, n + 1))


def always_alike(pairs: Sequence[Pair]) -> list[Pair]:
    """The pairs that agree beyond chance; what is looked at together is allowed for."""
    known = [pair for pair in pairs if pair.together >= FEWEST_TOGETHER]
    return [pair for pair in known if chance_of_alike(pair) < LEVEL / len(known)]


def suspicion(seat: Seat, voted: Sequence[Seat], pairs: Sequence[Pair], seconds: float) -> tuple[Why, ...]:
    """What speaks against a vote that is given `seconds` after its juror began to read. `voted`: the votes before it that
    count; of two who may be one, the first one's vote stands.
    """
    found = {_OF_MARK[name] for other in voted for name in shared(seat.marks, other.marks)}
    if seconds < seat.least_seconds:
        found.add(Why.TOO_FAST)
    here = {other.buyer_id for other in voted}
    if any(pair.other in here for pair in always_alike(pairs)):
        found.add(Why.ALWAYS_ALIKE)
    return tuple(why for why in Why if why in found)


def _share(record: Record) -> float:
    """Laplace's rule: nobody is always right after a few votes."""
    return (record.with_majority + 1) / (record.counted + 2)

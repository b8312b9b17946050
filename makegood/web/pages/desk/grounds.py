"""The grounds that a ruling can name: rules that held or want for facts when policy was last asked, with their sources."""

from collections.abc import Sequence

from msgspec import Struct

from makegood.cases import Policy
from makegood.cases.api import read_decisions
from makegood.cases.requests import Done
from makegood.db.pool import Pool
from makegood.kit.clock import SetClock
from makegood.kit.errors import Refused
from makegood.policy import decisions_of_case, last_of
from makegood.web.pages.policy.trace import Hand, Reason, Told, told_of
from makegood.web.pages.shell import Reader


class Ground(Struct, frozen=True):
    """A rule that can be cited: its name, where it is read, its words. `decides`: an answer of the last decision is its."""

    name: str
    href: str
    text: str
    source: str
    says: tuple[str, ...]
    state: str
    decides: bool


class Judged(Struct, frozen=True):
    """The last decisions of a case, one for each group of lines, and the grounds in them. Empty where none was made."""

    told: list[Told]
    grounds: list[Ground]

    @property
    def first(self) -> list[Ground]:
        """What decided the answers, and what wants for facts."""
        return [each for each in self.grounds if each.decides or each.state == "undecided"]

    @property
    def rest(self) -> list[Ground]:
        """Rules that held beside them."""
        return [each for each in self.grounds if not each.decides and each.state != "undecided"]


async def judged_of(pool: Pool, policy: Policy, reader: Reader, done: Done) -> Judged:
    """What policy last said of a case, with its trace. A text that cannot be read any more leaves the desk to articles."""
    async with pool.acquire() as connection:
        kept = last_of(await decisions_of_case(connection, done.case.state.id))
    if not kept:
        return Judged([], [])
    try:
        found = await read_decisions.fn(
            case_id=str(done.case.state.id), principal=reader.me, language=reader.language, pool=pool,
            clock=SetClock(done.now), policy=policy, cursor=str(kept[0].seq - 1), limit=len(kept),
        )  # fmt: skip
    except Refused:
        return Judged([], [])
    hand = Hand(reader.language, done.order.currency, reader.zone)
    told = [told_of(each.trace, policy.catalogue, hand) for each in found.decisions]
    return Judged(told, grounds_in(told))


def grounds_in(told: Sequence[Told]) -> list[Ground]:
    """Each rule once, those first that decided something."""
    found: dict[str, Ground] = {}
    for each in told:
        deciding = {answer.reason.rule.rule for answer in each.answers if answer.reason}
        for state, reasons in (("held", each.held), ("undecided", each.undecided)):
            for reason in reasons:
                found.setdefault(reason.rule.rule, _ground(reason, state, reason.rule.rule in deciding))
    return sorted(found.values(), key=lambda one: (not one.decides, one.state != "undecided"))


def _ground(reason: Reason, state: str, decides: bool) -> Ground:
    rule = reason.rule
    return Ground(rule.rule, reason.href, rule.text, rule.source, tuple(rule.says), state, decides)

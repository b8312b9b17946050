"""The same answer to many cases: each through the write path with a key of its own, so that none is answered twice."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Sequence

from msgspec import Struct

from makegood.accounts import Principal
from makegood.cases.commands import Approve, Ask, Command, Refuse
from makegood.cases.model import Role
from makegood.cases.requests import Done, Request
from makegood.kit.errors import Refused
from makegood.kit.money import minor_digits

MOST_CASES = 100
BATCH_OPERATIONS = ("approve", "refuse", "ask")
"""What may be done to many cases at once: what needs no look at each of them that a page cannot give."""
_FREE_MAJOR = 2_000
"""Up to this much in all (of a currency with two decimals) nobody is asked to type the sum."""

Perform = Callable[[Request, bool], Awaitable[Done]]


class NoSuchAnswer(Refused):
    """Many cases can be granted, refused or asked about together; choose one of these answers."""

    status = 422


class TooManyCases(Refused):
    """At most {most} cases can be answered together; this is {asked}."""

    status = 422


class NoCasesChosen(Refused):
    """Choose at least one case."""

    status = 422


class CaseNamedTwice(Refused):
    """A case is named twice."""

    status = 422


class TotalNotConfirmed(Refused):
    """Confirm the sum of what you agree to: {amount_minor}."""

    status = 422


class ChosenCase(Struct, frozen=True):
    """A case of the batch; with a `version` only if it has not changed since."""

    case_id: int
    version: int | None = None


class Outcome(Struct, frozen=True):
    """What became of one case: done, or the refusal."""

    case_id: int
    done: Done | None = None
    refused: Refused | None = None


def require_sensible(chosen: Sequence[ChosenCase], operation: str) -> None:
    """Let pass, or refuse: NoSuchAnswer, NoCasesChosen, TooManyCases, CaseNamedTwice."""
    if operation not in BATCH_OPERATIONS:
        raise NoSuchAnswer()
    if not chosen:
        raise NoCasesChosen()
    if len(chosen) > MOST_CASES:
        raise TooManyCases(most=MOST_CASES, asked=len(chosen))
    if len({one.case_id for one in chosen}) < len(chosen):
        raise CaseNamedTwice()


def typed_from_minor(currency: str) -> int:
    """From which sum on (minor units) somebody who agrees to many requests has to type it."""
    return _FREE_MAJOR * 100 if minor_digits(currency) >= 2 else _FREE_MAJOR * 20


def require_confirmed(totals: dict[str, int], confirmed: dict[str, int]) -> None:
    """Large sums are confirmed to the last cent. Raises TotalNotConfirmed."""
    for currency, amount_minor in sorted(totals.items()):
        if amount_minor >= typed_from_minor(currency) and confirmed.get(currency) != amount_minor:
            raise TotalNotConfirmed(amount_minor=amount_minor, currency=currency)


def batch_command(operation: str, reason: str = "", text: str = "") -> Command:
    """The command that every case of a batch is given; `text` is the note of a refusal, or the question to the buyer."""
    match operation:
        case "approve":
            return Approve()
        case "refuse":
            return Refuse(reason, text)
        case _:
            return Ask(Role.BUYER, text)


async def carry_out(
    perform: Perform, principal: Principal, chosen: Sequence[ChosenCase], command: Command, key: str | None, dry: bool = False
) -> list[Outcome]:  # fmt: skip
    """Give a command to each case. A fault of ours is raised once all have been tried; with the same key they go on."""
    requests = [
        Request(
            principal,
            command,
            one.case_id,
            key=case_key(key, one.case_id) if key else None,
            version=one.version,
        )
        for one in chosen
    ]
    answers = await asyncio.gather(*(perform(each, dry) for each in requests), return_exceptions=True)
    outcomes = []
    for request, answer in zip(requests, answers, strict=True):
        assert request.case_id is not None
        if isinstance(answer, Refused):
            outcomes.append(Outcome(request.case_id, refused=answer))
        elif isinstance(answer, BaseException):
            raise answer
        else:
            outcomes.append(Outcome(request.case_id, done=answer))
    return outcomes


def case_key(key: str, case_id: int) -> str:
    """The idempotency key of one case of a batch."""
    return f"batch-{hashlib.blake2b(key.encode(), digest_size=12).hexdigest()}-{case_id}"

"""PURE: the kinds of notifications, and by which channels each role is told of them unless a person chose otherwise."""

from msgspec import Struct

from makegood.notifications.model import Channel, Choices, Pace

_PARTIES = frozenset({"buyer", "merchant"})
_ALL = frozenset({"buyer", "merchant", "desk", "senior"})
_BUYER = frozenset({"buyer"})
_OPERATOR = frozenset({"operator"})
_NOBODY: frozenset[str] = frozenset()


class Kind(Struct, frozen=True):
    """A kind of notification: its label in English, and the roles that are told by each channel unless they say otherwise.

    `prompt`: never kept back for a digest, since it would come too late. `roles`: whom it can concern at all.
    """

    code: str
    label: str
    app: frozenset[str]
    mail: frozenset[str]
    sms: frozenset[str]
    prompt: bool = False
    roles: frozenset[str] = _ALL


def _of_installation(code: str, label: str, prompt: bool = False) -> Kind:
    """A kind that operators are told of, and nobody else."""
    return Kind(code, label, _OPERATOR, _OPERATOR, _NOBODY, prompt, _OPERATOR)


KINDS: dict[str, Kind] = {
    kind.code: kind
    for kind in (
        Kind("move", "It is your move", _ALL, _ALL, _BUYER),
        Kind("clock", "Your time is running out", _ALL, _ALL, _PARTIES, prompt=True),
        Kind("message", "A new message", _ALL, _PARTIES, _NOBODY),
        Kind("answer", "An answer, an offer or a decision of the other side", _ALL, _PARTIES, _NOBODY),
        Kind("ruling", "The platform was called in, or decided", _ALL, _PARTIES, _NOBODY),
        Kind("refund", "Money was paid back, or did not get through", _ALL, _BUYER, _BUYER),
        Kind("end", "A case has ended", _ALL, _BUYER, _NOBODY),
        Kind("progress", "Steps on the way that need nothing from you", _NOBODY, _NOBODY, _NOBODY),
        Kind("jury", "You are asked to judge a dispute", _BUYER, _BUYER, _NOBODY, prompt=True, roles=_BUYER),
        _of_installation("book", "The book is off", prompt=True),
        _of_installation("stuck", "A case's clock could not act", prompt=True),
        _of_installation("review", "A version of the rules waits for a second person"),
        _of_installation("endpoint", "A webhook endpoint is no longer delivered to"),
        _of_installation("jobs", "Jobs gave up"),
        _of_installation("unpaid", "A merchant cannot pay what it owes", prompt=True),
        _of_installation("funds", "An account of the platform or of an insurer stands low", prompt=True),
    )
}
"""Every kind, in the order in which people are shown them. Steps on the way are silent unless somebody wants them."""

USUAL_PACE = {
    "buyer": Pace.AT_ONCE, "merchant": Pace.HOURLY, "desk": Pace.HOURLY, "senior": Pace.HOURLY, "operator": Pace.HOURLY,
}  # fmt: skip
"""How often e-mails are sent to a role: who has one case hears at once, who has hundreds hears once an hour."""


def wanted(kind: str, channel: Channel, role: str, choices: Choices) -> bool:
    """Whether somebody of a role is told of a kind by a channel."""
    found = KINDS.get(kind)
    if found is None or role not in found.roles:
        return False
    usual = {Channel.APP: found.app, Channel.MAIL: found.mail, Channel.SMS: found.sms}[channel]
    return choices.chosen.get(choice_name(kind, channel), role in usual)


def kinds_for(role: str) -> dict[str, Kind]:
    """The kinds that can concern a role, in their order."""
    return {code: kind for code, kind in KINDS.items() if role in kind.roles}


def kinds_in_app(role: str, choices: Choices) -> list[str]:
    """The kinds that somebody sees in the product."""
    return [kind for kind in KINDS if wanted(kind, Channel.APP, role, choices)]


def pace_of(kind: str, role: str, choices: Choices) -> Pace:
    """Whether an e-mail of a kind goes out at once or with the next digest."""
    if KINDS[kind].prompt:
        return Pace.AT_ONCE
    return choices.pace or USUAL_PACE.get(role, Pace.AT_ONCE)


def choice_name(kind: str, channel: Channel) -> str:
    """The name under which a choice is kept."""
    return f"{kind}.{channel.value}"


def without_mail(choices: Choices) -> Choices:
    """The same choices, but no e-mail of any kind."""
    none = {choice_name(kind, Channel.MAIL): False for kind in KINDS}
    return Choices({**choices.chosen, **none}, choices.pace)

"""PURE: the vocabulary of notifications: what a party is told of a case, by which channels, and who has read how far."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from makegood.accounts import Principal, PrincipalRole
from makegood.cases import FactFound, FreightRuled, Papers
from makegood.kit.errors import NotPermitted

PARTIES = ("buyer", "merchant", "desk", "senior", "operator")
"""Who is told. The first two are somebody in particular, named by their id; operators are told of the installation."""


class Channel(StrEnum):
    """How people are told: in the product, by e-mail, by text message."""

    APP = "app"
    MAIL = "mail"
    SMS = "sms"


class Pace(StrEnum):
    """How often e-mails are sent: each at once, or gathered once an hour."""

    AT_ONCE = "at_once"
    HOURLY = "hourly"


class RuleCited(Struct, frozen=True, omit_defaults=True):
    """A rule that a ruling names as its ground, and what it says and where that stands, as its pack words it."""

    name: str
    text: str
    text_zh: str
    source: str = ""
    source_zh: str = ""

    def words(self, language: str) -> str:
        """What the rule says, with the article that it is from."""
        if language == "zh-CN":
            said, article = self.text_zh.rstrip("。"), f"（{self.source_zh}）"
        else:
            said, article = self.text.rstrip("."), f" ({self.source})"
        return f"{said}{article}" if self.source else said


class FactTold(Struct, frozen=True):
    """A fact that a ruling rests on, in both languages, with who says or showed it."""

    words: str
    source: str
    words_zh: str
    source_zh: str

    def line(self, language: str) -> str:
        """The fact, and in brackets who says so."""
        if language == "zh-CN":
            return f"{self.words_zh}（{self.source_zh}）" if self.source_zh else self.words_zh
        return f"{self.words} ({self.source})" if self.source else self.words


class Told(Struct, frozen=True, omit_defaults=True):
    """What a notification says, as data; its words are made when it is shown, in the reader's language.

    `event` is the public name of what happened, `actor` the role that did it, `yours` whether the ball is with the
    recipient now and `silence` what happens if they stay silent, in English. `title` is of the first thing that the case
    is about. Amounts are minor units of `currency`. `excerpt` is the beginning of a message, empty where the
    message was flagged, or the reason of a ruling; `reply` the code of a fixed text. `on_top_minor`: what a ruling gives on
    top of `amount_minor`. `why` and `why_zh`: the rule behind it, as its pack words it in both languages, or the fixed reason
    of a ruling that nobody made.

    `grounds` are what a ruling names, as it names them, but for the papers of an authority, which are `bound_by`; `cited` are
    those of them that are rules, in words.
    `facts` are what it rests on. `decided_by`: the public number of the person of the desk who made it; empty where nobody did.
    `freight_by`: who bears the freight by it. `appeal_until`: until when the recipient may appeal against it; None where they
    may not.

    What operators are told of the installation is about no order: `path` is the page that it leads to (empty: the
    case), `what` names the thing in English where it has no name of its own, `count` is how many there are.
    """

    event: str
    actor: str
    order_number: str = ""
    currency: str = ""
    buyer_id: int = 0
    merchant_id: int = 0
    yours: bool = False
    due_at: datetime | None = None
    amount_minor: int | None = None
    by_silence: bool = False
    title: str = ""
    silence: str = ""
    excerpt: str = ""
    reply: str = ""
    files: int = 0
    on_top_minor: int = 0
    why: str = ""
    why_zh: str = ""
    grounds: tuple[str, ...] = ()
    cited: tuple[RuleCited, ...] = ()
    facts: tuple[FactTold, ...] = ()
    decided_by: str = ""
    bound_by: Papers | None = None
    freight_by: FreightRuled | None = None
    appeal_until: datetime | None = None
    path: str = ""
    what: str = ""
    count: int = 0


class Arisen(Struct, frozen=True):
    """A notification as it arises from a decision. `recipient` is a party: `buyer:<id>`, `merchant:<id>`, `desk`, `senior`.
    `rests_on`: the facts of the ruling that it tells of, as the rules took them.
    """

    recipient: str
    kind: str
    told: Told
    rests_on: tuple[FactFound, ...] = ()


class Notification(Struct, frozen=True):
    """A notification as it is kept. `seq` is the last event of the decision that it tells of.

    Of a matter of the installation `case_id` is the matter's number, and `seq` grows with time (matters.py).
    """

    id: int
    recipient: str
    kind: str
    case_id: int
    seq: int
    at: datetime
    told: Told
    read: bool = False

    @property
    def path(self) -> str:
        """The page that it leads to."""
        return self.told.path or f"/cases/{self.case_id}"


class Choices(Struct, frozen=True, omit_defaults=True):
    """How a person wants to be told: `chosen` are departures from what is usual, such as {"message.mail": False}."""

    chosen: Mapping[str, bool] = {}
    pace: Pace | None = None


class Contact(Struct, frozen=True):
    """Somebody who can be told outside the product. `person` is who reads, as `person_of` names them.

    `subject` and `external_id` name the buyer or merchant, ours and the marketplace's; staff have neither.
    """

    person: str
    role: str
    name: str
    language: str
    address: str = ""
    subject: int | None = None
    external_id: str = ""


def recipients_of(principal: Principal) -> tuple[str, ...]:
    """The parties whose notifications a principal reads. Nobody in particular reads nothing."""
    match principal.role:
        case PrincipalRole.BUYER | PrincipalRole.MERCHANT:
            return (f"{principal.role.value}:{principal.subject or 0}",)
        case PrincipalRole.SENIOR:
            return ("senior", "desk")
        case PrincipalRole.DESK | PrincipalRole.OPERATOR:
            return (principal.role.value,)
        case _:
            return ()


def person_of(principal: Principal) -> str:
    """Who keeps reading marks, choices and views: a buyer is one person however they signed in; of a shop, each member."""
    if principal.role is PrincipalRole.BUYER and principal.subject is not None:
        return f"buyer:{principal.subject}"
    if principal.role in (PrincipalRole.SYSTEM, PrincipalRole.MARKETPLACE):
        raise NotPermitted(role=principal.role.value, operation="notification.read")
    return principal.label


def role_of(recipient: str) -> str:
    """The role of a party."""
    return recipient.partition(":")[0]


def subject_of(recipient: str) -> int | None:
    """Which buyer or merchant a party is; None for the platform's own."""
    subject = recipient.partition(":")[2]
    return int(subject) if subject else None

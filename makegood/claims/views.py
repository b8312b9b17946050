"""PURE: claims as people and machines read them, with what their reader may do and why not."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct, structs

from makegood.accounts import Principal, PrincipalRole
from makegood.cases import FileRef, GivenFact, Role, file_name_for, roles_in_case, words_for
from makegood.claims.decide import may
from makegood.claims.model import Appraisal, Claim, Paid, Party, PayTo
from makegood.claims.protocol import VERBS, silence_of
from makegood.kit.errors import Refused
from makegood.kit.i18n import refusal_text

Note = Annotated[str, Meta(max_length=2000, pattern=r"^[^\x00]*$")]
Amount = Annotated[int, Meta(ge=1, le=10**15)]
FactName = Annotated[str, Meta(min_length=1, max_length=60, pattern=r"^[a-z][a-z0-9_]*$")]
FileId = Annotated[str, Meta(pattern="^[0-9]{1,19}$")]
FactTold = (
    bool | Annotated[int, Meta(ge=-(10**15), le=10**15)] | Annotated[str, Meta(max_length=100)] | list[str]
)


class ClaimAsked(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A claim to be made. `order`: its number or our id; `line_no` is not needed where the promise is about the whole order;
    `amount_minor`: less than the promise gives, where less is asked; `facts` by the names of the catalogue;
    `files`: ids of your uploads to the order (`POST /api/orders/{id}/files`); `pay_to`: back the way it was paid, as far as
    that can take it, or into the balance.
    """

    order: Annotated[str, Meta(min_length=1, max_length=100)]
    kind: Annotated[str, Meta(min_length=1, max_length=40)]
    line_no: Annotated[int, Meta(ge=1, le=5000)] = 1
    quantity: Annotated[int, Meta(ge=1, le=1_000_000)] | None = None
    amount_minor: Amount | None = None
    facts: Annotated[dict[FactName, FactTold], Meta(max_length=20)] = {}
    files: Annotated[tuple[FileId, ...], Meta(max_length=10)] = ()
    pay_to: PayTo = PayTo.PAYMENT
    note: Note = ""


class ClaimSaid(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What goes with an action: a reason (owed for a refusal, a grant, a decline and a reversal), a smaller amount of a grant,
    and the ids of uploads to the order that show why the merchant refuses.
    """

    note: Note = ""
    amount_minor: Amount | None = None
    files: Annotated[tuple[FileId, ...], Meta(max_length=10)] = ()


class AppraisalTold(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a laboratory or the brand found: whether it confirms the buyer, and its fee in minor units."""

    laboratory: Annotated[str, Meta(min_length=1, max_length=200, pattern=r"^[^\x00]*$")]
    confirms: bool
    fee_minor: Annotated[int, Meta(ge=0, le=10**12)] = 0

    def as_found(self) -> Appraisal:
        """As claims keep it."""
        return Appraisal(self.laboratory, self.confirms, self.fee_minor)


class OperationView(Struct, frozen=True):
    """Whether the reader can do something now; `reason` where not."""

    name: str
    allowed: bool
    reason: str = ""


class SentPart(Struct, frozen=True):
    """A part of what was paid, in minor units, on its way back to a payment of the order.

    `status`: `sending`, `unknown` (the processor has not told), `paid`, `to_balance` where it was not taken, or `by_bank`
    where the bank has paid the buyer back already.
    """

    tender: str
    amount_minor: int
    status: str


class ClaimView(Struct, frozen=True, kw_only=True):
    """One claim. Amounts in minor units. `rule` with its wording gives the amount; `owner` has the ball until `deadline_at`,
    and `silence` is where the claim goes if nothing is said. `paid`: from where the money came; `sent`: what of it goes back
    to payments. `funder` bears it. `ruled_by`: for staff alone, who decided.
    """

    id: str
    order_id: str
    case_id: str | None
    buyer_id: str
    merchant_id: str
    kind: str
    gives: str
    line_no: int | None
    quantity: int
    currency: str
    cap_minor: int
    amount_minor: int
    stage: str
    owner: str | None
    deadline_at: datetime | None
    silence: str | None
    funder: str
    insurer: str
    rule: str
    because: str
    found: bool
    note: str
    facts: list[GivenFact]
    files: list[FileRef]
    refusal: str
    refusal_files: list[FileRef]
    ruling: str
    ruled_by: str
    appraisal: Appraisal | None
    pay_to: str
    paid: Paid | None
    sent: list[SentPart]
    opened_at: datetime
    changed_at: datetime
    version: int
    allowed_operations: list[OperationView]


class ClaimPage(Struct, frozen=True):
    """Claims, the newest first; `next_cursor` continues the list."""

    claims: list[ClaimView]
    next_cursor: str | None


_PARTIES: dict[PrincipalRole, Party] = {
    PrincipalRole.BUYER: Party.BUYER, PrincipalRole.MARKETPLACE: Party.BUYER, PrincipalRole.MERCHANT: Party.MERCHANT,
    PrincipalRole.DESK: Party.DESK, PrincipalRole.SENIOR: Party.DESK, PrincipalRole.OPERATOR: Party.OPERATOR,
    PrincipalRole.SYSTEM: Party.SYSTEM,
}  # fmt: skip


_STAFF = (PrincipalRole.DESK, PrincipalRole.SENIOR, PrincipalRole.OPERATOR)


def parties_of(who: Principal) -> frozenset[Party]:
    """As whom somebody acts on a claim. The marketplace acts for its buyers."""
    return frozenset({_PARTIES[who.role]})


def _files(files: Iterable[FileRef], readers: Sequence[Role], sent_by: Role) -> list[FileRef]:
    """Files as readers see them: what the other side called them stands there without personal data."""
    return [structs.replace(each, name=file_name_for(readers, sent_by, each.name)) for each in files]


def view_of(claim: Claim, who: Principal, language: str, sent: Sequence[SentPart] = ()) -> ClaimView:
    """A claim for a reader. `sent` is kept beside it (makegood/claims/legs.py)."""
    told, roles = claim.content, roles_in_case(who)
    return ClaimView(
        id=str(claim.id), order_id=str(claim.order_id), case_id=str(claim.case_id) if claim.case_id else None,
        buyer_id=str(claim.buyer_id), merchant_id=str(claim.merchant_id), kind=claim.kind, gives=told.gives,
        line_no=claim.line_no or None, quantity=claim.quantity, currency=claim.currency, cap_minor=claim.cap_minor,
        amount_minor=claim.amount_minor, stage=claim.stage.value, owner=claim.owner.value if claim.owner else None,
        deadline_at=claim.deadline_at, silence=silence_of(claim).value if claim.is_open else None, funder=told.funder.value,
        insurer=told.insurer, rule=told.because.rule, because=told.because.zh if language == "zh-CN" else told.because.en,
        found=told.found, note=words_for(roles, Role.BUYER, told.note), facts=list(told.given),
        files=_files(told.files, roles, Role.BUYER), refusal=words_for(roles, Role.MERCHANT, told.refusal),
        refusal_files=_files(told.refusal_files, roles, Role.MERCHANT),
        ruling=told.ruling, ruled_by=told.ruled_by if who.role in _STAFF else "",
        appraisal=told.appraisal, pay_to=told.pay_to.value, paid=told.paid, sent=list(sent),
        opened_at=claim.opened_at, changed_at=claim.changed_at,
        version=claim.version, allowed_operations=list(operations_of(claim, who, language)),
    )  # fmt: skip


def operations_of(claim: Claim, who: Principal, language: str) -> Iterable[OperationView]:
    """Every verb that the reader's side has, and whether it fits now."""
    parties = parties_of(who)
    for name, verb in VERBS.items():
        if verb.by & parties:
            yield OperationView(name, *_allowed(name, claim, parties, language))


def _allowed(name: str, claim: Claim, parties: frozenset[Party], language: str) -> tuple[bool, str]:
    try:
        may(name, claim, parties)
    except Refused as refusal:
        return False, refusal_text(language, refusal)
    return True, ""

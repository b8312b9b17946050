"""What is typed into the form of a ruling, and the command that it asks for."""

import hashlib
import re
from collections.abc import Sequence

from msgspec import Struct, structs

from makegood.cases import (
    BEARERS,
    AppealOutcome,
    Bounds,
    CaseView,
    FreightBearer,
    FreightRuled,
    Preview,
    Rule,
    RuleOnAppeal,
    bounds_of,
    freight_said,
)
from makegood.cases.requests import Done
from makegood.disputes import ProposalView, proposed_terms
from makegood.kit.money import decimal_text
from makegood.web.pages.shell import HtmlRequest
from makegood.web.pages.typed import FieldNotUsable, amount_of, command_of

LONGEST_ARTICLE = 200
LONGEST_DEPARTURE = 2000
FIELDS = (
    "favour", "amount", "with_return", "reason", "articles", "proposal", "departure", "on_top", "freight_out", "freight_back",
)  # fmt: skip


class RulingTyped(Struct, frozen=True):
    """What stands in the form. `cited` are names of rules; `articles` are grounds in words, one on each line. `proposal`: the
    digest of the proposed ruling that stood beside the form, and `departure` why it is decided otherwise; `on_top`: what is
    given on top of what was asked for; `freight_out` and `freight_back`: who bears the freight, empty for the rules.
    """

    favour: str = ""
    amount: str = ""
    with_return: str = ""
    reason: str = ""
    articles: str = ""
    proposal: str = ""
    departure: str = ""
    on_top: str = ""
    freight_out: str = ""
    freight_back: str = ""
    cited: tuple[str, ...] = ()
    key: str = ""
    version: str = ""
    seen: str = ""

    @property
    def digest(self) -> str:
        """What was previewed, so that nothing else is decided."""
        said = "\x1f".join((*(getattr(self, name).strip() for name in FIELDS), *self.cited))
        return hashlib.blake2b(said.encode(), digest_size=8).hexdigest()


class RulingForm(Struct, frozen=True):
    """The form as it is drawn. `preview` is what follows from what is typed; None before it was looked at.

    `on_appeal`: it decides an appeal, which can also uphold the ruling.
    """

    typed: RulingTyped
    bounds: Bounds
    preview: Preview | None
    on_appeal: bool = False

    @property
    def bearers(self) -> dict[str, str]:
        """Who may bear freight, with the words for them; the rules before all others."""
        return {"": BY_RULES, **BEARERS}


async def typed_ruling(request: HtmlRequest) -> RulingTyped:
    """The fields of the form, as texts."""
    form = await request.form()
    told = {name: value for name, value in list(form.multi_items())[:200] if isinstance(value, str)}
    cited = tuple(dict.fromkeys(one for one in form.getall("cite", []) if isinstance(one, str)))
    plain = {name: told.get(name, "").replace("\r\n", "\n") for name in (*FIELDS, "key", "version", "seen")}
    return RulingTyped(cited=cited, **plain)


def ruling_of(typed: RulingTyped, view: CaseView, known: Sequence[str], language: str) -> Rule | RuleOnAppeal:
    """The command that the form asks for. What does not go with the decision is left out. Raises the refusals of forms."""
    content = {name: getattr(typed, name) for name in ("favour", "amount", "with_return", "reason")}
    if typed.favour != "split":
        content["amount"] = ""
    if typed.favour == "merchant":
        content["with_return"] = ""
    name = "rule_on_appeal" if hears_appeal(view) else "rule"
    command = command_of(name, view, content | {"verdict": typed.favour}, language)
    assert isinstance(command, Rule | RuleOnAppeal)
    command = structs.replace(command, proposal=_digest(typed.proposal), departure=_departure(typed))
    if typed.favour != "uphold":
        out = "" if typed.favour == "merchant" else typed.freight_out
        ways = FreightRuled(_bearer(out), _bearer(typed.freight_back))
        command = structs.replace(command, freight_by=freight_said(ways))
    if typed.on_top.strip() and typed.favour in ("buyer", "split"):
        command = structs.replace(command, compensation_minor=amount_of(typed.on_top, view.currency))
    cited = [name for name in typed.cited if name in known]
    return structs.replace(command, citations=(*cited, *articles_of(typed.articles)))


def _digest(told: str) -> str:
    """The digest of a proposal. Raises FieldNotUsable."""
    if told and not re.fullmatch("[0-9a-f]{16}", told):
        raise FieldNotUsable(field=PROPOSAL)
    return told


def _departure(typed: RulingTyped) -> str:
    """Why it is decided otherwise. Raises FieldNotUsable."""
    told = typed.departure.strip()
    if len(told) > LONGEST_DEPARTURE or "\0" in told:
        raise FieldNotUsable(field=DEPARTURE)
    return told


def _bearer(told: str) -> FreightBearer | None:
    """Who bears the freight of a way. Raises FieldNotUsable."""
    try:
        return FreightBearer(told) if told else None
    except ValueError:
        raise FieldNotUsable(field=FREIGHT) from None


def taken_over(proposal: ProposalView, view: CaseView) -> RulingTyped:
    """The form with a proposal in it: for whom, how much, whether the goods go back, what is given on top, who bears the
    freight, and its grounds. No reason: that is for the person to write.
    """
    terms = proposed_terms(proposal)
    amount = "" if terms.amount_minor is None else decimal_text(terms.amount_minor, view.currency)
    back = {None: "", True: "yes", False: "no"}[terms.with_return]
    on_top = decimal_text(terms.on_top_minor, view.currency) if terms.on_top_minor else ""
    grounds = (*GROUNDS, "compensation") if on_top else GROUNDS
    cited = (each.because.rule for each in proposal.findings if each.because and each.key in grounds)
    out, way_back = (each.value if each else "" for each in (terms.freight_by or FreightRuled()).ways)
    return RulingTyped(
        terms.favour, amount, back, proposal=proposal.digest, on_top=on_top, freight_out=out, freight_back=way_back,
        cited=tuple(dict.fromkeys(cited)),
    )  # fmt: skip


GROUNDS = ("ruling", "freight.return", "freight.outbound")
"""What of a proposal is cited as its grounds."""


def hears_appeal(view: CaseView) -> bool:
    """Whether what there is to decide is an appeal, and not a dispute."""
    return any(
        one.name == "rule_on_appeal" and one.code != "not_in_this_stage" and one.code != "case_ended"
        for one in view.allowed_operations
    ) and bool(view.appeal and view.appeal.outcome is AppealOutcome.OPEN)


def articles_of(text: str) -> list[str]:
    """Grounds that were written out, one on each line. Raises FieldNotUsable."""
    lines = [" ".join(line.split()) for line in text.splitlines()]
    found = list(dict.fromkeys(line for line in lines if line))
    if len(found) > 10 or any(len(line) > LONGEST_ARTICLE or not line.isprintable() for line in found):
        raise FieldNotUsable(field=ARTICLES)
    return found


ARTICLES = "Articles, one on each line"
PROPOSAL = "Proposal"
DEPARTURE = "Why not as proposed"
FREIGHT = "Freight"
BY_RULES = "By the rules"
"""The labels of these fields, in English."""


def form_of(found: Done, typed: RulingTyped, preview: Preview | None, on_appeal: bool) -> RulingForm:
    """The form with its bounds as they stand."""
    return RulingForm(typed, bounds_of(found.case.state), preview, on_appeal)

"""PURE: what a merchant's own pack may not say: it promises more than the law, out of the merchant's own pocket."""

from collections.abc import Iterator

from makegood.policy.language.expression import Constant
from makegood.policy.lint.finding import Fault, Finding, Severity
from makegood.policy.lint.form import full_name
from makegood.policy.lint.gaps import line_of
from makegood.policy.lint.tell import both, of_pack, of_rule
from makegood.policy.outcomes import PAYERS
from makegood.policy.pack import Binding, Judged, Level, Outcome, Pack, Rule
from makegood.policy.text import Text

_FOR_THE_DESK = ("ruling", "burden", "human_review", "evidence.", "prove.", "limit.", "mark.", "deduction")
_OWN_POCKET = frozenset({PAYERS.index("merchant"), PAYERS.index("shared")})


_OWN_CLOCKS = frozenset(
    f"clock.{word}"
    for word in (
        "merchant_answer", "inspection", "inspection_from_receipt", "refund_deadline", "shipping_promise",
        "service_answer", "buyer_answer", "return_shipping", "report",
    )
)  # fmt: skip
"""Clocks that a merchant can promise: its own, and the buyer's time. Those of disputes and records are not its own."""
LONGEST_SECONDS = 366 * 86_400
MOST_RULES = 60
"""Rules of a merchant's pack. The proofs take time with the square of them, and the largest pack shipped has 23."""


def not_a_merchants(pack: Pack) -> Iterator[Finding]:
    """Everything in a merchant's pack that only the law or the platform may say."""
    if pack.level is not Level.PROMISE:
        text = Text(
            "A merchant's own pack is of level “promise”.", "商家自己的规则包只能是“promise”（承诺）层级。"
        )
        yield of_pack(pack, line_of(pack, "level"), Fault.NOT_A_MERCHANTS, Severity.ERROR, text)
    if len(pack.rules) > MOST_RULES:
        text = both(
            "A merchant's pack has at most {most} rules; this one has {count}.",
            "商家规则包最多 {most} 条规则；此包有 {count} 条。",
            most=str(MOST_RULES),
            count=str(len(pack.rules)),
        )
        yield of_pack(pack, line_of(pack, "rules"), Fault.NOT_A_MERCHANTS, Severity.ERROR, text)
    for rule in pack.rules:
        for why in _faults(rule):
            yield of_rule(pack, rule, Fault.NOT_A_MERCHANTS, Severity.ERROR, why)


def _faults(rule: Rule) -> Iterator[Text]:
    if rule.binding is Binding.FIXED:
        yield Text(
            "A merchant's rule binds nobody else: leave out `binding`.",
            "商家规则不约束他人：请删去 binding。",
        )
    if rule.judged is Judged.DECISION:
        yield Text(
            "A merchant's promise counts as it was at the purchase: leave out `judged`.",
            "商家承诺以下单时为准：请删去 judged。",
        )
    for other in rule.over:
        if full_name(rule, other).partition("/")[0] != rule.pack:
            yield both(
                "A merchant's rule may not set aside “{other}” of another pack.",
                "商家规则不得排除其他规则包中的“{other}”。",
                other=other,
            )
    for outcome in rule.outcomes:
        if not _may_promise(outcome):
            yield both(
                "A merchant's pack may not decide “{key}” this way: that is for the law and the platform.",
                "商家规则包不得这样规定“{key}”：这由法律和平台决定。",
                key=outcome.key.name,
            )


def _may_promise(outcome: Outcome) -> bool:
    """Whether a merchant may say this: remedies opened, freight paid, money added, time shortened or given."""
    name, value = outcome.key.name, outcome.value
    if name.startswith(_FOR_THE_DESK):
        return False
    if name == "compensation_by":
        return value == Constant(outcome.key.values.index("merchant"))
    if name.startswith("freight."):
        return isinstance(value, Constant) and value.value in _OWN_POCKET
    if name.startswith(("remedy.", "tender.")) or name in (
        "merchant_may_refuse",
        "instant_refund",
        "granted_at_once",
    ):
        return value == Constant(1)
    if name.startswith("clock."):
        return name in _OWN_CLOCKS and isinstance(value, Constant) and value.value <= LONGEST_SECONDS
    return True

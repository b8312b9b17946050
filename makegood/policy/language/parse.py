"""PURE: conditions and numbers, from text to nodes. Python's syntax, read by a whitelist and never executed."""

from __future__ import annotations

import ast
from collections.abc import Mapping

from makegood.policy.catalogue import FactKind, FactType
from makegood.policy.language.expression import (
    ALWAYS,
    NEVER,
    Compare,
    Condition,
    Flag,
    Has,
    Node,
    Number,
    Operator,
    Or,
    Within,
    WordIn,
    children,
    conjunction,
    negation,
    nodes,
)
from makegood.policy.language.parse_numbers import WRITTEN, DoesNotFit, Quantity, quantity, same_type
from makegood.policy.language.syntax import (
    MAXIMUM_DEPTH,
    ExpressionWrong,
    Scope,
    call_of,
    names_in,
    parse_syntax,
    text_of,
    wrong,
)
from makegood.policy.reading.problems import nearest

__all__ = ["ExpressionWrong", "Scope", "names_in", "parse_condition", "parse_number", "parse_quantity"]

MAXIMUM_NODES = 2_000
_OPERATORS: Mapping[type[ast.cmpop], Operator] = {
    ast.Lt: "<", ast.LtE: "<=", ast.Eq: "==", ast.NotEq: "!=", ast.GtE: ">=", ast.Gt: ">",
}  # fmt: skip
_SPELLED = {"True": "true", "False": "false", "None": "nothing at all: a fact that is not known is left out"}


def parse_condition(text: str, scope: Scope) -> Condition:
    """The condition that a text says. Raises ExpressionWrong, with the column."""
    tree = parse_syntax(text)
    _check_size(tree, scope)
    found = _condition(tree, scope)
    if depth_of(found) > MAXIMUM_DEPTH:
        raise ExpressionWrong("With its terms written out, this is nested too deep. Use simpler terms.")
    return found


def _check_size(tree: ast.expr, scope: Scope) -> None:
    """Refuse terms that use terms that use terms … before they grow beyond measure. Raises ExpressionWrong."""
    size = 0
    for node in ast.walk(tree):
        size += 1
        if isinstance(node, ast.Name):
            used = scope.terms.get(node.id)
            window = scope.windows.get(node.id)
            size += sum(1 for _ in nodes(used)) if used else 0
            size += sum(1 for _ in nodes(window.ends)) if window else 0
        if size > MAXIMUM_NODES:
            raise ExpressionWrong(
                f"With its terms written out, this has more than {MAXIMUM_NODES} parts. Use simpler terms."
            )


def parse_number(text: str, scope: Scope, expected_type: FactType) -> Number:
    """The number that a text says. Raises ExpressionWrong, also when it is of another type."""
    return parse_quantity(text, scope, expected_type).node


def parse_quantity(text: str, scope: Scope, expected_type: FactType) -> Quantity:
    """As parse_number, with the bounds of the number."""
    tree = parse_syntax(text)
    found = quantity(tree, scope)
    if found.type is expected_type:
        return found
    if found.constant == 0 and found.type is FactType.COUNT and expected_type is not FactType.MOMENT:
        return Quantity(found.node, expected_type, 0, 0)
    raise wrong(
        tree, f"This is a {found.type}, and a {expected_type} is expected, such as {WRITTEN[expected_type]}."
    )


def _condition(node: ast.expr, scope: Scope) -> Condition:
    match node:
        case ast.Name():
            return _named(node, scope)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return negation(_condition(operand, scope))
        case ast.BoolOp(op=op, values=values):
            parts = tuple(_condition(value, scope) for value in values)
            return conjunction(*parts) if isinstance(op, ast.And) else _disjunction(parts)
        case ast.Compare():
            return _chain(node, scope)
        case ast.Call():
            return _window(node, scope)
        case ast.Constant(value=None | True | False as value):
            raise wrong(node, f"Write {_SPELLED[str(value)]}.")
    raise wrong(node, "This is not something that can be true or false.")


def _named(node: ast.Name, scope: Scope) -> Condition:
    if node.id in ("true", "false"):
        return ALWAYS if node.id == "true" else NEVER
    if node.id in scope.terms:
        return scope.terms[node.id]
    kind = scope.fact(node)
    if kind is None:
        raise wrong(node, f"`{node.id}` is a value, and something that can be true or false is expected.")
    if kind.type is not FactType.FLAG:
        raise wrong(node, f"`{node.id}` is a {kind.type}. Compare it with something: {_comparison(kind)}.")
    return Flag(node.id)


def _comparison(kind: FactKind) -> str:
    word = next(iter(kind.values), "word")
    if kind.type is FactType.WORD:
        return f"`{kind.name} == '{word}'`"
    if kind.type is FactType.WORDS:
        return f"`'{word}' in {kind.name}`"
    return f"`{kind.name} > {WRITTEN[kind.type]}`"


def _disjunction(parts: tuple[Condition, ...]) -> Condition:
    flat: list[Condition] = []
    for part in parts:
        flat.extend(part.operands if isinstance(part, Or) else (part,))
    if ALWAYS in flat:
        return ALWAYS
    kept = tuple(dict.fromkeys(each for each in flat if each != NEVER))
    if not kept:
        return NEVER
    return kept[0] if len(kept) == 1 else Or(kept)


def _chain(node: ast.Compare, scope: Scope) -> Condition:
    operands = [node.left, *node.comparators]
    links = zip(operands, node.ops, operands[1:], strict=False)
    return conjunction(*(_comparison_of(left, op, right, scope) for left, op, right in links))


def _comparison_of(left: ast.expr, op: ast.cmpop, right: ast.expr, scope: Scope) -> Condition:
    if isinstance(op, ast.In | ast.NotIn):
        found = _member(left, right, scope)
        return negation(found) if isinstance(op, ast.NotIn) else found
    if isinstance(op, ast.Is | ast.IsNot):
        raise wrong(left, "Write == or != instead of `is`.")
    words = _word_equality(left, op, right, scope)
    if words is not None:
        return words
    try:
        one, other = same_type(quantity(left, scope), quantity(right, scope))
    except DoesNotFit as problem:
        raise wrong(left, str(problem)) from None
    return Compare(_OPERATORS[type(op)], one.node, other.node)


def _word_equality(left: ast.expr, op: ast.cmpop, right: ast.expr, scope: Scope) -> Condition | None:
    """`reason == 'quality'` either way round; None when neither side is a word, words or a flag."""
    for one, other in ((left, right), (right, left)):
        kind = scope.fact(one) if isinstance(one, ast.Name) and one.id not in ("true", "false") else None
        if kind is None or kind.type.is_number:
            continue
        text = text_of(other)
        if kind.type is FactType.FLAG:
            raise wrong(one, f"`{kind.name}` is a flag. Write `{kind.name}` or `not {kind.name}`.")
        if kind.type is FactType.WORDS or text is None or not isinstance(op, ast.Eq | ast.NotEq):
            raise wrong(one, f"`{kind.name}` is a {kind.type}. Write {_comparison(kind)}.")
        found = WordIn(kind.name, frozenset({_word(other, text, kind)}))
        return negation(found) if isinstance(op, ast.NotEq) else found
    return None


def _member(left: ast.expr, right: ast.expr, scope: Scope) -> Condition:
    """`reason in ('a', 'b')` or `'a' in traits`."""
    text = text_of(left)
    if text is not None:
        kind = scope.fact(right) if isinstance(right, ast.Name) else None
        if kind is None or kind.type is not FactType.WORDS:
            raise wrong(right, "After `in` a fact of type words is expected, as in `'gift' in traits`.")
        return Has(kind.name, _word(left, text, kind))
    kind = scope.fact(left) if isinstance(left, ast.Name) else None
    if kind is None or kind.type is not FactType.WORD:
        raise wrong(
            left, "Before `in` a word or a fact of type word is expected, as in `reason in ('a', 'b')`."
        )
    items = right.elts if isinstance(right, ast.Tuple | ast.List | ast.Set) else [right]
    words = [(item, text_of(item)) for item in items]
    if not words or any(word is None for _, word in words):
        raise wrong(right, f"After `in` words are expected, as in `{kind.name} in ('a', 'b')`.")
    return WordIn(kind.name, frozenset(_word(item, word or "", kind) for item, word in words))


def _word(node: ast.expr, text: str, kind: FactKind) -> str:
    if text in kind.values or (kind.open and 0 < len(text) <= 100):
        return text
    hint = nearest(text, kind.values) or f" It is one of: {', '.join(kind.values)}."
    raise wrong(node, f"`{kind.name}` is never '{text}'.{hint}")


def _window(node: ast.Call, scope: Scope) -> Condition:
    name, arguments = call_of(node) or ("", [])
    if name not in ("within", "after"):
        raise wrong(
            node,
            f"`{name}(…)` is not something that can be true or false.{nearest(name, ('within', 'after'))}",
        )
    match arguments:
        case [ast.Name(id=window)] if window in scope.windows:
            found = Within(window, scope.windows[window].ends)
            return found if name == "within" else negation(found)
        case [ast.Name(id=window)]:
            raise wrong(
                node,
                f"There is no window `{window}`.{nearest(window, scope.windows)} Define it in `windows`.",
            )
    raise wrong(node, f"`{name}` takes the name of a window.")


def depth_of(node: Node) -> int:
    """How many levels a condition has."""
    deepest, waiting = 0, [(node, 1)]
    while waiting:
        each, depth = waiting.pop()
        deepest = max(deepest, depth)
        waiting.extend((child, depth + 1) for child in children(each))
    return deepest

"""PURE: an OpenAPI description as a page shows it: operations by tag, their fields in words."""

import json
from typing import Any

from msgspec import Struct

_METHODS = ("get", "post", "put", "patch", "delete")


class FieldRow(Struct, frozen=True):
    """A parameter or a field of a body."""

    name: str
    where: str
    type: str
    required: bool
    limits: str
    description: str


class OperationRow(Struct, frozen=True):
    """One operation of the API."""

    anchor: str
    method: str
    path: str
    summary: str
    description: str
    parameters: list[FieldRow]
    body: list[FieldRow]
    answers: list[tuple[str, str]]
    example: str


class ApiReference(Struct, frozen=True):
    """The whole API, by tag."""

    title: str
    version: str
    description: str
    tags: list[tuple[str, list[OperationRow]]]


def describe(schema: dict[str, Any]) -> ApiReference:
    """A description out of an OpenAPI 3.1 document."""
    by_tag: dict[str, list[OperationRow]] = {}
    for path, item in schema.get("paths", {}).items():
        for method in _METHODS:
            if method in item:
                tag = (item[method].get("tags") or ["other"])[0]
                by_tag.setdefault(tag, []).append(_operation(schema, method, path, item[method]))
    info = schema["info"]
    tags = [
        (tag, sorted(rows, key=lambda row: (row.path, row.method)))
        for tag, rows in sorted(by_tag.items(), key=_rank)
    ]
    return ApiReference(info["title"], info["version"], info.get("description", ""), tags)


_FIRST_TAGS = ("cases", "orders")


def _rank(entry: tuple[str, list[OperationRow]]) -> tuple[int, str]:
    tag = entry[0].lower()
    return (_FIRST_TAGS.index(tag) if tag in _FIRST_TAGS else len(_FIRST_TAGS), tag)


def _operation(schema: dict[str, Any], method: str, path: str, operation: dict[str, Any]) -> OperationRow:
    body = _body_schema(schema, operation)
    return OperationRow(
        anchor=f"{method}-{path.strip('/').replace('/', '-').translate(_PLAIN)}",
        method=method.upper(),
        path=path,
        summary=operation.get("summary") or path,
        description=operation.get("description") or "",
        parameters=[_parameter(schema, _solve(schema, one)) for one in operation.get("parameters", [])],
        body=_fields(schema, body) if body else [],
        answers=[
            (status, _solve(schema, answer).get("description", ""))
            for status, answer in sorted(operation.get("responses", {}).items())
        ],
        example=_example(schema, method, path, body),
    )


_PLAIN = str.maketrans("", "", "{}:")


def _solve(schema: dict[str, Any], part: dict[str, Any]) -> dict[str, Any]:
    """What a `$ref` refers to, or the part itself."""
    while "$ref" in part:
        found: Any = schema
        for step in part["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        part = found
    return part


def _body_schema(schema: dict[str, Any], operation: dict[str, Any]) -> dict[str, Any] | None:
    content = operation.get("requestBody", {}).get("content", {})
    found = next((one.get("schema") for one in content.values()), None)
    return _not_null(schema, found) if found else None


def _not_null(schema: dict[str, Any], part: dict[str, Any]) -> dict[str, Any]:
    solved = _solve(schema, part)
    options = [one for one in solved.get("oneOf", solved.get("anyOf", [])) if one.get("type") != "null"]
    return _solve(schema, options[0]) if len(options) == 1 else solved


def _parameter(schema: dict[str, Any], parameter: dict[str, Any]) -> FieldRow:
    own = parameter.get("schema", {})
    described = parameter.get("description") or _not_null(schema, own).get("description", "")
    return FieldRow(
        parameter["name"], parameter["in"], type_text(schema, own), parameter.get("required", False),
        _limits(_not_null(schema, own)), described,
    )  # fmt: skip


def _fields(schema: dict[str, Any], body: dict[str, Any]) -> list[FieldRow]:
    required = set(body.get("required", []))
    return [
        FieldRow(name, "body", type_text(schema, one), name in required, _limits(_not_null(schema, one)),
                 one.get("description") or _not_null(schema, one).get("description", ""))
        for name, one in body.get("properties", {}).items()
    ]  # fmt: skip


def type_text(schema: dict[str, Any], part: dict[str, Any], depth: int = 0) -> str:
    """A schema in a few words: `string`, `list of {line_no, quantity}`, `buyer | merchant`."""
    solved = _solve(schema, part)
    options = solved.get("oneOf") or solved.get("anyOf")
    if options:
        return " | ".join(dict.fromkeys(type_text(schema, one, depth) for one in options))
    if "enum" in solved:
        return " | ".join("null" if one is None else str(one) for one in solved["enum"])
    kind = solved.get("type", "any")
    if isinstance(kind, list):
        return " | ".join(kind)
    if kind == "array":
        return f"list of {type_text(schema, solved.get('items', {}), depth)}"
    if kind == "object" and solved.get("properties") and depth < 2:
        return "{" + ", ".join(solved["properties"]) + "}"
    return f"{kind} ({solved['format']})" if "format" in solved else str(kind)


_LIMITS = {
    "minimum": "≥ {}", "maximum": "≤ {}", "exclusiveMinimum": "> {}", "minLength": "at least {} characters",
    "maxLength": "at most {} characters", "minItems": "at least {} items", "maxItems": "at most {} items",
    "pattern": "like {}", "default": "default {}",
}  # fmt: skip


def _limits(part: dict[str, Any]) -> str:
    return ", ".join(
        words.format(_whole(part[name])) for name, words in _LIMITS.items() if part.get(name) is not None
    )


def _whole(value: Any) -> Any:
    if isinstance(value, bool):
        return str(value).lower()
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _example(schema: dict[str, Any], method: str, path: str, body: dict[str, Any] | None) -> str:
    lines = [
        f"curl {'' if method == 'get' else f'-X {method.upper()} '}$BASE{path}",
        '-H "Authorization: Bearer $KEY"',
    ]
    if method != "get":
        lines.append('-H "Idempotency-Key: $(uuidgen)"')
    if body and body.get("properties"):
        wanted = [name for name in body["properties"] if name in body.get("required", [])]
        content = {name: _sample(schema, body["properties"][name]) for name in wanted}
        lines += ['-H "Content-Type: application/json"', f"-d '{json.dumps(content, ensure_ascii=False)}'"]
    return " \\\n  ".join(lines)


def _sample(schema: dict[str, Any], part: dict[str, Any], depth: int = 0) -> Any:
    solved = _not_null(schema, part)
    if "enum" in solved:
        return solved["enum"][0]
    match solved.get("type"):
        case "integer" | "number":
            return max(1, int(solved.get("minimum", 1)))
        case "boolean":
            return True
        case "array":
            return [_sample(schema, solved.get("items", {}), depth + 1)] if depth < 4 else []
        case "object":
            wanted = solved.get("required", [])
            fields = solved.get("properties", {})
            return {name: _sample(schema, fields[name], depth + 1) for name in wanted} if depth < 4 else {}
        case _:
            return "2026-03-02T12:00:00Z" if solved.get("format") == "date-time" else "…"

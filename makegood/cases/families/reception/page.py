"""PURE: the table of findings as Markdown, as docs/concepts/reception.md has it."""

from collections.abc import Iterable

from makegood.cases.families.reception.findings import FINDINGS, Consequence, default_disposition

_HEAD = "| finding | counts as | leads | owed as evidence | grades | goes, unless told otherwise |"


def findings_table() -> str:
    """One row a finding."""
    rows = [
        f"| `{finding.value}` | {_word(kind.counts)} | {_word(kind.leads)} | {_owed(kind)} | {_list(kind.grades)}"
        f" | {_list(dict.fromkeys(default_disposition(finding, grade) or '–' for grade in kind.grades))} |"
        for finding, kind in FINDINGS.items()
    ]
    return "\n".join([_HEAD, "|---|---|---|---|---|---|", *rows])


def _owed(kind: Consequence) -> str:
    photos = [f"{kind.photos} photo"] if kind.photos else []
    return ", ".join([*photos, *(["weight"] if kind.weighed else [])]) or "–"


def _list(each: Iterable[str]) -> str:
    return ", ".join(_word(one) for one in each) or "–"


def _word(code: str) -> str:
    return code.replace("_", " ")

"""PURE: what the HTTP API of policy versions takes and gives. Ids are strings, since they pass 2^53."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

from msgspec import Meta, Struct

from makegood.kit.errors import Invalid
from makegood.policy.effects import Effect
from makegood.policy.pack import Level
from makegood.policy.publishing.store import PackRow
from makegood.policy.publishing.versions import LONGEST_CONTENT, LONGEST_NOTE, PackVersion, Standing
from makegood.policy.telling.diff import Change
from makegood.policy.text import Text

_LARGEST_ID = 2**63 - 1


class Upload(Struct, forbid_unknown_fields=True, frozen=True):
    """A new version: the text of its file. Merchants upload their own; `merchant_id` lets an operator do it for one."""

    content: Annotated[str, Meta(min_length=1, max_length=LONGEST_CONTENT, description="the pack, in YAML")]
    merchant_id: Annotated[str, Meta(max_length=19)] | None = None


class Review(Struct, forbid_unknown_fields=True, frozen=True):
    """What a second person says. A rejection says in the note what is to be changed."""

    approve: bool
    note: Annotated[str, Meta(max_length=LONGEST_NOTE, pattern=r"^[^\x00]*$")] = ""


class Publication(Struct, forbid_unknown_fields=True, frozen=True):
    """From when the version holds: without `in_force_from`, as soon as the notice allows. `major`: many users or major
    interests are touched, so that the longer notice is needed.
    """

    in_force_from: Annotated[datetime, Meta(tz=True)] | None = None
    major: bool = False


class Words(Struct, frozen=True):
    """A text in both languages."""

    en: str
    zh: str


class PackView(Struct, frozen=True):
    """A pack: the version in force, the next one announced, and how many versions wait for somebody (of those you see)."""

    name: str
    level: Level
    title: Words
    markets: tuple[str, ...]
    merchant_id: str | None
    in_force: str | None
    announced: str | None
    announced_from: datetime | None
    waiting: int


class PackPage(Struct, frozen=True):
    """Packs in the order of their names. `next_cursor` asks for the next page; null on the last."""

    items: list[PackView]
    next_cursor: str | None


class VersionView(Struct, frozen=True):
    """A version. `shadow`: it decides beside what is in force. `errors` and `warnings`: what the check found, in numbers.
    Who did what is told to those who manage the pack.
    """

    name: str
    version: str
    digest: str
    level: Level
    title: Words
    markets: tuple[str, ...]
    merchant_id: str | None
    standing: Standing
    drafted_at: datetime
    submitted_at: datetime | None
    reviewed_at: datetime | None
    published_at: datetime | None
    major: bool
    in_force_from: datetime | None
    in_force_until: datetime | None
    withdrawn_at: datetime | None
    shadow: bool
    errors: int
    warnings: int
    drafted_by: str | None = None
    submitted_by: str | None = None
    reviewed_by: str | None = None
    review_note: str | None = None
    published_by: str | None = None
    withdrawn_by: str | None = None


class VersionText(VersionView, frozen=True, kw_only=True):
    """A version with its text."""

    content: str


class VersionPage(Struct, frozen=True):
    """Versions of a pack, the newest first. `next_cursor` asks for the next page; null on the last."""

    items: list[VersionView]
    next_cursor: str | None


class LintView(Struct, frozen=True):
    """What the check found in a version when it was last made; `error` forbids publication."""

    errors: int
    warnings: int
    findings: list[dict[str, Any]]


class ChangeView(Struct, frozen=True):
    """One thing that changed, in words. `what` is its kind; `effect` is for the buyer, null where it is not sure."""

    what: str
    name: str
    key: str | None
    text: Words
    before: Words | None
    after: Words | None
    effect: Effect | None


class DiffView(Struct, frozen=True):
    """What changed from one version (`before`) to another (`after`)."""

    name: str
    before: str
    after: str
    changes: list[ChangeView]


def pack_view(row: PackRow) -> PackView:
    """A pack as the API shows it."""
    return PackView(
        row.name, Level(row.level), _words(row.title), row.markets, _id(row.merchant_id), row.in_force,
        row.announced, row.announced_from, row.waiting,
    )  # fmt: skip


def version_view(version: PackVersion, now: datetime, *, manages: bool) -> VersionView:
    """A version as the API shows it."""
    return VersionView(**_fields(version, now, manages))


def version_text(version: PackVersion, now: datetime, *, manages: bool) -> VersionText:
    """A version as the API shows it, with its text."""
    return VersionText(**_fields(version, now, manages), content=version.content)


def lint_view(version: PackVersion) -> LintView:
    """What the check found."""
    findings = [dict(finding) for finding in version.lint]
    return LintView(version.errors, len(findings) - version.errors, findings)


def change_view(change: Change) -> ChangeView:
    """A change as the API shows it."""
    return ChangeView(
        change.what, change.name, change.key, _words(change.text), _words_or_none(change.before),
        _words_or_none(change.after), change.effect,
    )  # fmt: skip


def merchant_number(text: str) -> int:
    """The number of a merchant's id. Raises Invalid."""
    if not (text.isascii() and text.isdecimal() and len(text) <= 19 and int(text) <= _LARGEST_ID):
        raise Invalid(field="merchant_id", problem="this is not one of ours")
    return int(text)


def _fields(version: PackVersion, now: datetime, manages: bool) -> Mapping[str, Any]:
    v = version
    shown: dict[str, Any] = {
        "name": v.name, "version": v.version, "digest": v.digest, "level": v.level, "title": _words(v.title),
        "markets": v.markets, "merchant_id": _id(v.merchant_id), "standing": v.standing(now),
        "drafted_at": v.drafted_at, "submitted_at": v.submitted_at, "reviewed_at": v.reviewed_at,
        "published_at": v.published_at, "major": v.major, "in_force_from": v.in_force_from,
        "in_force_until": v.in_force_until, "withdrawn_at": v.withdrawn_at, "shadow": v.shadow, "errors": v.errors,
        "warnings": len(v.lint) - v.errors,
    }  # fmt: skip
    people = ("drafted_by", "submitted_by", "reviewed_by", "review_note", "published_by", "withdrawn_by")
    return shown | ({name: getattr(v, name) for name in people} if manages else {})


def _words(text: Text) -> Words:
    return Words(text.en, text.zh)


def _words_or_none(text: Text | None) -> Words | None:
    return None if text is None else _words(text)


def _id(number: int | None) -> str | None:
    return None if number is None else str(number)

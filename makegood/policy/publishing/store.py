"""Rows of versions, catalogues and decisions. Every function runs in the caller's transaction."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import datetime
from importlib.resources import files
from typing import Any

import msgspec

from makegood.db.writes import Connection
from makegood.kit.ids import bucket_of
from makegood.policy.pack import Level
from makegood.policy.publishing.editions import Edition
from makegood.policy.publishing.kept import KeptDecision, KeptPack, StatedFact
from makegood.policy.publishing.versions import PackVersion, Status
from makegood.policy.text import Text

_NAME = re.compile(r"^-- name: (\w+)$", re.MULTILINE)


def _named(text: str) -> dict[str, str]:
    parts = _NAME.split(text)[1:]
    return {name: statement.strip() for name, statement in zip(parts[::2], parts[1::2], strict=True)}


SQL = _named(files("makegood.policy.publishing").joinpath("queries.sql").read_text("utf-8"))
"""Statement by name."""


class PackRow(msgspec.Struct, frozen=True):
    """A pack by its name: what is in force, what is announced, and how many versions wait for somebody."""

    name: str
    level: str
    merchant_id: int | None
    title: Text
    markets: tuple[str, ...]
    in_force: str | None
    announced: str | None
    announced_from: datetime | None
    waiting: int


async def take_shelf(connection: Connection) -> int:
    """Be the one who changes versions until the transaction ends; the revision."""
    return int(await connection.fetchval(SQL["take_shelf"]))


async def turn_shelf(connection: Connection) -> None:
    """Let everybody see that what decides, now, later or in the shadow, has changed."""
    await connection.execute(SQL["turn_shelf"])


async def read_revision(connection: Connection) -> int:
    """The revision, which rises with every change of what decides."""
    return int(await connection.fetchval(SQL["revision"]))


async def read_version(connection: Connection, name: str, version: str) -> PackVersion | None:
    """One version."""
    row = await connection.fetchrow(SQL["version"], name, version)
    return row and _version(row)


async def last_version(connection: Connection, name: str) -> PackVersion | None:
    """The published version of a name that has no end yet."""
    row = await connection.fetchrow(SQL["last_version"], name)
    return row and _version(row)


async def version_before(connection: Connection, version: PackVersion) -> PackVersion | None:
    """The version that ends where this one begins."""
    row = await connection.fetchrow(SQL["version_before"], version.name, version.in_force_from)
    return row and _version(row)


async def versions_in_review(connection: Connection, limit: int = 50) -> list[PackVersion]:
    """The platform's versions that wait for a second person, the longest first."""
    return [_version(row) for row in await connection.fetch(SQL["in_review"], limit)]


async def versions_of(
    connection: Connection,
    name: str,
    *,
    drafts_of: int | None,
    all_drafts: bool,
    before: str | None,
    limit: int,
) -> list[PackVersion]:
    """A pack's versions, the newest first: the public ones, and drafts of one merchant or of everybody."""
    rows = await connection.fetch(SQL["versions_of"], name, all_drafts, drafts_of, before, limit)
    return [_version(row) for row in rows]


async def packs_by_name(
    connection: Connection, now: datetime, *, drafts_of: int | None, all_drafts: bool, after: str | None,
    level: Level | None, limit: int,
) -> list[PackRow]:  # fmt: skip
    """Packs in the order of their names, those with public versions and those whose drafts the caller may see."""
    rows = await connection.fetch(
        SQL["names"], all_drafts, drafts_of, now, after, level and level.value, limit
    )
    return [
        PackRow(
            row["name"], row["level"], row["merchant_id"], _text(row["title"]), tuple(row["markets"]),
            row["in_force"], row["announced"], row["announced_from"], row["waiting"],
        )
        for row in rows
    ]  # fmt: skip


async def add_version(connection: Connection, version: PackVersion) -> None:
    """A new version. The database refuses the same name and version twice."""
    v = version
    await connection.execute(
        SQL["add_version"], v.name, v.version, v.digest, v.level.value, v.merchant_id, list(v.markets),
        _json({"en": v.title.en, "zh": v.title.zh}), v.content, v.catalogue, v.status.value, v.drafted_by,
        v.drafted_at, *_life(v),
    )  # fmt: skip


async def move_versions(connection: Connection, *versions: PackVersion | None) -> None:
    """Write what changed in the lives of some versions, in this order."""
    for version in versions:
        if version is not None:
            await connection.execute(
                SQL["move_version"], version.name, version.version, version.status.value, *_life(version)
            )


async def shelved_versions(connection: Connection) -> list[PackVersion]:
    """Every version that decides at some time, and those that decide in the shadow."""
    return [_version(row) for row in await connection.fetch(SQL["shelved"])]


async def known_versions(connection: Connection) -> dict[tuple[str, str], str]:
    """The digests of the platform's versions, by name and version."""
    rows = await connection.fetch(SQL["known_versions"])
    return {(row["name"], row["version"]): row["digest"] for row in rows}


async def keep_catalogue(connection: Connection, edition: Edition, now: datetime) -> None:
    """Keep the files of a catalogue for good, once."""
    await connection.execute(SQL["keep_catalogue"], edition.digest, _json(dict(edition.files)), now)


async def read_catalogue_files(connection: Connection, digest: str) -> dict[str, str] | None:
    """The files of a catalogue by its digest, in the order of their names."""
    kept = await connection.fetchval(SQL["catalogue"], digest)
    return kept and dict(sorted(msgspec.json.decode(kept, type=dict[str, str]).items()))


async def read_texts(connection: Connection, digests: Collection[str]) -> dict[str, str]:
    """The texts of packs by their digests."""
    rows = await connection.fetch(SQL["texts"], list(digests))
    return {row["digest"]: row["content"] for row in rows}


async def merchant_exists(connection: Connection, merchant_id: int) -> bool:
    """Whether there is such a merchant."""
    return bool(await connection.fetchval(SQL["merchant_exists"], merchant_id))


async def decisions_of_case(connection: Connection, case_id: int) -> list[KeptDecision]:
    """What was decided about a case, in order."""
    rows = await connection.fetch(SQL["decisions_of_case"], bucket_of(case_id), case_id)
    return [_decision(row) for row in rows]


def _life(v: PackVersion) -> tuple[Any, ...]:
    return (
        v.submitted_by, v.submitted_at, v.reviewed_by, v.reviewed_at, v.review_note, v.published_by, v.published_at,
        v.major, v.in_force_from, v.in_force_until, v.withdrawn_by, v.withdrawn_at, v.shadow, _json(list(v.lint)),
    )  # fmt: skip


def _version(row: Any) -> PackVersion:
    fields: dict[str, Any] = dict(row)
    return PackVersion(
        **fields
        | {
            "level": Level(fields["level"]),
            "status": Status(fields["status"]),
            "markets": tuple(fields["markets"]),
            "title": _text(fields["title"]),
            "lint": tuple(msgspec.json.decode(fields["lint"])),
        }
    )


def _decision(row: Any) -> KeptDecision:
    return KeptDecision(
        row["seq"], row["order_id"], row["at"], row["purchased_at"], row["about"], row["book"],
        msgspec.json.decode(row["packs"], type=tuple[KeptPack, ...]), row["catalogue"],
        msgspec.json.decode(row["facts"], type=tuple[StatedFact, ...]), msgspec.json.decode(row["outcomes"]),
    )  # fmt: skip


def _text(encoded: str) -> Text:
    return msgspec.json.decode(encoded, type=Text)


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode()

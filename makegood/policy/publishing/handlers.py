"""Versions of packs: drafted, sent to review, reviewed, published, withdrawn, put in the shadow. One function a command.

`owner`: the merchant whose packs the caller reaches, None for everybody's. `by`: the person, as `office.person_of` says.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from makegood.db.writes import Connection
from makegood.kit.errors import Invalid, NotFound, Refused
from makegood.policy.book import make_book
from makegood.policy.pack import Pack
from makegood.policy.publishing import store, versions
from makegood.policy.publishing.editions import Edition
from makegood.policy.publishing.office import Finding, PolicyOffice
from makegood.policy.publishing.versions import PackVersion, VersionTaken, WrongPack
from makegood.policy.reading.pack_texts import hidden_characters
from makegood.policy.reading.problems import PackRefused


class CannotStandTogether(Refused):
    """The pack cannot be used beside those that hold: {problem}."""

    status = 422


class ShelfChanged(Refused):
    """Other versions were published or withdrawn while this one was being checked; send the request again."""


async def prepare(
    connection: Connection, office: PolicyOffice, name: str, content: str, merchant_id: int | None, by: str
) -> PackVersion:
    """A text as a draft with what the check finds in it, not yet kept. To be called outside of any transaction: the check
    takes seconds. A text that is kept already is not checked again.

    Raises PackRefused, WrongPack, VersionTaken, Invalid, CannotStandTogether and what `versions.drafted` raises.
    """
    pack = await asyncio.to_thread(_read, office, content, name)
    if pack.name != name:
        raise WrongPack(found=pack.name, name=name)
    made = versions.drafted(pack, merchant_id, office.shelf.edition.digest, by, office.clock.now())
    if await _known(connection, made) is not None:
        return made
    await _check_merchant(connection, merchant_id)
    _check_binding(office, pack, merchant_id)
    return replace(made, lint=await office.check(pack, merchant_id))


async def draft(connection: Connection, office: PolicyOffice, made: PackVersion) -> PackVersion:
    """Keep what was prepared; sent again unchanged, what became of it. Raises VersionTaken."""
    await store.take_shelf(connection)
    known = await _known(connection, made)
    if known is not None:
        return known
    await store.keep_catalogue(connection, office.shelf.edition, made.drafted_at)
    await store.add_version(connection, made)
    return made


async def submit(
    connection: Connection, office: PolicyOffice, name: str, version: str, owner: int | None, by: str
) -> PackVersion:
    """Ask for a review. Raises NotFound, NotADraft."""
    now = office.clock.now()
    return await _moved(connection, name, version, owner, lambda found: versions.submitted(found, by, now))


async def review(
    connection: Connection, office: PolicyOffice, name: str, version: str, owner: int | None, by: str, *,
    approve: bool, note: str,
) -> PackVersion:  # fmt: skip
    """What a second person says. Raises NotFound and what `versions.reviewed` raises."""
    now = office.clock.now()
    return await _moved(
        connection, name, version, owner, lambda found: versions.reviewed(found, by, approve, note, now)
    )


@dataclass(frozen=True, slots=True)
class Checked:
    """What the check finds in a version beside what holds at a revision of the shelf."""

    revision: int
    lint: tuple[Finding, ...]


async def check_again(
    connection: Connection, office: PolicyOffice, name: str, version: str, owner: int | None
) -> Checked | None:
    """Check an approved version beside what holds by now; None for others. To be called outside of any transaction.

    Raises NotFound, CannotStandTogether, PackRefused.
    """
    found = await read(connection, name, version, owner)
    if found.status is not versions.Status.APPROVED:
        return None
    await office.shelf.refresh()
    revision, pack = office.shelf.revision, office.shelf.parse(found)
    _check_binding(office, pack, found.merchant_id)
    return Checked(revision, await office.check(pack, found.merchant_id))


async def publish(
    connection: Connection, office: PolicyOffice, name: str, version: str, owner: int | None, by: str,
    checked: Checked | None, *, begins: datetime | None = None, major: bool = False,
) -> PackVersion:  # fmt: skip
    """Announce an approved version that was just checked.

    Raises NotFound, ShelfChanged and what `versions.published` raises.
    """
    revision = await store.take_shelf(connection)
    found = await read(connection, name, version, owner)
    if checked is not None:
        found = replace(found, lint=checked.lint)
    last = await store.last_version(connection, name)
    after, ended = versions.published(found, last, by, office.clock.now(), office.notice, begins, major=major)
    if checked is None or checked.revision != revision:
        raise ShelfChanged()
    await store.move_versions(connection, ended, after)
    await store.turn_shelf(connection)
    return after


async def withdraw(
    connection: Connection, office: PolicyOffice, name: str, version: str, owner: int | None, by: str
) -> PackVersion:
    """Take back what is announced and has not begun. Raises NotFound and what `versions.withdrawn` raises."""
    await store.take_shelf(connection)
    found = await read(connection, name, version, owner)
    before = await store.version_before(connection, found)
    back, resumed = versions.withdrawn(found, before, by, office.clock.now())
    await store.move_versions(connection, back, resumed)
    await store.turn_shelf(connection)
    return back


async def put_in_shadow(
    connection: Connection, office: PolicyOffice, name: str, version: str, owner: int | None
) -> PackVersion:
    """Let a version decide beside what is in force. Raises NotFound, NothingToShadow, CannotStandTogether."""
    found = await read(connection, name, version, owner)
    _check_binding(office, office.shelf.parse(found), found.merchant_id)
    now = office.clock.now()
    return await _moved(connection, name, version, owner, lambda each: versions.shadowing(each, True, now))


async def end_shadow(
    connection: Connection, office: PolicyOffice, name: str, version: str, owner: int | None
) -> PackVersion:
    """Let it decide beside no longer. Raises NotFound."""
    now = office.clock.now()
    return await _moved(connection, name, version, owner, lambda each: versions.shadowing(each, False, now))


async def read(connection: Connection, name: str, version: str, owner: int | None) -> PackVersion:
    """A version that the caller manages. Raises NotFound, also for those of others."""
    found = await store.read_version(connection, name, version) if versions.possible(name, version) else None
    if found is None or owner not in (None, found.merchant_id):
        raise NotFound(what="pack version")
    return found


async def ensure_shipped(
    connection: Connection, edition: Edition, packs: Iterable[Pack], now: datetime, *, at_once: bool = False
) -> tuple[PackVersion, ...]:
    """Put versions that a release ships and the shelf does not know on it; those that were put there.

    On an empty shelf they are published since the beginning. Later they are drafts for people to review, or, `at_once`
    (a demo), published now; there a text that was changed under an old version gets a version of its own.
    Raises VersionTaken when a release changed a text and not its version.
    """
    packs = tuple(packs)
    await store.keep_catalogue(connection, edition, now)
    if not _unknown(packs, await store.known_versions(connection), at_once):
        return ()
    await store.take_shelf(connection)
    empty = await connection.fetchval(store.SQL["shelf_is_empty"])
    fresh = _unknown(packs, await store.known_versions(connection), at_once)
    await store.turn_shelf(connection)
    return tuple([await _ship(connection, edition, pack, now, bool(empty), at_once) for pack in fresh])


async def _ship(
    connection: Connection, edition: Edition, pack: Pack, now: datetime, empty: bool, at_once: bool
) -> PackVersion:
    last = await store.last_version(connection, pack.name)
    begins = None
    if empty or (at_once and last is None):
        begins = versions.BEGINNING
    elif at_once and last is not None and last.in_force_from is not None and last.in_force_from < now:
        begins = now  # what people have announced meanwhile goes before
    made, ended = versions.shipped(pack, last, edition.digest, now, begins)
    await store.move_versions(connection, ended)
    await store.add_version(connection, made)
    return made


def _read(office: PolicyOffice, content: str, name: str) -> Pack:
    pack = office.shelf.read(content, name)
    hidden = hidden_characters(content, pack.file)
    if hidden:
        raise PackRefused(hidden)
    return pack


def _unknown(packs: Iterable[Pack], known: dict[tuple[str, str], str], at_once: bool) -> list[Pack]:
    unknown = []
    for pack in packs:
        kept = known.get((pack.name, pack.version))
        if kept is not None and kept != pack.digest:
            if not at_once:
                raise VersionTaken(name=pack.name, version=pack.version)
            pack = replace(pack, version=f"{pack.version}+{pack.digest[:8]}")
            kept = known.get((pack.name, pack.version))
        if kept is None:
            unknown.append(pack)
    return unknown


async def _known(connection: Connection, made: PackVersion) -> PackVersion | None:
    """The version of this name, if there is one already; it must be the same text of the same owner."""
    found = await store.read_version(connection, made.name, made.version)
    if found is not None and (found.digest, found.merchant_id) != (made.digest, made.merchant_id):
        raise VersionTaken(name=made.name, version=made.version)
    if found is None and not await connection.fetchval(
        store.SQL["name_is_free"], made.name, made.merchant_id
    ):
        raise VersionTaken(name=made.name, version=made.version)
    return found


async def _moved(
    connection: Connection, name: str, version: str, owner: int | None,
    move: Callable[[PackVersion], PackVersion],
) -> PackVersion:  # fmt: skip
    await store.take_shelf(connection)
    before = await read(connection, name, version, owner)
    after = move(before)
    await store.move_versions(connection, after)
    if after.shadow != before.shadow:
        await store.turn_shelf(connection)
    return after


async def _check_merchant(connection: Connection, merchant_id: int | None) -> None:
    if merchant_id is not None and not await store.merchant_exists(connection, merchant_id):
        raise Invalid(field="merchant_id", problem="there is no such merchant")


def _check_binding(office: PolicyOffice, pack: Pack, merchant_id: int | None) -> None:
    """That a book can be bound with it, which reading it alone does not show."""
    beside = office.shelf.beside(pack, merchant_id, office.clock.now())
    try:
        make_book(office.shelf.edition.catalogue, (*beside, pack))
    except ValueError as problem:
        raise CannotStandTogether(problem=str(problem)) from None

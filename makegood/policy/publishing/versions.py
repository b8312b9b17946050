"""PURE: versions of packs: draft, reviewed by a second person, published with notice, superseded. Never edited.

    draft → in_review → approved | rejected;  approved → published → superseded;  not yet begun: → withdrawn

A published version is in force from `in_force_from` until the next one of its name begins. Every move returns what is
to be stored, or raises the refusal that names the obstacle.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from makegood.kit.errors import Refused
from makegood.policy.pack import Level, Pack
from makegood.policy.text import Text

BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
"""When shipped packs took effect on a shelf that was empty; their rules have dates of their own."""
LATEST = datetime(2100, 1, 1, tzinfo=UTC)
"""Versions begin before this, as every time that policy reckons with."""
SYSTEM_DRAFTER = "system"
"""Who drafts the packs that are shipped with a release."""
MERCHANT_PREFIX = "shop-"
"""How names of merchants' packs begin, so that no merchant takes a name that a later release ships."""
LONGEST_NAME, LONGEST_VERSION, LONGEST_CONTENT, LONGEST_NOTE = 100, 60, 400_000, 2_000
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_VERSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]*")


class Status(StrEnum):
    """How far a version has come."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    REJECTED = "rejected"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


class Standing(StrEnum):
    """A status as it reads at a moment: what is published is announced, in force, or over."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    REJECTED = "rejected"
    ANNOUNCED = "announced"
    IN_FORCE = "in_force"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Notice:
    """How long before it takes effect a change is announced.

    `ordinary` and `major` (many users or major interests are touched) for the platform's rules: Measures for the
    Supervision of Online Trading Platform Rules (SAMR and CAC order 116) art. 12, at least 7 and 15 days, effective
    2026-02-01; existence and date are certain (H), the details of the article less so (M), so the lengths are settings.
    `least` for law, which takes effect by itself, and for a merchant's own promises, which only better the law.
    """

    ordinary: timedelta = timedelta(days=7)
    major: timedelta = timedelta(days=15)
    least: timedelta = timedelta(minutes=1)

    def needed(self, level: Level, merchant_id: int | None, *, major: bool) -> timedelta:
        """The notice that a pack of this level and owner needs."""
        if level is Level.LAW or merchant_id is not None:
            return self.least
        return self.major if major else self.ordinary


@dataclass(frozen=True, slots=True)
class PackVersion:
    """A version as the shelf keeps it. Persons are labels such as `operator:key-5`; `lint`: findings as JSON objects."""

    name: str
    version: str
    digest: str
    level: Level
    merchant_id: int | None
    markets: tuple[str, ...]
    title: Text
    content: str
    catalogue: str
    status: Status
    drafted_by: str
    drafted_at: datetime
    submitted_by: str | None = None
    submitted_at: datetime | None = None
    reviewed_by: str | None = None
    reviewed_at: datetime | None = None
    review_note: str | None = None
    published_by: str | None = None
    published_at: datetime | None = None
    major: bool = False
    in_force_from: datetime | None = None
    in_force_until: datetime | None = None
    withdrawn_by: str | None = None
    withdrawn_at: datetime | None = None
    shadow: bool = False
    lint: tuple[Mapping[str, Any], ...] = ()

    @property
    def is_public(self) -> bool:
        """Whether it was published and stands: everybody may read it."""
        return self.status in (Status.PUBLISHED, Status.SUPERSEDED)

    @property
    def errors(self) -> int:
        """How many findings forbid its publication."""
        return sum(finding.get("severity") == "error" for finding in self.lint)

    def in_force(self, moment: datetime) -> bool:
        """Whether it is what holds at a moment (its end is no longer inside)."""
        if not self.is_public or self.in_force_from is None or moment < self.in_force_from:
            return False
        return self.in_force_until is None or moment < self.in_force_until

    def standing(self, now: datetime) -> Standing:
        """How it stands now."""
        if not self.is_public or self.in_force_from is None:
            return Standing(self.status.value)
        if now < self.in_force_from:
            return Standing.ANNOUNCED
        return Standing.IN_FORCE if self.in_force(now) else Standing.SUPERSEDED


class VersionTaken(Refused):
    """Version {version} of {name} exists with another text, and a version never changes: give the new text a new version."""


class WrongPack(Refused):
    """The text is of the pack “{found}”, but it was sent for “{name}”."""

    status = 422


class UnusableName(Refused):
    """“{name}” cannot name a pack: small letters, digits and single hyphens, at most {longest} characters."""

    status = 422


class UnusableVersion(Refused):
    """“{version}” cannot be a version: letters, digits, dots, hyphens and plus signs, at most {longest} characters."""

    status = 422


class WrongPrefix(Refused):
    """Names of merchants' packs, and no others, begin with “{prefix}”; this one is “{name}”."""

    status = 422


class NotAPromise(Refused):
    """A merchant's pack is of level promise, which can only better the law; this one is of level {level}."""

    status = 422


class SetsOthersAside(Refused):
    """Rule {rule} is over “{other}”; a merchant's pack sets only its own rules aside."""

    status = 422


class NotADraft(Refused):
    """Only a draft is sent to review; this version is {standing}."""


class NotInReview(Refused):
    """Nobody has asked for a review of this version; it is {standing}."""


class ReviewerIsDrafter(Refused):
    """Whoever drafted a version does not review it; ask a second person."""

    status = 403


class WithdrawerIsPublisher(Refused):
    """Whoever published a version does not withdraw it; ask a second person."""

    status = 403


class RejectionNeedsReason(Refused):
    """Say in the note what is to be changed."""

    status = 422


class NotApproved(Refused):
    """Only a version that a second person has approved is published; this one is {standing}."""


class LintErrors(Refused):
    """The check found {count} errors, and a version with errors is not published. Read what it found; mend it in the next."""


class NoticeTooShort(Refused):
    """A change of this kind is announced some time ahead: it takes effect at {earliest} at the earliest."""

    status = 422


class BeginsTooLate(Refused):
    """A version is announced for a time before {latest}."""

    status = 422


class LaterVersionAnnounced(Refused):
    """Version {version} begins at {begins} already; take effect after it, or withdraw it first."""


class NotPublished(Refused):
    """This version is not published; it is {standing}."""


class AlreadyInForce(Refused):
    """This version has been in force since {begins}; what was promised stays promised. Publish a new version."""


class NothingToShadow(Refused):
    """Only a version that is not yet in force can decide in the shadow; this one is {standing}."""


def possible(name: str, version: str = "1") -> bool:
    """Whether there can be a version of this name at all."""
    fits = len(name) <= LONGEST_NAME and len(version) <= LONGEST_VERSION
    return fits and bool(_NAME.fullmatch(name) and _VERSION.fullmatch(version))


def drafted(
    pack: Pack, merchant_id: int | None, catalogue: str, by: str, now: datetime,
    lint: Sequence[Mapping[str, Any]] = (),
) -> PackVersion:  # fmt: skip
    """A new draft. Raises UnusableName, UnusableVersion, WrongPrefix, NotAPromise, SetsOthersAside."""
    if not possible(pack.name):
        raise UnusableName(name=pack.name[:LONGEST_NAME], longest=LONGEST_NAME)
    if not possible(pack.name, pack.version):
        raise UnusableVersion(version=pack.version[:LONGEST_VERSION], longest=LONGEST_VERSION)
    if (merchant_id is not None) != pack.name.startswith(MERCHANT_PREFIX):
        raise WrongPrefix(prefix=MERCHANT_PREFIX, name=pack.name)
    if merchant_id is not None:
        _check_merchants(pack)
    return PackVersion(
        pack.name, pack.version, pack.digest, pack.level, merchant_id, pack.markets, pack.title, pack.source_text,
        catalogue, Status.DRAFT, by, now, lint=tuple(lint),
    )  # fmt: skip


def submitted(version: PackVersion, by: str, now: datetime) -> PackVersion:
    """A draft that waits for a second person. Raises NotADraft."""
    if version.status is not Status.DRAFT:
        raise NotADraft(standing=version.standing(now).value)
    return replace(version, status=Status.IN_REVIEW, submitted_by=by, submitted_at=now)


def reviewed(version: PackVersion, by: str, approve: bool, note: str, now: datetime) -> PackVersion:
    """What a second person said. Raises NotInReview, ReviewerIsDrafter, RejectionNeedsReason."""
    if version.status is not Status.IN_REVIEW:
        raise NotInReview(standing=version.standing(now).value)
    if by == version.drafted_by:
        raise ReviewerIsDrafter()
    if not approve and not note.strip():
        raise RejectionNeedsReason()
    status = Status.APPROVED if approve else Status.REJECTED
    return replace(
        version, status=status, reviewed_by=by, reviewed_at=now, review_note=note.strip() or None,
        shadow=version.shadow and approve,
    )  # fmt: skip


def published(
    version: PackVersion, last: PackVersion | None, by: str, now: datetime, notice: Notice,
    begins: datetime | None = None, *, major: bool = False,
) -> tuple[PackVersion, PackVersion | None]:  # fmt: skip
    """The version announced, and the last one before it with its end. `begins` None: as soon as the notice allows.

    Raises NotApproved, LintErrors, NoticeTooShort, BeginsTooLate, LaterVersionAnnounced.
    """
    if version.status is not Status.APPROVED:
        raise NotApproved(standing=version.standing(now).value)
    if version.errors:
        raise LintErrors(count=version.errors)
    needed = notice.needed(version.level, version.merchant_id, major=major)
    begins = begins or now + needed
    if begins < now + needed:
        raise NoticeTooShort(earliest=(now + needed).isoformat())
    if begins >= LATEST:
        raise BeginsTooLate(latest=LATEST.isoformat())
    return _announced(version, last, by, now, begins, major)


def shipped(
    pack: Pack, last: PackVersion | None, catalogue: str, now: datetime, begins: datetime | None
) -> tuple[PackVersion, PackVersion | None]:
    """A pack of a release: a draft of the system's, or in force from `begins` with the last one before it ended."""
    draft = drafted(pack, None, catalogue, SYSTEM_DRAFTER, now)
    if begins is None:
        return draft, None
    return _announced(draft, last, SYSTEM_DRAFTER, now, begins, False)


def withdrawn(
    version: PackVersion, before: PackVersion | None, by: str, now: datetime
) -> tuple[PackVersion, PackVersion | None]:
    """The version taken back before it begins, and the one before it, which goes on in its place.

    Raises NotPublished, AlreadyInForce, WithdrawerIsPublisher.
    """
    if not version.is_public or version.in_force_from is None:
        raise NotPublished(standing=version.standing(now).value)
    if version.in_force_from <= now:
        raise AlreadyInForce(begins=version.in_force_from.isoformat())
    if by == version.published_by:
        raise WithdrawerIsPublisher()
    back = replace(
        version, status=Status.WITHDRAWN, withdrawn_by=by, withdrawn_at=now, in_force_until=None, shadow=False
    )
    return back, None if before is None else _ending(before, version.in_force_until)


def shadowing(version: PackVersion, on: bool, now: datetime) -> PackVersion:
    """The version decides beside what is in force and its differences are collected, or no longer. Raises NothingToShadow."""
    waits = (Standing.DRAFT, Standing.IN_REVIEW, Standing.APPROVED, Standing.ANNOUNCED)
    if on and version.standing(now) not in waits:
        raise NothingToShadow(standing=version.standing(now).value)
    return replace(version, shadow=on)


def _announced(
    version: PackVersion, last: PackVersion | None, by: str, now: datetime, begins: datetime, major: bool
) -> tuple[PackVersion, PackVersion | None]:
    if last is not None and last.in_force_from is not None and begins <= last.in_force_from:
        raise LaterVersionAnnounced(version=last.version, begins=last.in_force_from.isoformat())
    after = replace(
        version, status=Status.PUBLISHED, published_by=by, published_at=now, in_force_from=begins, major=major
    )
    return after, None if last is None else _ending(last, begins)


def _ending(version: PackVersion, until: datetime | None) -> PackVersion:
    status = Status.PUBLISHED if until is None else Status.SUPERSEDED
    return replace(version, status=status, in_force_until=until)


def _check_merchants(pack: Pack) -> None:
    """What makes a pack one that can only better the law, whoever reads it."""
    if pack.level is not Level.PROMISE:
        raise NotAPromise(level=pack.level.value)
    for rule in pack.rules:
        for other in rule.over:
            if "/" in other and not other.startswith(f"{pack.name}/"):
                raise SetsOthersAside(rule=rule.id, other=other)

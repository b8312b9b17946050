"""`makegood policy versions`, `load`, `submit`, `review`, `publish`, `diff`: the life of a version, from the command line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from makegood.cli.console import print_json
from makegood.cli.failure import CommandFailed
from makegood.cli.policy_office import at_the_shelf, by_option, json_option, person
from makegood.cli.policy_places import one_pack
from makegood.db.writes import Connection
from makegood.kit.settings import Mode, load_settings
from makegood.policy import Catalogue, Pack, Text
from makegood.policy.effects import Effect
from makegood.policy.publishing import handlers, store
from makegood.policy.publishing.office import PolicyOffice
from makegood.policy.publishing.opening import shipped_edition
from makegood.policy.publishing.versions import PackVersion
from makegood.policy.telling.diff import Change
from makegood.policy.telling.diff import diff as changes_between

_EFFECTS = {
    Effect.BETTER: (Text("better for the buyer", "对买家更有利"), "green"),
    Effect.WORSE: (Text("worse for the buyer", "对买家更不利"), "red"),
    Effect.MIXED: (Text("better in some cases, worse in others", "对买家有利有弊"), "yellow"),
}


_NOTHING = Text("Nothing has changed.", "没有变化。")


@click.command("versions", short_help="List packs, or the versions of one.")
@click.argument("name", required=False)
@json_option
def versions_command(name: str | None, as_json: bool) -> None:
    """List the packs of this installation with what is in force, or all versions of the pack NAME.

    \b
    Examples:
      makegood policy versions
      makegood policy versions cn-no-reason-return --json
    """
    rows = at_the_shelf(_packs if name is None else _versions(name))
    if as_json:
        print_json(rows)
    elif not rows:
        click.echo("There are no versions. `makegood policy load` puts the shipped packs on the shelf.")
    else:
        click.echo("\n".join(_row_line(row) for row in rows))


@click.command("load", short_help="Put the shipped packs on the shelf.")
@click.option(
    "--at-once", is_flag=True, help="What is new holds from now, without review. Not in production."
)
@json_option
def load_command(at_once: bool, as_json: bool) -> None:
    """Put the packs that this release ships on the shelf: the first time in force since the beginning, later as drafts for
    people to review and publish.

    \b
    Examples:
      makegood policy load
      makegood policy load --at-once
    """
    if at_once and load_settings().mode is Mode.PRODUCTION:
        raise CommandFailed(
            "This installation is in production mode: what is new is reviewed and published with notice."
        )

    async def work(connection: Connection, office: PolicyOffice) -> Sequence[PackVersion]:
        edition, packs = shipped_edition()
        now = office.clock.now()
        return await handlers.ensure_shipped(connection, edition, packs, now, at_once=at_once)

    made = at_the_shelf(work)
    if as_json:
        print_json([_as_data(each) for each in made])
        return
    click.echo(
        "\n".join(_version_line(each) for each in made) or "Everything that is shipped is on the shelf."
    )


@click.command("submit", short_help="Upload a pack as a draft and ask for a review.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--merchant", type=click.IntRange(1, 2**63 - 1), help="The id of the merchant whose promise it is."
)
@by_option
@json_option
def submit_command(file: Path, merchant: int | None, who: str | None, as_json: bool) -> None:
    """Check the pack in FILE, keep it as a draft, and ask a second person to review it.

    \b
    Examples:
      makegood policy submit my-promise.yaml --as anna
    """
    by, content = person(who), _content(file)
    _, pack = one_pack(str(file))

    async def work(connection: Connection, office: PolicyOffice) -> PackVersion:
        prepared = await handlers.prepare(connection, office, pack.name, content, merchant, by)
        made = await handlers.draft(connection, office, prepared)
        return await handlers.submit(connection, office, made.name, made.version, None, by)

    made = at_the_shelf(work)
    _say(made, as_json)
    if not as_json:
        for finding in made.lint:
            click.echo(f"  {finding['severity']}: {finding['text']['en']}")
        click.echo(f"Next: makegood policy review {made.name} {made.version} --approve, by a second person.")


@click.command("review", short_help="Approve or reject a version.")
@click.argument("name")
@click.argument("version")
@click.option("--approve/--reject", "approve", default=None, help="What you think of it.")
@click.option("--note", default="", help="What is to be changed, or why it is good.")
@by_option
@json_option
def review_command(
    name: str, version: str, approve: bool | None, note: str, who: str | None, as_json: bool
) -> None:
    """Approve or reject VERSION of the pack NAME, which another person has drafted.

    \b
    Examples:
      makegood policy review shop-better 2 --approve --as bert
      makegood policy review shop-better 2 --reject --note "The cap is missing." --as bert
    """
    if approve is None:
        raise CommandFailed("Say --approve or --reject.", 2)
    by = person(who)

    async def work(connection: Connection, office: PolicyOffice) -> PackVersion:
        return await handlers.review(connection, office, name, version, None, by, approve=approve, note=note)

    _say(at_the_shelf(work), as_json)


@click.command("publish", short_help="Announce an approved version.")
@click.argument("name")
@click.argument("version")
@click.option(
    "--from",
    "begins",
    metavar="TIME",
    help="When it begins, with its zone.  [default: when the notice allows]",
)
@click.option("--major", is_flag=True, help="Many users or major interests are touched: the longer notice.")
@by_option
@json_option
def publish_command(
    name: str, version: str, begins: str | None, major: bool, who: str | None, as_json: bool
) -> None:
    """Announce VERSION of the pack NAME. It holds when its notice is over; the version before holds until then, and what
    was bought before keeps what was promised then.

    \b
    Examples:
      makegood policy publish shop-better 2
      makegood policy publish marketplace-disputes 2026.12 --major --from 2027-01-01T00:00:00+08:00
    """
    by, at = person(who), _moment(begins)

    async def work(connection: Connection, office: PolicyOffice) -> PackVersion:
        checked = await handlers.check_again(connection, office, name, version, None)
        return await handlers.publish(
            connection, office, name, version, None, by, checked, begins=at, major=major
        )

    _say(at_the_shelf(work), as_json)


@click.command("diff", short_help="Say what changed between two packs, in words.")
@click.argument("before", metavar="A")
@click.argument("after", metavar="B")
@click.option("--language", default="en", show_default=True, help="en or zh.")
@json_option
def diff_command(before: str, after: str, language: str, as_json: bool) -> None:
    """Say what changed from A to B. Each is a file, the name of a shipped pack, or NAME@VERSION of this installation.

    \b
    Examples:
      makegood policy diff cn-no-reason-return my-copy.yaml
      makegood policy diff shop-better@1 shop-better@2 --language zh
    """
    catalogue, one, other = _both(before, after)
    changes = changes_between(one, other, catalogue)
    if as_json:
        print_json([asdict(change) for change in changes])
        return
    click.echo("\n".join(_change_line(change, language) for change in changes) or _NOTHING.in_(language))


def _both(before: str, after: str) -> tuple[Catalogue, Pack, Pack]:
    """The packs of two places; the database is asked only for versions."""
    kept = {
        place: place.partition("@")[::2]
        for place in (before, after)
        if "@" in place and not Path(place).exists()
    }
    found: dict[str, Pack] = {}
    if kept:
        found = at_the_shelf(lambda connection, office: _parsed(connection, office, kept))
    read = {place: one_pack(place) for place in (before, after) if place not in found}
    catalogue = next(iter(read.values()))[0] if read else shipped_edition()[0].catalogue
    packs = found | {place: pack for place, (_, pack) in read.items()}
    return catalogue, packs[before], packs[after]


async def _parsed(
    connection: Connection, office: PolicyOffice, places: Mapping[str, tuple[str, str]]
) -> dict[str, Pack]:
    return {
        place: office.shelf.parse(await handlers.read(connection, name, version, None))
        for place, (name, version) in places.items()
    }


async def _packs(connection: Connection, office: PolicyOffice) -> list[dict[str, Any]]:
    rows = await store.packs_by_name(
        connection, office.clock.now(), drafts_of=None, all_drafts=True, after=None, level=None, limit=1000
    )
    return [
        {
            "name": row.name, "level": row.level, "title": row.title.en, "in_force": row.in_force,
            "announced": row.announced, "announced_from": row.announced_from, "waiting": row.waiting,
        }
        for row in rows
    ]  # fmt: skip


def _versions(name: str) -> Any:
    async def work(connection: Connection, office: PolicyOffice) -> list[dict[str, Any]]:
        found = await store.versions_of(
            connection, name, drafts_of=None, all_drafts=True, before=None, limit=1000
        )
        if not found:
            raise CommandFailed(f"There is no pack {name} here. `makegood policy versions` lists them.")
        return [_as_data(each, office.clock.now()) for each in found]

    return work


def _as_data(version: PackVersion, now: datetime | None = None) -> dict[str, Any]:
    return {
        "name": version.name, "version": version.version, "digest": version.digest, "level": version.level.value,
        "standing": version.standing(now).value if now else version.status.value,
        "in_force_from": version.in_force_from, "in_force_until": version.in_force_until,
        "drafted_by": version.drafted_by, "reviewed_by": version.reviewed_by, "published_by": version.published_by,
        "shadow": version.shadow, "errors": version.errors,
    }  # fmt: skip


def _row_line(row: Mapping[str, Any]) -> str:
    if "standing" in row:
        since = f"from {row['in_force_from']:%Y-%m-%d %H:%M}" if row["in_force_from"] else ""
        until = f"until {row['in_force_until']:%Y-%m-%d %H:%M}" if row["in_force_until"] else ""
        shadow = "shadow" if row["shadow"] else ""
        return f"{row['version']:<20} {row['standing']:<11} {since} {until} {shadow}".rstrip()
    next_one = (
        f"  next {row['announced']} from {row['announced_from']:%Y-%m-%d %H:%M}" if row["announced"] else ""
    )
    waiting = f"  {row['waiting']} waiting" if row["waiting"] else ""
    return f"{row['name']:<32} {row['level']:<9} {row['in_force'] or '-':<20}{next_one}{waiting}".rstrip()


def _version_line(version: PackVersion) -> str:
    begins = f", in force from {version.in_force_from:%Y-%m-%d %H:%M} UTC" if version.in_force_from else ""
    return f"{version.name} {version.version}: {version.status.value.replace('_', ' ')}{begins}"


def _say(version: PackVersion, as_json: bool) -> None:
    if as_json:
        print_json(_as_data(version))
    else:
        click.echo(_version_line(version))


def _change_line(change: Change, language: str) -> str:
    line = change.text.in_(language)
    if change.effect is None:
        return line
    words, colour = _EFFECTS[change.effect]
    return f"{line}  [{click.style(words.in_(language), fg=colour)}]"


def _content(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise CommandFailed(f"{file} is not UTF-8.", 2) from None


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise CommandFailed("--from takes a time with its zone, such as 2027-01-01T00:00:00+08:00.", 2)
    return moment

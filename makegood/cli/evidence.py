"""`makegood evidence`: the place where files are kept, and moving them to another."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import click

from makegood.cli.console import print_json, remark
from makegood.cli.failure import CommandFailed
from makegood.evidence import BucketShelf, DiskShelf, Moved, Shelf, ShelfAway, move_contents
from makegood.kit.settings import Settings, load_settings

TOLD_EACH = 100


@click.group("evidence", short_help="Move the files of evidence to another place.")
def command() -> None:
    """Move the files of evidence to another place.

    \b
    Examples:
      makegood evidence check
      makegood evidence move --to bucket
    """


@command.command("move", short_help="Copy all files between folder and bucket.")
@click.option("--to", "target", type=click.Choice(["bucket", "folder"]), required=True, help="Where to.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object for machines.")
def move(target: str, as_json: bool) -> None:
    """Copy all files between MAKEGOOD_FILES_FOLDER and MAKEGOOD_FILES_BUCKET.

    What is there already is not copied again, so a move that was stopped goes on where it was. The hash of every original is
    checked before and after. Nothing is deleted. Servers may run on meanwhile: copy, restart them with the new place, then
    copy once more what came in between.

    \b
    Examples:
      MAKEGOOD_FILES_BUCKET=s3://shop-files/makegood makegood evidence move --to bucket
      makegood evidence move --to folder --json
    """
    folder, bucket = shelves(load_settings())
    source, aim = (folder, bucket) if target == "bucket" else (bucket, folder)
    try:
        moved = asyncio.run(move_contents(source, aim, _teller(as_json)))
    except ShelfAway as away:
        raise CommandFailed(
            f"Stopped: {away}. Whatever was copied is there. Look whether {source.told} and {aim.told} can be reached and "
            "begin again."
        ) from None
    _say(moved, aim, as_json)
    if moved.broken:
        raise CommandFailed(
            f"{len(moved.broken)} are not what their hash says and were not copied: {', '.join(moved.broken[:10])}. "
            "Bring them back from a backup and begin again."
        )


@command.command("check", short_help="Write, read and delete something where files are kept.")
def check() -> None:
    """Write, read and delete something where files are kept.

    \b
    Examples:
      makegood evidence check
    """
    settings = load_settings()
    shelf: Shelf = BucketShelf(settings.bucket) if settings.bucket else DiskShelf(settings.files_folder)
    try:
        asyncio.run(shelf.check())
    except ShelfAway as away:
        raise CommandFailed(
            f"{shelf.told} cannot be used: {away}. Look at its address, its keys and its rights."
        ) from None
    click.echo(f"{shelf.told} is in order.")


def shelves(settings: Settings) -> tuple[Shelf, Shelf]:
    """Folder and bucket of an installation. Raises CommandFailed where no bucket is named."""
    if settings.bucket is None:
        raise CommandFailed(
            "No bucket is named. Set MAKEGOOD_FILES_BUCKET, such as s3://shop-files/makegood."
        )
    return DiskShelf(settings.files_folder), BucketShelf(settings.bucket)


def _teller(as_json: bool) -> Callable[[Moved], None]:
    def tell(moved: Moved) -> None:
        if not as_json and (moved.copied + moved.there) % TOLD_EACH == 0:
            remark(f"{moved.copied} copied, {moved.there} there already")

    return tell


def _say(moved: Moved, aim: Shelf, as_json: bool) -> None:
    if as_json:
        print_json(
            {"to": aim.told, "copied": moved.copied, "there": moved.there, "size_bytes": moved.size_bytes,
             "broken": list(moved.broken)}
        )  # fmt: skip
    else:
        click.echo(
            f"{moved.copied} copied to {aim.told} ({moved.size_bytes} bytes), {moved.there} were there already."
        )

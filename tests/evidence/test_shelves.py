"""Folder and bucket keep the same promises; the bucket is behind a real server of S3's language."""

from __future__ import annotations

import itertools
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from makegood.cli.group import root
from makegood.evidence import BucketShelf, DiskShelf, FileStore, Shelf, ShelfAway, move_contents
from makegood.evidence.file_store import Copy, name_of
from makegood.evidence.refusals import FilesUnavailable
from makegood.kit.settings import SettingsProblem, parse_settings
from makegood.kit.storing import BucketSettings
from tests.evidence.buckets import SECRET, new_bucket, s3_server
from tests.evidence.made import film, picture

_NUMBER = itertools.count(1)
NAME = "ab/cd/abcdef"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """A server of buckets."""
    with s3_server() as at:
        yield at


@pytest.fixture
def bucket(address: str) -> BucketSettings:
    """An empty bucket."""
    return new_bucket(address, f"files-{next(_NUMBER)}")


@pytest.fixture(params=["folder", "bucket"])
def shelf(request: Any, tmp_path: Path, bucket: BucketSettings) -> Shelf:
    """A shelf of either kind."""
    return DiskShelf(tmp_path / "files") if request.param == "folder" else BucketShelf(bucket, retries=0)


async def read(shelf: Shelf, name: str, first: int = 0, length: int | None = None) -> bytes:
    return b"".join([chunk async for chunk in shelf.read(name, first, length)])


async def names(shelf: Shelf, folder: str = "") -> list[str]:
    return sorted([each.name async for each in shelf.listed(folder)])


async def pieces(count: int, size: int = 1_000_000) -> AsyncIterator[bytes]:
    for number in range(count):
        yield bytes([number]) * size


async def broken_off() -> AsyncIterator[bytes]:
    async for piece in pieces(8):
        yield piece
    raise ConnectionResetError("the other side went away")


async def test_what_is_written_is_read_whole_and_in_parts(shelf: Shelf) -> None:
    assert await shelf.size_bytes(NAME) is None
    await shelf.write(NAME, b"0123456789")
    assert await shelf.size_bytes(NAME) == 10
    assert await read(shelf, NAME) == b"0123456789"
    assert await read(shelf, NAME, 3) == b"3456789"
    assert await read(shelf, NAME, 3, 4) == b"3456"
    assert await read(shelf, NAME, 0, 0) == b""


async def test_much_is_written_and_read_in_pieces(shelf: Shelf) -> None:
    await shelf.write_from(NAME, pieces(12))
    assert await shelf.size_bytes(NAME) == 12_000_000
    sizes = [len(chunk) async for chunk in shelf.read(NAME, 11_999_990)]
    assert sum(sizes) == 10
    assert max([len(chunk) async for chunk in shelf.read(NAME)]) < 4_000_000
    assert await read(shelf, NAME, 1_999_999, 2) == b"\x01\x02"


async def test_what_breaks_off_is_not_there(shelf: Shelf) -> None:
    with pytest.raises(Exception):  # noqa: B017  whatever the way was
        await shelf.write_from(NAME, broken_off())
    assert await shelf.size_bytes(NAME) is None
    assert await names(shelf) == []


async def test_it_is_listed_by_folder_with_when_it_came(shelf: Shelf) -> None:
    await shelf.write("ab/cd/one", b"1")
    await shelf.write("ab/ce/two", b"22")
    await shelf.write("ac/cd/three", b"333")
    assert await names(shelf) == ["ab/cd/one", "ab/ce/two", "ac/cd/three"]
    assert await names(shelf, "ab") == ["ab/cd/one", "ab/ce/two"]
    assert await names(shelf, "ab/cd") == ["ab/cd/one"]
    assert await names(shelf, "ff") == []
    listed = [each async for each in shelf.listed("ac")]
    assert listed[0].size_bytes == 3
    assert abs(listed[0].at - time.time()) < 60


async def test_it_is_renamed_and_deleted(shelf: Shelf) -> None:
    await shelf.write(NAME, b"x")
    assert await shelf.rename(NAME, f"{NAME}.leaving")
    assert not await shelf.rename(NAME, f"{NAME}.leaving")
    assert await names(shelf) == [f"{NAME}.leaving"]
    await shelf.delete(f"{NAME}.leaving")
    await shelf.delete(f"{NAME}.leaving")
    assert await names(shelf) == []
    with pytest.raises(ShelfAway):
        await read(shelf, NAME)


async def test_a_check_leaves_nothing(shelf: Shelf) -> None:
    await shelf.check()
    assert await names(shelf) == []


async def test_pictures_and_films_are_kept_and_swept_on_either(shelf: Shelf) -> None:
    files = FileStore(shelf)
    kept = await files.keep(picture(size=(900, 600)))
    assert await names(shelf) == [
        name_of(kept.sha256, copy) for copy in (Copy.ORIGINAL, Copy.DISPLAY, Copy.THUMB)
    ]
    shown, size = await files.size_bytes(kept.sha256, Copy.DISPLAY, kept.kind)
    assert len(await read(shelf, shown)) == size
    await shelf.delete(shown)
    assert await files.size_bytes(kept.sha256, Copy.DISPLAY, kept.kind) == (shown, size)
    assert await files.set_aside(kept.sha256)
    await files.forget(kept.sha256)
    assert await names(shelf) == []
    with pytest.raises(FilesUnavailable):
        await files.size_bytes(kept.sha256, Copy.ORIGINAL, kept.kind)


async def test_a_content_that_was_swept_meanwhile_is_written_anew(shelf: Shelf) -> None:
    files = FileStore(shelf)
    kept = await files.keep(content := film())
    assert await files.set_aside(kept.sha256)
    await files.forget(kept.sha256)
    await files.keep_if_gone(content, kept)
    assert await read(shelf, name_of(kept.sha256)) == content


async def test_a_bucket_that_is_not_there_is_told_without_its_secret(address: str) -> None:
    for settings in (
        BucketSettings(name="nowhere", endpoint=address, key_id="key", secret=SECRET),
        BucketSettings(name="nowhere", endpoint="http://127.0.0.1:9", key_id="key", secret=SECRET),
    ):
        assert SECRET not in repr(settings)
        shelf = BucketShelf(settings, retries=0)
        with pytest.raises(ShelfAway) as away:
            await shelf.check()
        assert SECRET not in f"{away.value!r}{away.value}{away.value.__cause__!r}"
        with pytest.raises(FilesUnavailable):
            await FileStore(shelf).keep(picture())


async def test_a_move_copies_everything_and_goes_on_where_it_was(
    tmp_path: Path, bucket: BucketSettings
) -> None:
    folder, there = DiskShelf(tmp_path / "files"), BucketShelf(bucket, retries=0)
    files = FileStore(folder)
    first, second = await files.keep(picture()), await files.keep(film())
    moved = await move_contents(folder, there)
    assert (moved.copied, moved.there, moved.broken) == (5, 0, ())
    assert await names(there) == await names(folder)
    await there.delete(name_of(second.sha256))
    again = await move_contents(folder, there)
    assert (again.copied, again.there) == (1, 4)
    back = DiskShelf(tmp_path / "back")
    assert (await move_contents(there, back)).copied == 5
    assert await read(back, name_of(first.sha256)) == await read(folder, name_of(first.sha256))


async def test_a_move_leaves_what_is_not_its_hash(tmp_path: Path, bucket: BucketSettings) -> None:
    folder, there = DiskShelf(tmp_path / "files"), BucketShelf(bucket, retries=0)
    kept = await FileStore(folder).keep(film())
    folder.path(name_of(kept.sha256)).write_bytes(b"something else")
    moved = await move_contents(folder, there)
    assert moved.broken == (name_of(kept.sha256),)
    assert await there.size_bytes(name_of(kept.sha256)) is None


def test_the_command_moves_and_checks(tmp_path: Path, bucket: BucketSettings) -> None:
    environment = {
        "MAKEGOOD_HOME": str(tmp_path),
        "MAKEGOOD_FILES_BUCKET": f"s3://{bucket.name}/{bucket.prefix}",
        "MAKEGOOD_FILES_S3_ENDPOINT": bucket.endpoint,
        "MAKEGOOD_FILES_S3_KEY_ID": "key",
        "MAKEGOOD_FILES_S3_SECRET": SECRET,
    }
    content = tmp_path / "files" / "ab" / "cd" / "copy.display"
    content.parent.mkdir(parents=True)
    content.write_bytes(b"shown")
    said = CliRunner().invoke(root, ["evidence", "move", "--to", "bucket"], env=environment)
    assert (said.exit_code, "1 copied to s3://" in said.output) == (0, True), said.output
    assert CliRunner().invoke(root, ["evidence", "check"], env=environment).exit_code == 0
    lost = environment | {"MAKEGOOD_FILES_BUCKET": "s3://nowhere"}
    for asked in (["evidence", "check"], ["evidence", "move", "--to", "folder"]):
        said = CliRunner().invoke(root, asked, env=lost)
        assert said.exit_code != 0
        assert SECRET not in f"{said.output}{said.exception}"


@pytest.mark.parametrize(
    "given",
    [
        {"MAKEGOOD_FILES_BUCKET": "shop-files"},
        {"MAKEGOOD_FILES_BUCKET": "s3://Shop_Files"},
        {"MAKEGOOD_FILES_BUCKET": "s3://shop-files/../other"},
        {"MAKEGOOD_FILES_BUCKET": "s3://shop-files", "MAKEGOOD_FILES_S3_KEY_ID": "key"},
        {"MAKEGOOD_FILES_BUCKET": "s3://shop-files", "MAKEGOOD_FILES_S3_ENDPOINT": "minio:9000"},
        {
            "MAKEGOOD_FILES_BUCKET": "s3://shop-files",
            "MAKEGOOD_FILES_S3_ENDPOINT": f"https://k:{SECRET}@s3.example",
        },
    ],
)
def test_a_bucket_that_cannot_be_meant_is_refused(given: dict[str, str], tmp_path: Path) -> None:
    with pytest.raises(SettingsProblem) as problem:
        parse_settings(given, tmp_path)
    assert "MAKEGOOD_FILES_" in str(problem.value)
    assert SECRET not in str(problem.value)


def test_a_bucket_of_the_environment(tmp_path: Path) -> None:
    given = {"MAKEGOOD_FILES_BUCKET": "s3://shop-files/a/b/", "MAKEGOOD_FILES_S3_REGION": "cn-north-1"}
    assert parse_settings(given, tmp_path).bucket == BucketSettings("shop-files", "a/b", region="cn-north-1")
    assert parse_settings({}, tmp_path).bucket is None

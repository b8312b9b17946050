"""Keeping, attaching and forgetting files, against the real database and a real folder."""

from __future__ import annotations

import asyncio
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from makegood.db.writes import Writes
from makegood.evidence import DiskShelf, FileOffice, FileStore, StoredFile, files_named, record_case_files
from makegood.evidence import model as files_model
from makegood.evidence.file_store import Copy, name_of
from makegood.evidence.refusals import FilesUnavailable, FileTooLarge, TooManyFiles
from makegood.evidence.sweep import discard, forget_unattached, sweep_contents
from makegood.flows.tidy import forget_files
from makegood.kit.errors import NotFound, NotPermitted
from makegood.orders import OrderRecorded
from tests.evidence.made import film, paper, picture
from tests.world import DESK, MARKETPLACE, NOON, OPERATOR, SENIOR, World, buyer_of, merchant_of


def on_disk(folder: Path) -> list[str]:
    """The names of all that is in a folder of contents."""
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def folder_of(office: FileOffice) -> Path:
    return Path(office.files.shelf.told)


def path_of(office: FileOffice, sha256: str, copy: Copy = Copy.ORIGINAL) -> Path:
    return folder_of(office) / name_of(sha256, copy)


async def attach(office: FileOffice, case_id: int, *files: StoredFile) -> None:
    """What an event of a case does, in its transaction."""
    writes = Writes()
    record_case_files(writes, case_id, 2, [str(file.id) for file in files], office.clock.now())
    await writes.send(office.pool)


async def test_a_picture_is_kept_with_its_copies(world: World, office: FileOffice) -> None:
    order = await world.order()
    file = await office.take(buyer_of(order), order.order_id, "leak.JPG", content := picture(size=(900, 600)))
    assert (file.name, file.media_type, file.size_bytes) == ("leak.jpg", "image/jpeg", len(content))
    assert (file.width, file.height, file.is_picture, file.attached_at) == (900, 600, True, None)
    assert on_disk(folder_of(office)) == [file.sha256, f"{file.sha256}.display", f"{file.sha256}.thumb"]
    assert path_of(office, file.sha256).read_bytes() == content
    assert path_of(office, file.sha256).stat().st_mode & 0o777 == 0o600


async def test_the_same_again_is_the_same_file(world: World, office: FileOffice) -> None:
    order = await world.order()
    first = await office.take(buyer_of(order), order.order_id, "a.jpg", picture())
    again = await office.take(buyer_of(order), order.order_id, "b.jpg", picture())
    assert again == first
    others = await office.take(merchant_of(order), order.order_id, "a.jpg", picture())
    assert others.id != first.id
    assert len(on_disk(folder_of(office))) == 3


async def test_many_at_once_are_one_file_and_one_content(world: World, office: FileOffice) -> None:
    order = await world.order()
    sent = [office.take(buyer_of(order), order.order_id, f"{n}.jpg", picture()) for n in range(12)]
    assert len({file.id for file in await asyncio.gather(*sent)}) == 1
    assert len(on_disk(folder_of(office))) == 3
    assert await office.pool.fetchval("SELECT count(*) FROM files") == 1


async def test_the_most_files_are_counted_one_by_one(world: World, office: FileOffice) -> None:
    order = await world.order()
    for number in range(files_model.MOST_FILES - 2):
        await office.take(buyer_of(order), order.order_id, "p.pdf", paper() + b" " * number)
    sent = [
        office.take(buyer_of(order), order.order_id, "f.mp4", film(length=512 + 256 * n)) for n in range(6)
    ]
    answers = await asyncio.gather(*sent, return_exceptions=True)
    assert sum(isinstance(answer, TooManyFiles) for answer in answers) == 4
    await office.take(buyer_of(order), order.order_id, "p.pdf", paper())  # which is there
    await office.take(merchant_of(order), order.order_id, "p.pdf", paper())
    other = await world.order("T-2")
    await office.take(buyer_of(other), other.order_id, "p.pdf", paper())


async def test_who_may_send_files_for_an_order(world: World, office: FileOffice) -> None:
    order = await world.order()
    other = await world.order(
        "T-2", buyer={"external_id": "wang", "name": "王"}, merchant={"external_id": "m2", "name": "M2"}
    )
    for who in (buyer_of(order), merchant_of(order), DESK, SENIOR, MARKETPLACE):
        await office.take(who, order.order_id, "p.pdf", paper())
    for stranger in (buyer_of(other), merchant_of(other)):
        with pytest.raises(NotFound):
            await office.take(stranger, order.order_id, "p.pdf", paper())
    with pytest.raises(NotPermitted):
        await office.take(OPERATOR, order.order_id, "p.pdf", paper())
    with pytest.raises(NotFound):
        await office.take(DESK, 12345, "p.pdf", paper())


async def test_too_large_is_not_looked_at(world: World, office: FileOffice) -> None:
    order = await world.order()
    with pytest.raises(FileTooLarge):
        await office.take(buyer_of(order), order.order_id, "a", bytes(files_model.LARGEST_FILE_BYTES + 1))


async def test_files_by_their_ids(world: World, office: FileOffice) -> None:
    order = await world.order()
    one = await office.take(buyer_of(order), order.order_id, "1.pdf", paper())
    two = await office.take(buyer_of(order), order.order_id, "2.jpg", picture())
    wanted = [str(two.id), one.id, str(one.id), "7", "", "x", "-1", "9" * 19, "9" * 400, "１"]
    assert await files_named(office.pool, wanted) == [two, one]
    assert await files_named(office.pool, []) == []


async def test_attached_is_seen_by_those_who_may_read_the_case(world: World, office: FileOffice) -> None:
    order = await world.order()
    other = await world.order(
        "T-2", buyer={"external_id": "wang", "name": "王"}, merchant={"external_id": "m2", "name": "M2"}
    )
    done = await world.open(order)
    buyer, merchant = buyer_of(order), merchant_of(order)
    file = await office.take(buyer, order.order_id, "1.jpg", picture())
    assert await office.seen(buyer, file.id) == file
    for who in (merchant, DESK, SENIOR, OPERATOR, MARKETPLACE, buyer_of(other), merchant_of(other)):
        with pytest.raises(NotFound):
            await office.seen(who, file.id)
    await attach(office, done.case.state.id, file)
    await attach(office, done.case.state.id, file)
    for who in (buyer, merchant, DESK, SENIOR, OPERATOR, MARKETPLACE):
        assert (await office.seen(who, file.id)).id == file.id
    for stranger in (buyer_of(other), merchant_of(other)):
        with pytest.raises(NotFound):
            await office.seen(stranger, file.id)
    assert await office.pool.fetchval("SELECT count(*) FROM case_files") == 1


async def old_file(world: World, office: FileOffice, order: OrderRecorded) -> StoredFile:
    """A file that was marked as leaving, since nobody attached it in a week."""
    file = await office.take(buyer_of(order), order.order_id, "1.jpg", picture())
    assert await forget_unattached(office.pool, NOON + timedelta(days=6)) == 0
    assert await files_named(office.pool, [file.id]) == [file]
    assert await forget_unattached(office.pool, NOON + timedelta(days=8)) == 0
    return file


async def test_what_nobody_attaches_leaves_after_a_week(world: World, office: FileOffice) -> None:
    file = await old_file(world, office, await world.order())
    assert await files_named(office.pool, [file.id]) == []
    assert await forget_unattached(office.pool, NOON + timedelta(days=8, hours=2)) == 1
    with pytest.raises(NotFound):
        await office.seen(DESK, file.id)


async def test_a_message_that_was_on_its_way_keeps_its_file(world: World, office: FileOffice) -> None:
    order = await world.order()
    file = await old_file(world, office, order)
    await attach(office, (await world.open(order)).case.state.id, file)
    assert await forget_unattached(office.pool, NOON + timedelta(days=9)) == 0
    assert [kept.id for kept in await files_named(office.pool, [file.id])] == [file.id]


async def test_who_sends_it_again_keeps_it(world: World, office: FileOffice) -> None:
    order = await world.order()
    file = await old_file(world, office, order)
    world.clock.advance(timedelta(days=8))
    again = await office.take(buyer_of(order), order.order_id, "1.jpg", picture())
    assert again.id == file.id
    assert [kept.id for kept in await files_named(office.pool, [file.id])] == [file.id]


REAL = datetime(2026, 7, 1, 5, tzinfo=UTC)


def aged(office: FileOffice, at: datetime = REAL - timedelta(days=3)) -> None:
    """Make all that is on disk as old as `at`."""
    for path in folder_of(office).rglob("*"):
        if path.is_file():
            os.utime(path, (at.timestamp(), at.timestamp()))


async def swept(office: FileOffice) -> int:
    return sum([await sweep_contents(office.pool, office.files, part, REAL) for part in range(256)])


async def test_contents_that_no_row_names_are_swept_and_others_are_not(
    world: World, office: FileOffice
) -> None:
    order = await world.order()
    file = await office.take(buyer_of(order), order.order_id, "1.jpg", picture())
    # A server that was killed between content and row:
    orphan = await office.files.keep(picture(size=(70, 70)))
    draft = folder_of(office) / "incoming" / "abc"
    draft.write_bytes(b"half")
    assert await swept(office) == 0
    aged(office)
    assert await swept(office) == 1
    assert on_disk(folder_of(office)) == [file.sha256, f"{file.sha256}.display", f"{file.sha256}.thumb"]
    with pytest.raises(FilesUnavailable):
        await office.files.size_bytes(orphan.sha256, Copy.ORIGINAL, orphan.kind)


async def test_the_last_row_takes_its_content_along(world: World, office: FileOffice, pool: Any) -> None:
    order = await world.order()
    for who in (buyer_of(order), merchant_of(order)):
        await office.take(who, order.order_id, "1.jpg", picture())
    aged(office)
    await pool.execute("DELETE FROM files WHERE uploaded_by LIKE 'buyer%'")
    assert await swept(office) == 0
    await pool.execute("DELETE FROM files")
    assert await swept(office) == 1
    assert on_disk(folder_of(office)) == []


async def test_a_sweep_that_was_killed_is_made_good(office: FileOffice) -> None:
    content = await office.files.keep(picture())
    path = path_of(office, content.sha256)
    path.rename(path.with_name(path.name + ".leaving"))
    aged(office)
    assert await swept(office) == 0
    assert path.is_file()


async def test_content_that_is_sent_while_it_is_swept_stays(world: World, office: FileOffice) -> None:
    order = await world.order()
    content = await office.files.keep(picture())
    aged(office)
    await office.take(buyer_of(order), order.order_id, "1.jpg", picture())
    assert not await discard(office.pool, office.files, content.sha256)
    assert path_of(office, content.sha256).is_file()


async def test_sending_and_sweeping_at_the_same_time_never_leaves_a_row_without_content(
    world: World, office: FileOffice
) -> None:
    order = await world.order()
    for round_ in range(30):
        content = await office.files.keep(paper())  # an orphan, which is old enough to go
        aged(office, datetime.now(UTC) - timedelta(days=3))
        part = int(content.sha256[:2], 16)
        sweep = sweep_contents(office.pool, office.files, part, datetime.now(UTC))
        send = office.take(buyer_of(order), order.order_id, "p.pdf", paper())
        await asyncio.gather(*((sweep, send) if round_ % 2 else (send, sweep)))
        assert path_of(office, content.sha256).is_file()
        await office.pool.execute("DELETE FROM files")


async def test_a_missing_copy_is_drawn_again(office: FileOffice) -> None:
    content = await office.files.keep(picture())
    path = path_of(office, content.sha256, Copy.THUMB)
    size = path.stat().st_size
    path.unlink()
    assert (await office.files.size_bytes(content.sha256, Copy.THUMB, content.kind))[1] == size


async def test_a_disk_that_is_not_there_is_told_in_words(
    world: World, office: FileOffice, tmp_path: Path
) -> None:
    order = await world.order()
    (tmp_path / "no-folder").write_text("a file where the folder should be")
    broken = FileOffice(office.pool, office.clock, office.ids, FileStore(DiskShelf(tmp_path / "no-folder")))
    with pytest.raises(FilesUnavailable):
        await broken.take(buyer_of(order), order.order_id, "p.pdf", paper())
    assert await office.pool.fetchval("SELECT count(*) FROM files") == 0


async def test_the_daily_round_goes_over_everything_within_a_day(office: FileOffice) -> None:
    await office.files.keep(picture())
    aged(office)
    for hour in range(24):
        await forget_files(office.pool, office.files, NOON, REAL.replace(hour=hour))
    assert on_disk(folder_of(office)) == []

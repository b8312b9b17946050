"""The office for files: who may send and see them, over one database and one folder."""

from dataclasses import dataclass

from msgspec import structs

from makegood.accounts import Principal, PrincipalRole, authorise
from makegood.db.once import Kept, once
from makegood.db.pool import Pool
from makegood.db.writes import Connection
from makegood.evidence.file_store import FileStore
from makegood.evidence.hiding import keep_hidden
from makegood.evidence.keeping import file_of, keep_file
from makegood.evidence.large_film import Received
from makegood.evidence.model import MOST_REGIONS, FileView, Region, StoredFile, Upload, file_view
from makegood.evidence.refusals import FileErased, NotAPicture, NotYourFile, OriginalKept, TooMuchHidden
from makegood.evidence.store import insert_file, parties_of_case, parties_of_order, read_file
from makegood.kit.clock import Clock
from makegood.kit.errors import NotFound
from makegood.kit.ids import IdMaker, bucket_of
from makegood.kit.personal import masked_name

_SEES_ORIGINALS = (PrincipalRole.DESK, PrincipalRole.SENIOR)
_READS_NAMES = (*_SEES_ORIGINALS, PrincipalRole.MARKETPLACE, PrincipalRole.SYSTEM)


@dataclass(frozen=True, slots=True)
class FileOffice:
    """What sending and reading files needs. `came_from`: by which way and from which address whoever sends now is here."""

    pool: Pool
    clock: Clock
    ids: IdMaker
    files: FileStore
    came_from: str = ""

    async def may_send(self, who: Principal, order_id: int) -> None:
        """Let pass, or refuse: NotFound for an order that is not theirs, NotPermitted."""
        authorise(who, "file.upload")
        parties = await parties_of_order(self.pool, order_id)
        try:
            authorise(who, "file.upload", parties.buyer_id, parties.merchant_id)
        except NotFound:
            raise NotFound(what="order") from None

    async def may_send_for_case(self, who: Principal, case_id: int) -> int:
        """The order of a case that somebody may send files for. Raises NotFound, NotPermitted."""
        authorise(who, "file.upload")
        parties = await parties_of_case(self.pool, case_id)
        try:
            authorise(who, "file.upload", parties.buyer_id, parties.merchant_id)
        except NotFound:
            raise NotFound(what="case") from None
        return parties.order_id

    async def take(self, who: Principal, order_id: int, name: str, content: Received) -> StoredFile:
        """Keep a file that somebody sends for an order: what a page does with a form. Raises all refusals of files."""
        await self.may_send(who, order_id)
        return await keep_file(self.pool, self.files, self._upload(who, order_id, name, content))

    async def take_once(
        self, who: Principal, order_id: int, name: str, content: Received, key: str | None
    ) -> Kept:
        """Keep a file for who may send it, as the API does; an Idempotency-Key gives its first answer again."""
        upload = self._upload(who, order_id, name, content)
        # Before the transaction, which is then short.
        kept = await self.files.keep(content)

        async def work(connection: Connection) -> tuple[int, FileView]:
            return 201, file_view(await insert_file(connection, file_of(upload, kept)))

        said = ("file", str(order_id), name, kept.sha256)
        answer = await once(self.pool, who.label, key, said, upload.at, work)
        await self.files.keep_if_gone(content, kept)
        return answer

    async def seen(self, who: Principal, file_id: int, original: bool = False) -> StoredFile:
        """A file that somebody may see. Raises NotFound; FileErased; OriginalKept for an original that is not
        theirs to see.
        """
        authorise(who, "file.read")
        file, parties = await read_file(self.pool, file_id)
        if file.uploaded_by == who.label:
            return _there(file)
        if file.attached_at is None:
            raise NotFound(what="file")
        authorise(who, "file.read", parties.buyer_id, parties.merchant_id)
        if original and not sees_all(who):
            raise OriginalKept()
        return _there(file)

    async def own_picture(self, who: Principal, file_id: int) -> StoredFile:
        """A picture that somebody sent, to hide parts of. Raises NotFound, FileErased, NotYourFile, NotAPicture."""
        file = await self.seen(who, file_id)
        if file.uploaded_by != who.label:
            raise NotYourFile()
        if not file.is_picture:
            raise NotAPicture()
        return file

    async def hide(self, who: Principal, file_id: int, regions: tuple[Region, ...]) -> StoredFile:
        """Hide these regions of one's own picture from others and no others. Raises as `own_picture`, TooMuchHidden."""
        authorise(who, "file.upload")
        file = await self.own_picture(who, file_id)
        if len(regions) > MOST_REGIONS:
            raise TooMuchHidden(most=MOST_REGIONS)
        await keep_hidden(self.pool, file, who, regions, self.ids(bucket_of(file.id)), self.clock.now())
        return structs.replace(file, hidden=regions)

    def _upload(self, who: Principal, order_id: int, name: str, content: Received) -> Upload:
        return Upload(
            id=self.ids(bucket_of(order_id)), order_id=order_id, uploaded_by=who.label, name=name, content=content,
            at=self.clock.now(), given_from=self.came_from,
        )  # fmt: skip


def sees_all(who: Principal) -> bool:
    """Whether somebody sees originals, and what others may not see in copies."""
    return who.role in _SEES_ORIGINALS


def hidden_from(who: Principal, file: StoredFile) -> tuple[Region, ...]:
    """What of a picture somebody does not see. Whoever hid it sees the copy as others do; the original is theirs too."""
    return () if sees_all(who) else file.hidden


def name_for(who: Principal, file: StoredFile) -> str:
    """What a file is called to somebody: its sender may have named it after a person or a number, which only they and the
    desk read.
    """
    if who.role in _READS_NAMES or file.uploaded_by == who.label or file.uploaded_by.startswith("desk"):
        return file.name
    return masked_name(file.name, keeps_contact=file.uploaded_by.startswith("merchant"))


def _there(file: StoredFile) -> StoredFile:
    if file.erased_at is not None:
        raise FileErased(day=file.erased_at.date().isoformat())
    return file

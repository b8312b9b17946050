"""What of a file somebody may take away with the file of a case: the desk what was sent, a party the copy that it is shown."""

from msgspec import Struct

from makegood.accounts import Principal
from makegood.evidence.file_store import Copy, FileStore
from makegood.evidence.kinds import KINDS
from makegood.evidence.model import StoredFile
from makegood.evidence.names import safe_name
from makegood.evidence.office import hidden_from, name_for, sees_all


class TakenAway(Struct, frozen=True):
    """A copy of a file: its name on the shelf, its size, and what it is called where it is taken to."""

    file: StoredFile
    copy: Copy
    stored_as: str
    size_bytes: int
    name: str


async def copy_to_take(files: FileStore, who: Principal, file: StoredFile) -> TakenAway:
    """The copy. Parts that its sender blacked out are black for a party. Raises FilesUnavailable."""
    kind = KINDS[file.media_type]
    copy = Copy.ORIGINAL if sees_all(who) else Copy.DISPLAY
    stored_as, size_bytes = await files.size_bytes(file.sha256, copy, kind, hidden_from(who, file))
    shown = kind if copy is Copy.ORIGINAL else KINDS[kind.shown_as]
    return TakenAway(file, copy, stored_as, size_bytes, safe_name(name_for(who, file), shown))

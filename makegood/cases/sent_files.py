"""The files that commands name, as their senders may show them: of the same order, and their own uploads. Papers that bind
may also be in the case already, from whoever brought them.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from makegood.cases.commands import Appeal, Ask, Inspect, OpenCase, PauseClock, Receive, Reopen, Say
from makegood.cases.families.court_papers.commands import BindRuling
from makegood.cases.families.evidence_window.commands import ShowAcceptance
from makegood.cases.model import FileRef
from makegood.cases.requests import Request
from makegood.db.writes import Connection
from makegood.evidence import StoredFile, files_named

Sent = Mapping[str, StoredFile]
_SHOWING = (
    OpenCase | Say | Ask | Appeal | Receive | Inspect | PauseClock | ShowAcceptance | BindRuling | Reopen
)
"""Commands that name files."""


def named_in(request: Request) -> tuple[str, ...]:
    """The ids of the files that a request names."""
    command = request.command
    return command.files if isinstance(command, _SHOWING) else ()


async def files_sent(connection: Connection, requests: Sequence[Request]) -> Sent:
    """All files that a batch names, by id, in one read; none at all where none is named."""
    ids = sorted({each for request in requests for each in named_in(request)})
    if not ids:
        return {}
    return {str(file.id): file for file in await files_named(connection, ids)}


def files_of(request: Request, order_id: int, sent: Sent) -> dict[str, FileRef]:
    """Those that this request may show. What is missing here, the decision refuses by its id."""
    return {
        each: FileRef(each, file.name, file.media_type)
        for each in named_in(request)
        if (file := sent.get(each)) and file.order_id == order_id and _may_show(request, file)
    }


def _may_show(request: Request, file: StoredFile) -> bool:
    if isinstance(request.command, BindRuling) and file.attached_at is not None:
        return True
    return file.uploaded_by == request.principal.label


def added_at(files: Mapping[str, FileRef], sent: Sent) -> dict[str, datetime]:
    """Since when files are there."""
    return {each: sent[each].uploaded_at for each in files}

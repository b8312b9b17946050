"""Photos and papers that go with a request: kept as they are sent, shown before they are sent on, left out again."""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from makegood.accounts import Principal
from makegood.db.pool import Pool
from makegood.evidence import FileOffice, SentForm, StoredFile, files_named, is_form, read_form
from makegood.web.pages.orders.steps import MOST_FILES, file_ids, with_files
from makegood.web.pages.shell import HtmlRequest

MOST_FIELDS = 200


class Sent(Struct, frozen=True):
    """A form as it was sent: its fields as texts, and its files."""

    typed: dict[str, str]
    form: SentForm


async def sent_form(request: HtmlRequest) -> Sent:
    """The fields and files of a form, whichever way it was encoded. Raises FormUnreadable, FileTooLarge."""
    content_type = request.headers.get("content-type", "")
    if is_form(content_type):
        form = await read_form(request.stream(), content_type)
    else:
        pairs = (await request.form()).multi_items()
        form = SentForm(tuple((name, value) for name, value in pairs if isinstance(value, str)), ())
    return Sent(dict(form.fields[:MOST_FIELDS]), form)


async def with_photos(
    office: FileOffice, who: Principal, order_id: int, sent: Sent, at_most: int = MOST_FILES
) -> dict[str, str]:
    """What was typed, with the files that came along and without the one that was taken out. Raises the refusals of files."""
    ids = [one for one in file_ids(sent.typed) if one != sent.typed.get("remove", "")]
    for file in sent.form.files[: max(at_most - len(ids), 0)]:
        ids.append(str((await office.take(who, order_id, file.name, file.content)).id))
    return with_files(sent.typed, ids)


async def photos_of(
    pool: Pool, who: Principal, order_id: int, typed: Mapping[str, str]
) -> Sequence[StoredFile]:
    """The files of a request as far as they are the reader's own, in the order in which they were sent."""
    ids = file_ids(typed)
    if not ids:
        return []
    async with pool.acquire() as connection:
        found = {str(file.id): file for file in await files_named(connection, ids)}
    own = (found.get(one) for one in ids)
    return [file for file in own if file and (file.order_id, file.uploaded_by) == (order_id, who.label)]

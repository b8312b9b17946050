"""Forms as people send them: the texts of a multipart form are UTF-8, whatever a part of it says about itself."""

from typing import Any

from litestar import Request
from litestar.datastructures import FormMultiDict
from litestar.types import Empty

from makegood.evidence import is_form, read_form


class FormRequest(Request[Any, Any, Any]):
    """A request whose multipart forms are read by the reader of files, without their files: pages that take files read
    those themselves.

    The framework would decode each part with the charset that the part names. Some of Python's take hours for a body
    of the size we take (`punycode`), others give texts that cannot be written anywhere (`unicode_escape`).
    """

    __slots__ = ()

    async def form(self) -> FormMultiDict:
        """The fields. Raises FormUnreadable, FileTooLarge."""
        content_type = self.headers.get("content-type", "")
        if not is_form(content_type):
            return await super().form()
        if self._form is Empty:
            sent = await read_form(self.stream(), content_type)
            self._form = FormMultiDict(sent.fields)
        return self._form

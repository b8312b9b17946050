"""What the pages of policy share: the words of their tables, at hand in every template."""

from typing import Any

from litestar import Response

from makegood.web.pages.policy import words as policy_words
from makegood.web.pages.shell import Reader, page


def policy_page(template: str, reader: Reader, status: int = 200, **context: Any) -> Response[str]:
    """A template as a page for a reader, with `policy_words`."""
    return page(template, reader, status, policy_words=policy_words, **context)

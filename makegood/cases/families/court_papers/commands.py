"""PURE: what is done about papers that bind a case."""

from typing import Annotated

from msgspec import Meta

from makegood.cases.commands import Amount, Command, FileId, Text
from makegood.cases.families.court_papers.papers import Authority
from makegood.cases.model import Favour

Reference = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=100,
        pattern=r"^[^\x00-\x1f\x7f]*[^\s\x00-\x1f\x7f][^\x00-\x1f\x7f]*$",
        description="the number of the docket or the file",
    ),
]
Attached = Annotated[
    tuple[FileId, ...],
    Meta(
        min_length=1,
        max_length=10,
        description="ids of the papers: files that you uploaded, or that are in the case already",
    ),
]


class BindRuling(Command, frozen=True):
    """Put papers of a court, a regulator or an arbitration on the record: from then on every ruling says what they say.

    `amount_minor`: what they give the buyer, only with a split. Later papers take the place of earlier ones, as those of a
    higher court do; all of them stay on the record.
    """

    name = "bind_ruling"
    authority: Authority
    reference: Reference
    favour: Favour
    files: Attached
    amount_minor: Amount | None = None
    note: Text = ""

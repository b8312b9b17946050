"""PURE: what is done about the time for evidence."""

from typing import Annotated

from msgspec import Meta

from makegood.cases.commands import Command, FileId, Note, Text

Papers = Annotated[
    tuple[FileId, ...], Meta(min_length=1, max_length=10, description="ids of files that you uploaded")
]


class ExtendEvidence(Command, frozen=True):
    """Give more time for evidence, once; the party that asked for it and the reason stand in the note."""

    name = "extend_evidence"
    note: Note


class ProposeExtension(Command, frozen=True):
    """Ask the other party to agree to more time for evidence."""

    name = "propose_extension"
    note: Text = ""


class ProposeSuspension(Command, frozen=True):
    """Ask the other party to agree that the clock stands still for thirty days."""

    name = "propose_suspension"
    note: Text = ""


class AgreeStandstill(Command, frozen=True):
    """Agree to what the other party proposed about the clock."""

    name = "agree_standstill"


class ShowAcceptance(Command, frozen=True):
    """Show that court or police have taken the matter up: the clock then stands still until they are done, but six months
    at the longest.
    """

    name = "show_acceptance"
    files: Papers
    note: Text = ""

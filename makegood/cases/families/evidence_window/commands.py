"""PURE: what is done about the time for evidence."""

from typing import Annotated

from msgspec import Meta

from makegood.cases.commands import Command, FileId, Note, Text
from makegood.cases.families.evidence_window.plan import LONGEST_SUSPENSION
from makegood.cases.model import Role

Papers = Annotated[
    tuple[FileId, ...], Meta(min_length=1, max_length=10, description="ids of files that you uploaded")
]


class SaidEverything(Command, frozen=True):
    """Say that you have nothing to add: your time for evidence is over, and the desk decides once the other party's is."""

    name = "said_everything"


class ExtendEvidence(Command, frozen=True):
    """Give more time for evidence, once for each party. Without a `party`, to everybody whose time still runs. A party whose
    time is over may then add again; a dispute that waits for its ruling goes back to the hearing.
    """

    name = "extend_evidence"
    note: Note
    party: Role | None = None


class ProposeExtension(Command, frozen=True):
    """Ask the other party to agree to more time for evidence."""

    name = "propose_extension"
    note: Text = ""


class ProposeSuspension(Command, frozen=True):
    """Ask the other party to agree that the clock stands still, for thirty days at the most."""

    name = "propose_suspension"
    note: Text = ""
    days: Annotated[int, Meta(ge=1, le=LONGEST_SUSPENSION)] = LONGEST_SUSPENSION


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

"""Papers of an authority that bind the case: both parties are told what they say, and the desk can put some on record."""

from typing import Any

from msgspec import Struct

from makegood.cases import DISPUTED, BoundRuling, CaseView, FileRef, stands_as_bound
from makegood.web.pages.case.scene import CaseScene, Panel

OPERATION = "bind_ruling"
EVENT = "case.ruling_bound"


class CourtPapers(Struct, frozen=True):
    """What the template draws. `papers`: the files that came with what binds now; `earlier`: what bound before, the latest
    first; `is_apart`: they came after the end and say something else than what was done; `shown`: files of the case that may
    be the papers, for whoever may put them on record.
    """

    bound: BoundRuling | None
    papers: list[FileRef]
    earlier: list[dict[str, Any]]
    is_apart: bool
    may: bool
    shown: list[FileRef]
    typed: dict[str, str]


async def build(scene: CaseScene) -> CourtPapers | None:
    """The panel; None where no papers bind and the reader cannot put any on record."""
    view = scene.view
    may = any(one.name == OPERATION and one.allowed for one in view.allowed_operations)
    if view.bound is None and not may:
        return None
    came = [entry.detail for entry in view.timeline if entry.name == EVENT]
    return CourtPapers(
        view.bound,
        _files(came[-1]) if came else [],
        [detail["bound"] for detail in reversed(came[:-1])],
        view.stage not in DISPUTED and not stands_as_bound(scene.found.case.state),
        may,
        shown_in(view) if may else [],
        scene.typed_in(OPERATION) or {},
    )


def shown_in(view: CaseView) -> list[FileRef]:
    """Every file that somebody showed in the case, each once, the latest first."""
    found = {file.id: file for entry in view.timeline for file in _files(entry.detail)}
    return list(reversed(found.values()))


def _files(detail: dict[str, Any]) -> list[FileRef]:
    return [FileRef(each["id"], each["name"], each["media_type"]) for each in detail.get("files", ())]


PANEL = Panel("court_papers", "case/court_papers.html", build)

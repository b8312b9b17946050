"""The evidence in the file of a case: which content goes with it, what is left out and why, and the chain of custody."""

from collections.abc import Sequence
from typing import NamedTuple

from msgspec import structs

from makegood.disputes import Evidence, PieceView, evidence_of, for_reader, piece_view
from makegood.evidence import (
    FileStore,
    Link,
    LinkView,
    StoredFile,
    TakenAway,
    copy_to_take,
    custody_of,
    link_view,
    sees_all,
)
from makegood.kit.errors import Refused
from makegood.kit.i18n import text
from makegood.web.case_file.model import PieceTaken
from makegood.web.case_file.words import SAID
from makegood.web.pages.case.scene import CaseScene
from makegood.web.pages.desk.evidence import piece_name

MOST_PIECES = 200
MOST_BYTES = 400_000_000
"""Of all evidence in one archive."""
_FOR_PARTIES = frozenset({"given", "shown", "hidden", "unhidden", "erased"})
"""The links of a chain that both sides may read; who looked is the desk's to know."""


class Taken(NamedTuple):
    """The pieces, and the content that goes with them: its path in the archive and the copy."""

    pieces: list[PieceTaken]
    contents: list[tuple[str, TakenAway]]


async def pieces_taken(scene: CaseScene, files: FileStore) -> Taken:
    """Every piece of the case as its reader may have it."""
    evidence = await evidence_of(scene.pool, scene.found)
    views = [piece_view(each, evidence, scene.reader.language) for each in evidence.pieces]
    links = await _links(scene, [int(each.file.id) for each in views if each.file])
    taken, left_bytes = Taken([], []), MOST_BYTES
    for number, view in enumerate(views, 1):
        path, copy, why_not = await _content(scene, files, evidence, view, number, left_bytes)
        if copy is not None and len(taken.contents) < MOST_PIECES:
            left_bytes -= copy.size_bytes
            taken.contents.append((path, copy))
        elif copy is not None:
            path, why_not = "", text(scene.reader.language, SAID["too_much"])
        told = for_reader(view, scene.reader.me)
        custody = links.get(view.file.id, []) if view.file else []
        taken.pieces.append(PieceTaken(told, piece_name(told, scene.reader.language), path, why_not, custody))
    return taken


async def _content(
    scene: CaseScene, files: FileStore, evidence: Evidence, view: PieceView, number: int, left_bytes: int
) -> tuple[str, TakenAway | None, str]:
    """Where the content of a piece goes, the content, and what is to be said of it."""
    stored = evidence.files.get(view.file.id) if view.file else None
    language = scene.reader.language
    if stored is None:
        return "", None, ""
    if stored.erased_at is not None:
        return "", None, text(language, SAID["erased"], day=stored.erased_at.date().isoformat())
    try:
        copy = await copy_to_take(files, scene.reader.me, stored)
    except Refused:
        return "", None, text(language, SAID["away"])
    if copy.size_bytes > left_bytes:
        return "", None, text(language, SAID["too_much"])
    return f"evidence/{number:03d}-{copy.name}", copy, _hidden(scene, stored)


def _hidden(scene: CaseScene, stored: StoredFile) -> str:
    """That somebody sees less than was sent."""
    sees_less = bool(stored.hidden) and not sees_all(scene.reader.me)
    return text(scene.reader.language, SAID["hidden"]) if sees_less else ""


async def _links(scene: CaseScene, file_ids: Sequence[int]) -> dict[str, list[LinkView]]:
    """The chains of custody by file."""
    chains: dict[str, list[LinkView]] = {}
    for link in await custody_of(scene.pool, file_ids) if file_ids else []:
        if sees_all(scene.reader.me):
            chains.setdefault(str(link.file_id), []).append(link_view(link))
        elif link.what in _FOR_PARTIES:
            chains.setdefault(str(link.file_id), []).append(_without_names(link))
    return chains


def _without_names(link: Link) -> LinkView:
    """A link without who it was by name and from which address."""
    about = {name: value for name, value in link.about.items() if name != "from"}
    return structs.replace(link_view(link), who="", about=about)

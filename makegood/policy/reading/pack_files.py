"""Where policy files are and what is in them: a folder with its packs and, in `facts`, the catalogue of facts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from makegood.policy.catalogue import Catalogue
from makegood.policy.pack import Pack
from makegood.policy.reading.facts import catalogue_with_problems
from makegood.policy.reading.pack import names_twice, read_pack
from makegood.policy.reading.problems import PackProblem, PackRefused

FACTS = "facts"
_SUFFIXES = (".yaml", ".yml")


@dataclass(frozen=True)
class Readings:
    """What could be read, and what is wrong with the rest."""

    catalogue: Catalogue
    packs: tuple[Pack, ...]
    problems: tuple[PackProblem, ...]

    def refuse(self) -> None:
        """Raise PackRefused when anything is wrong."""
        if self.problems:
            raise PackRefused(self.problems)


def facts_files(folder: Path) -> list[Path]:
    """The files of the catalogue of facts, in order."""
    return _yaml_files(folder / FACTS)


def pack_files(place: Path) -> list[Path]:
    """The file itself, or all packs of a folder and the folders in it, in order; facts are left out."""
    if not place.is_dir():
        return [place]
    return [
        path for path in _yaml_files(place) if FACTS not in (*path.relative_to(place).parts[:-1], place.name)
    ]


def read_catalogue_in(folder: Path) -> tuple[Catalogue, list[PackProblem]]:
    """The catalogue of a folder of policies as far as it can be read, and what is wrong in it."""
    found: list[PackProblem] = []
    texts = {shown(path): text for path in facts_files(folder) if (text := _text(path, found)) is not None}
    catalogue, problems = catalogue_with_problems(texts)
    return catalogue, [*found, *problems]


def read_packs_in(places: Iterable[Path], catalogue: Catalogue) -> tuple[list[Pack], list[PackProblem]]:
    """The packs of files and folders that can be read, and what is wrong in the others."""
    packs: list[Pack] = []
    found: list[PackProblem] = []
    for path in dict.fromkeys(path.resolve() for place in places for path in pack_files(place)):
        text = _text(path, found)
        if text is None:
            continue
        try:
            packs.append(read_pack(text, shown(path), catalogue))
        except PackRefused as refused:
            found += refused.problems
    return packs, [*found, *names_twice(packs)]


def read_folder(folder: Path) -> Readings:
    """The catalogue and all packs of a folder of policies."""
    catalogue, wrong_facts = read_catalogue_in(folder)
    packs, wrong_packs = read_packs_in([folder], catalogue)
    return Readings(catalogue, tuple(packs), (*wrong_facts, *wrong_packs))


def shown(path: Path) -> str:
    """A file's name for messages: from the current folder when it is below it."""
    resolved = path.resolve()
    here = Path.cwd()
    return resolved.relative_to(here).as_posix() if resolved.is_relative_to(here) else str(resolved)


def _yaml_files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.suffix in _SUFFIXES and path.is_file())


def _text(path: Path, found: list[PackProblem]) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "It is not UTF-8 text"
        found.append(PackProblem(shown(path), 1, None, f"The file cannot be read: {reason}."))
        return None

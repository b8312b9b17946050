"""The packs that a command is asked about: files, folders, or the names of shipped packs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from makegood.cli.failure import CommandFailed
from makegood.policy import Catalogue, Pack
from makegood.policy.publishing.shipped import POLICIES
from makegood.policy.reading.pack_files import FACTS, read_catalogue_in, read_packs_in
from makegood.policy.reading.problems import PackProblem, nearest


@dataclass(frozen=True)
class Asked:
    """What a command works on: `packs` are those asked for, `library` all that are there beside them and they."""

    catalogue: Catalogue
    packs: tuple[Pack, ...]
    library: tuple[Pack, ...]
    problems: tuple[PackProblem, ...]


def asked_for(places: Sequence[str]) -> Asked:
    """The packs of some files, folders or names; every shipped one when nothing is named.

    A file takes the place of the shipped pack of its name. Raises CommandFailed when there is no such place.
    """
    catalogue, wrong_facts = read_catalogue_in(POLICIES)
    shipped, wrong_shipped = read_packs_in([POLICIES], catalogue)
    by_name = {pack.name: pack for pack in shipped}
    if not places:
        return Asked(catalogue, tuple(shipped), tuple(shipped), (*wrong_facts, *wrong_shipped))
    named = [by_name[place] for place in places if place in by_name]
    paths = [_path(place, by_name) for place in places if place not in by_name]
    read, wrong = read_packs_in([path for path in paths if path.parent.name != FACTS], catalogue)
    packs = {pack.name: pack for pack in (*named, *read)}
    return Asked(catalogue, tuple(packs.values()), tuple((by_name | packs).values()), (*wrong_facts, *wrong))


def one_pack(place: str) -> tuple[Catalogue, Pack]:
    """The pack of a file or name. Raises CommandFailed when it cannot be read or is not one."""
    asked = asked_for([place])
    if not asked.packs and asked.problems:
        raise CommandFailed("\n".join(str(problem) for problem in asked.problems))
    if len(asked.packs) != 1:
        raise CommandFailed(f"{place} has {len(asked.packs)} packs. Name one.", 2)
    return asked.catalogue, asked.packs[0]


def _path(place: str, names: dict[str, Pack]) -> Path:
    path = Path(place)
    if path.exists():
        return path
    raise CommandFailed(
        f"There is no file and no pack {place}.{nearest(place, names)} `makegood policy list` names them.", 2
    )

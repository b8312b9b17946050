"""The shipped packs go out with the product: every folder of them is in the wheel."""

from __future__ import annotations

import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_every_folder_of_packs_is_packaged() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    packaged = project["tool"]["setuptools"]["data-files"]
    folders = {path.parent.relative_to(ROOT).as_posix() for path in (ROOT / "policies").rglob("*.yaml")}
    assert packaged == {f"share/makegood/{folder}": [f"{folder}/*.yaml"] for folder in sorted(folders)}, (
        "list each folder of policies under [tool.setuptools.data-files] in pyproject.toml"
    )

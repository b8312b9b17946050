"""The packs that are shipped: the folder `policies` of the product."""

from __future__ import annotations

import sys
from pathlib import Path

from makegood.policy.catalogue import Catalogue
from makegood.policy.pack import Pack
from makegood.policy.reading.pack_files import read_catalogue_in, read_folder
from makegood.policy.reading.problems import PackRefused

SAMPLES = "samples"
"""The folder of packs that are there to be copied; they promise nothing."""
_CHECKOUT = Path(__file__).parents[3] / "policies"
_INSTALLED = Path(sys.prefix) / "share" / "makegood" / "policies"
POLICIES = _CHECKOUT if _CHECKOUT.is_dir() else _INSTALLED
"""Beside the sources in a checkout; where a wheel puts its data otherwise."""


def shipped_catalogue() -> Catalogue:
    """The catalogue of facts alone. Raises PackRefused with all that is wrong."""
    catalogue, problems = read_catalogue_in(POLICIES)
    if problems:
        raise PackRefused(problems)
    return catalogue


def load_shipped() -> tuple[Catalogue, tuple[Pack, ...]]:
    """The catalogue of facts and every shipped pack but the samples. Raises PackRefused with all that is wrong."""
    found = read_folder(POLICIES)
    found.refuse()
    return found.catalogue, tuple(pack for pack in found.packs if SAMPLES not in Path(pack.file).parts)

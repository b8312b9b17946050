"""PURE: an edition of the catalogue of facts: the catalogue and the files that it was read from."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from makegood.policy.catalogue import Catalogue


@dataclass(frozen=True)
class Edition:
    """`files`: the texts of the catalogue by their names, such as `core.yaml`. They are kept with decisions, so that
    these can be made again when the catalogue has long grown.
    """

    catalogue: Catalogue
    files: Mapping[str, str]

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the files and their names, in hex."""
        canonical = json.dumps(dict(self.files), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()

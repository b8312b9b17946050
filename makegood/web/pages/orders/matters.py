"""PURE: what is the matter, asked as a person says it: the catalogue's reasons under a few headings.

A reason of the catalogue that stands under no heading here is found under the last one, so that none is lost.
"""

from collections.abc import Mapping

from msgspec import Struct

from makegood.web.pages.case.reasons import heading


class Heading(Struct, frozen=True):
    """One thing that people say, in English, its picture of icons.html, and the reasons it may mean."""

    says: str
    icon: str
    reasons: tuple[str, ...]


HEADINGS = (
    Heading("It arrived broken, or it does not work", "alert", ("damaged", "quality", "installation")),
    Heading("It is not what I ordered", "question", ("wrong_item", "not_as_described", "counterfeit")),
    Heading("Something is missing", "goods", ("missing_parts", "empty_parcel", "short_weight")),
    Heading("It has not come", "carrier", ("not_received", "not_shipped_in_time", "out_of_stock", "refused_delivery")),
    Heading("I do not want it any more", "reply", ("no_reason", "does_not_fit", "ordered_by_mistake")),
    Heading("Food or plants are not good", "health", ("spoilt", "thawed", "expired", "unsafe_food")),
    Heading("It is about money or an invoice", "money", ("price_error", "price_protection", "invoice", "freight")),
    Heading("Something else", "more", ("agreed", "other")),
)  # fmt: skip
"""What buyers are asked, in this order."""

SAID = {each.says: each.says for each in HEADINGS}
"""The headings, for the catalogue's test."""


class Matter(Struct, frozen=True):
    """A heading with the reasons that the catalogue has under it: (code, words of the reader, whether chosen)."""

    says: str
    icon: str
    reasons: list[tuple[str, str, bool]]

    @property
    def is_chosen(self) -> bool:
        """Whether the reason that was chosen is one of these."""
        return any(chosen for _, _, chosen in self.reasons)


def matters_of(reasons: Mapping[str, str], chosen: str) -> list[Matter]:
    """The headings that have reasons, for a reader whose words are given."""
    placed = {code for each in HEADINGS for code in each.reasons}
    rest = tuple(code for code in reasons if code not in placed)
    found = [
        Matter(each.says, each.icon, _known((*each.reasons, *(rest if each is HEADINGS[-1] else ())), reasons, chosen))
        for each in HEADINGS
    ]  # fmt: skip
    return [matter for matter in found if matter.reasons]


def _known(codes: tuple[str, ...], reasons: Mapping[str, str], chosen: str) -> list[tuple[str, str, bool]]:
    return [(code, heading(reasons[code]), code == chosen) for code in codes if code in reasons]

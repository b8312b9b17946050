"""PURE: to whom a merchant's money went, or from whom it came, in the reader's words."""

from makegood.kit.i18n import text
from makegood.web.pages import words
from makegood.web.pages.claims.words import INSURERS
from makegood.web.pages.console.account_words import FAMILIES
from makegood.web.pages.parcels.words import courier_called
from makegood.web.pages.work.words import OTHER_SIDES

_OUTSIDE = {"carrier": "Carrier {name}", "insurer": "Insurer {name}"}
"""Whom an account of the world outside belongs to, by how its name begins, in English."""
THROUGH = "Processor {name}"
SENTENCES = (*_OUTSIDE.values(), THROUGH)
"""All of the above, for the catalogue's test."""


def party_words(party: str, language: str) -> str:
    """A tender of the buyer's, an account of the platform, or somebody outside (`outside:carrier-shunfeng`)."""
    known = words.TENDERS.get(party) or OTHER_SIDES.get(party) or FAMILIES.get(party)
    if known:
        return text(language, known)
    family, _, name = party.partition(":")
    if family != "outside":
        return party
    kind, _, rest = name.partition("-")
    if kind in _OUTSIDE and rest:
        return text(language, _OUTSIDE[kind], name=text(language, called_outside(kind, rest)))
    return text(language, THROUGH, name=name)


def called_outside(kind: str, name: str) -> str:
    """What a carrier, an insurer or anybody else outside is called, in English."""
    if kind == "insurer":
        return INSURERS.get(name, name)
    return courier_called(name) if kind == "carrier" else name

"""PURE: the places of the product, one line each: the sidebar of staff, the bars of buyers and the keys draw from it.

A new page that people go to adds its line here and a word in its own catalogue; nothing else has to know of it.
"""

from collections.abc import Mapping
from itertools import groupby

from msgspec import Struct

BUYERS = frozenset({"buyer"})
MERCHANTS = frozenset({"merchant"})
DESK = frozenset({"desk", "senior"})
OPERATORS = frozenset({"operator"})
STAFF = MERCHANTS | DESK | OPERATORS | {"marketplace"}
EVERYBODY = BUYERS | STAFF

GROUPS: Mapping[str, str] = {
    "work": "", "money": "Money", "rules": "Promises", "house": "Installation", "tools": "", "me": "",
}  # fmt: skip
"""Groups in their order with their headings, in English. `tools` are drawn in the bar on top, `me` in the reader's menu."""


class Place(Struct, frozen=True):
    """A page that people go to. `label` is English, `icon` of icons.html, `key` the letter after g that leads there."""

    label: str
    href: str
    icon: str
    roles: frozenset[str]
    group: str = "work"
    key: str = ""


PLACES: tuple[Place, ...] = (
    Place("Queue", "/work", "cases", MERCHANTS, key="w"),
    Place("Receive", "/work/receive", "scan", MERCHANTS, key="v"),
    Place("Parcels", "/work/parcels", "carrier", MERCHANTS, key="a"),
    Place("Stock", "/work/stock", "goods", MERCHANTS, key="k"),
    Place("Notices", "/work/notices", "flag", MERCHANTS, key="i"),
    Place("Templates", "/work/templates", "edit", MERCHANTS, key="t"),
    Place("Instant refunds", "/advances", "money", MERCHANTS | DESK | OPERATORS, "money", key="x"),
    Place("Statements", "/work/statements", "money", MERCHANTS, "money", key="s"),
    Place("Figures", "/work/figures", "chart", MERCHANTS, "money", key="f"),
    Place("Products", "/work/products", "goods", MERCHANTS, "money", key="p"),
    Place("Claims", "/claims", "shield", MERCHANTS | DESK | OPERATORS, key="l"),
    Place("Chargebacks", "/chargebacks", "money", MERCHANTS | DESK | OPERATORS, "money", key="z"),
    Place("Desk", "/desk", "desk", DESK, key="d"),
    Place("Flagged messages", "/desk/flags", "flag", DESK, key="f"),
    Place("Service board", "/desk/service", "clock", DESK | OPERATORS, key="v"),
    Place("Second rulings", "/desk/blind", "views", DESK, key="e"),
    Place("Texts to begin with", "/desk/macros", "edit", DESK, key="t"),
    Place("Fairness of rulings", "/console/fairness", "rules", OPERATORS, key="u"),
    Place("The day", "/console", "home", OPERATORS, key="d"),
    Place("Cases at risk", "/console/risk", "clock", OPERATORS, key="k"),
    Place("Cases", "/", "cases", EVERYBODY - MERCHANTS - DESK - OPERATORS, key="c"),
    Place("Cases", "/?view=open", "cases", DESK | OPERATORS, key="c"),
    Place("Orders", "/orders", "goods", EVERYBODY, key="o"),
    Place("Rules", "/policy", "rules", EVERYBODY, "rules", key="r"),
    Place("Search", "/search", "search", EVERYBODY, "tools"),
    Place("Notifications", "/notifications", "bell", BUYERS | MERCHANTS | DESK | OPERATORS, "tools", key="n"),
    Place("Your views", "/views", "star", MERCHANTS | DESK | OPERATORS, "me"),
    Place("Security", "/me/security", "shield", EVERYBODY, "me"),
    Place("People and roles", "/console/people", "people", OPERATORS, "house", key="p"),
    Place("Merchants", "/console/merchants", "merchant", OPERATORS, "house", key="m"),
    Place("Buyers", "/console/buyers", "buyer", OPERATORS, "house", key="b"),
    Place("Health", "/console/health", "health", OPERATORS, "house", key="h"),
    Place("Who did what", "/console/audit", "audit", OPERATORS, "house", key="w"),
    Place("Evidence that is kept", "/console/evidence", "file", OPERATORS, "house"),
    Place("Settings", "/console/settings", "settings", OPERATORS, "house", key="s"),
    Place("Book", "/console/money", "money", OPERATORS, "money", key="y"),
    Place("Panels of users", "/jury", "jury", BUYERS, "me"),
    Place("Panels of users", "/console/jury", "jury", OPERATORS, "house"),
    Place("Insurers", "/console/insurers", "shield", OPERATORS, "money", key="i"),
    Place("Journal", "/console/journal", "book", OPERATORS, "money", key="j"),
)
"""Every place, in the order in which it is shown within its group."""


class Group(Struct, frozen=True):
    """Places under one heading (English, may be empty)."""

    name: str
    heading: str
    places: list[Place]


def places_of(role: str, *groups: str) -> list[Place]:
    """The places of a role, in the order of the groups; of some groups only where they are named."""
    order = list(GROUPS)
    mine = [place for place in PLACES if role in place.roles and (not groups or place.group in groups)]
    return sorted(mine, key=lambda place: order.index(place.group))


def groups_of(role: str) -> list[Group]:
    """What a role finds at the side, under headings."""
    shown = [name for name in GROUPS if name not in ("tools", "me")]
    by_group = groupby(places_of(role, *shown), key=lambda place: place.group)
    return [Group(name, GROUPS[name], list(places)) for name, places in by_group]


def has_place(role: str, href: str) -> bool:
    """Whether a role has this place; for tools that have a shape of their own, such as the search."""
    return any(place.href == href for place in places_of(role))


def here(role: str, path: str) -> str:
    """The address of the place that a page belongs to: the longest that its path begins with; empty if none does."""
    path = path.partition("?")[0]
    if role in MERCHANTS and path.startswith("/cases/"):
        return "/work"
    found = [place.href for place in places_of(role) if _is_under(path, place.href)]
    return max(found, key=len, default="")


def _is_under(path: str, href: str) -> bool:
    href = href.partition("?")[0]
    if href == "/":
        return path == "/" or path.startswith("/cases/")
    return path == href or path.startswith((f"{href}/", f"{href}-"))


def is_staff(role: str) -> bool:
    """Whether a role works in the shell for staff: a sidebar and dense pages."""
    return role in STAFF

"""Search across cases, orders and people: by how a number or name begins, and by the words of titles."""

from makegood.web.search.asked import Asked, asked
from makegood.web.search.find import Found, find
from makegood.web.search.hits import CaseHit, OrderHit, PersonHit

__all__ = ["Asked", "CaseHit", "Found", "OrderHit", "PersonHit", "asked", "find"]

"""Whether a request comes from a frame in a shop's page, which has a session of its own for the one order it shows."""

import re
from collections.abc import Mapping
from typing import Any

from litestar.datastructures import Cookie

from makegood.accounts import FRAME_LIFETIME
from makegood.db.writes import Connection
from makegood.kit.ids import bucket_of

FRAME_COOKIE = "makegood_frame_"
"""With the id of the order behind it: frames of two orders in one page do not take each other's session away."""

FRAME_MARK = "in_frame"
"""What our own pages in a frame add to the address of everything that they load by themselves: pictures, parts, news."""

FRAME_SECONDS = int(FRAME_LIFETIME.total_seconds())
_ORDER = re.compile(r"/orders/([0-9]{1,18})(?:/.*)?")
_OF_ORDER = {
    re.compile(r"/cases/([0-9]{1,18})(?:/.*)?"): "SELECT order_id FROM cases WHERE (bucket, id) = ($1, $2)",
    re.compile(r"/files/([0-9]{1,18})"): "SELECT order_id FROM files WHERE (bucket, id) = ($1, $2)",
}


def is_in_frame(
    cookies: Mapping[str, str], headers: Mapping[str, str], own: str, asked: Mapping[str, str]
) -> bool:
    """Whether it is a frame that asks. Its cookies and the one called `own` come along together only where shop and product
    share a site; then a window of its own is told by its destination, and what is drawn in a frame says so itself: a page
    by its destination, and what a page loads (whose destination is the same everywhere) by FRAME_MARK in its address.
    """
    destination = headers.get("sec-fetch-dest")
    if destination == "document" or not any(name.startswith(FRAME_COOKIE) for name in cookies):
        return False
    return own not in cookies or destination == "iframe" or FRAME_MARK in asked


async def order_of_page(connection: Connection, path: str) -> int | None:
    """The order that an address belongs to; None for everything that is not of one order: a frame shows none of that."""
    if found := _ORDER.fullmatch(path):
        return int(found[1])
    for pattern, statement in _OF_ORDER.items():
        if found := pattern.fullmatch(path):
            number = int(found[1])
            order_id: int | None = await connection.fetchval(statement, bucket_of(number), number)
            return order_id
    return None


def frame_token(cookies: Mapping[str, str], order_id: int) -> str:
    """The session of the frame that shows an order; empty without one."""
    return cookies.get(f"{FRAME_COOKIE}{order_id}", "")


class FrameCookie(Cookie):
    """A cookie that browsers send in frames of one shop's pages and nowhere else; the class it is made from knows no
    partitions yet. Browsers take it over https, and over http from localhost.
    """

    def to_header(self, **kwargs: Any) -> str:
        return f"{super().to_header(**kwargs)}; Partitioned"


def frame_cookie(name: str, value: str) -> Cookie:
    """A cookie of a frame."""
    return FrameCookie(
        name, value=value, max_age=FRAME_SECONDS, path="/", httponly=True, secure=True, samesite="none"
    )

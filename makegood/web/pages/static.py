"""Style, script and pictures: named after their content, so that browsers keep them for good.

`site.css` is all of static/style, `site.js` all of static/script, in the order of FIRST and then by name: a new file
there is on every page. What only some pages need lies in static/page and is linked by them (`asset('policy.css')`).
"""

import gzip
import hashlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from litestar import Request, Response, get
from litestar.params import FromPath

from makegood.kit.errors import NotFound

_FOLDER = Path(__file__).parents[1] / "static"
_NPM = Path(__file__).parents[3] / "node_modules"
FIRST = ("tokens.css", "ground.css", "layout.css", "controls.css", "ground.js")
"""Styles and scripts that the others build on, in this order."""
_FROM_NPM = {
    "echarts.min.js": _NPM / "echarts" / "dist" / "echarts.min.js",
    "htmx.min.js": _NPM / "htmx.org" / "dist" / "htmx.min.js",
}
"""Comes with `npm ci`; where it is not, pages have tables instead of charts and load as a whole."""
_BUNDLES = {"site.css": "style", "site.js": "script"}
_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_KEPT = {"Cache-Control": "public, max-age=31536000, immutable", "Vary": "Accept-Encoding"}


def in_order(paths: Iterable[Path]) -> list[Path]:
    """The parts of a bundle: those that the others build on, then the rest by name."""
    places = {name: at for at, name in enumerate(FIRST)}
    return sorted(paths, key=lambda path: (places.get(path.name, len(FIRST)), path.name))


@cache
def _content(name: str) -> bytes:
    """A file's content, or a bundle's, made of its parts in their order."""
    if name in _BUNDLES:
        parts = in_order((_FOLDER / _BUNDLES[name]).glob(f"*{Path(name).suffix}"))
        return b"\n".join(part.read_bytes() for part in parts)
    return _places()[name].read_bytes()


@cache
def _places() -> dict[str, Path]:
    """Where each file lies that is served as it is."""
    own = [path for path in (*_FOLDER.glob("page/*"), *_FOLDER.glob("*")) if path.suffix in _TYPES]
    return {path.name: path for path in own} | {
        name: path for name, path in _FROM_NPM.items() if path.is_file()
    }


@cache
def _packed(name: str) -> bytes:
    """The content as it travels to browsers that take gzip; packed once, when it is first asked for."""
    return gzip.compress(_content(name), compresslevel=9, mtime=0)


@cache
def asset(name: str) -> str:
    """The address of a file: its name with the hash of its content."""
    path = Path(name)
    digest = hashlib.blake2b(_content(name), digest_size=6).hexdigest()
    return f"/static/{path.stem}-{digest}{path.suffix}"


@cache
def _served() -> dict[str, str]:
    """Address to file name, of all that is served."""
    return {asset(name): name for name in (*_BUNDLES, *_places())}


def has_charts() -> bool:
    """Whether the library that draws charts is installed."""
    return "echarts.min.js" in _places()


def has_htmx() -> bool:
    """Whether the library that exchanges parts of a page is installed."""
    return "htmx.min.js" in _places()


def content_text(name: str) -> str:
    """A style or script as text, for a page that is a file of its own."""
    return _content(name).decode("utf-8")


def takes_gzip(accepted: str) -> bool:
    """Whether an Accept-Encoding header takes gzip (RFC 9110 12.5.3)."""
    for part in accepted.lower().split(","):
        name, _, weight = part.replace(" ", "").partition(";q=")
        if name in ("gzip", "*"):
            return weight.strip("0.") != "" or not weight
    return False


@get("/static/{name:str}", include_in_schema=False, opt={"open": True})
async def static_file(name: FromPath[str], request: Request[Any, Any, Any]) -> Response[bytes]:
    """One of our few files, to be kept for good; packed where the browser takes that."""
    file = _served().get(f"/static/{name}")
    if file is None:
        raise NotFound(what="page")
    media_type = _TYPES[Path(file).suffix]
    if takes_gzip(request.headers.get("accept-encoding", "")):
        return Response(_packed(file), media_type=media_type, headers=_KEPT | {"Content-Encoding": "gzip"})
    return Response(_content(file), media_type=media_type, headers=_KEPT)


@get("/favicon.ico", include_in_schema=False, opt={"open": True})
async def favicon() -> Response[bytes]:
    """For browsers that ask without reading the page."""
    return Response(
        _content("logo.svg"), media_type="image/svg+xml", headers={"Cache-Control": "max-age=86400"}
    )


STATIC_HANDLERS = [static_file, favicon]

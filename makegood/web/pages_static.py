"""Style, script and pictures: named after their content, so that browsers keep them for good."""

import hashlib
from functools import cache
from pathlib import Path

from litestar import Response, get
from litestar.params import FromPath

from makegood.kit.errors import NotFound

_FOLDER = Path(__file__).parent / "static"
_STYLES = (
    "tokens.css",
    "ground.css",
    "layout.css",
    "controls.css",
    "home.css",
    "case.css",
    "promise.css",
    "story.css",
    "reference.css",
    "policy.css",
    "simulation.css",
)
_CHARTS = Path(__file__).parents[2] / "node_modules" / "echarts" / "dist" / "echarts.min.js"
"""Comes with `npm ci`; where it is not, pages have tables instead of charts."""
_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_KEPT = {"Cache-Control": "public, max-age=31536000, immutable"}


@cache
def _content(name: str) -> bytes:
    """A file's content; the style is made of its parts in their order."""
    if name == "site.css":
        return b"\n".join((_FOLDER / part).read_bytes() for part in _STYLES)
    return (_CHARTS if name == _CHARTS.name else _FOLDER / name).read_bytes()


@cache
def asset(name: str) -> str:
    """The address of a file: its name with the hash of its content."""
    path = Path(name)
    digest = hashlib.blake2b(_content(name), digest_size=6).hexdigest()
    return f"/static/{path.stem}-{digest}{path.suffix}"


@cache
def _served() -> dict[str, str]:
    """Address to file name, of all that is served."""
    names = ["site.css", "site.js", "simulation.js", "logo.svg", *([_CHARTS.name] if has_charts() else [])]
    return {asset(name): name for name in names}


@cache
def has_charts() -> bool:
    """Whether the library that draws charts is installed."""
    return _CHARTS.is_file()


def content_text(name: str) -> str:
    """A style or script as text, for a page that is a file of its own."""
    return _content(name).decode("utf-8")


@get("/static/{name:str}", include_in_schema=False, opt={"open": True})
async def static_file(name: FromPath[str]) -> Response[bytes]:
    """One of our few files, to be kept for good."""
    file = _served().get(f"/static/{name}")
    if file is None:
        raise NotFound(what="page")
    return Response(_content(file), media_type=_TYPES[Path(file).suffix], headers=_KEPT)


@get("/favicon.ico", include_in_schema=False, opt={"open": True})
async def favicon() -> Response[bytes]:
    """For browsers that ask without reading the page."""
    return Response(
        _content("logo.svg"), media_type="image/svg+xml", headers={"Cache-Control": "max-age=86400"}
    )


STATIC_HANDLERS = [static_file, favicon]

"""Reports of simulations and shadows as pages, and as files of their own."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from typing import Any

import msgspec
from babel.numbers import format_decimal, format_percent
from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import SkipValidation
from markupsafe import Markup

from makegood.kit.i18n import text
from makegood.kit.money import money_text
from makegood.policy import PolicyOffice
from makegood.policy.simulate import Report, shadow_of_version, simulate_version
from makegood.policy.simulate.report import Words
from makegood.web.pages_shell import HtmlRequest, PathPart, page, reader_of
from makegood.web.pages_static import content_text, has_charts
from makegood.web.templates import render

Office = NamedDependency[SkipValidation[PolicyOffice]]

WAY_WORDS = {
    "better": "better for the buyer",
    "worse": "worse for the buyer",
    "mixed": "better and worse",
    "other": "otherwise different",
    "settled": "decided now",
    "unsettled": "undecided now",
}
"""Which way a decision went, in English; translated by the catalogue."""


@get("/policy/packs/{name:str}/versions/{version:str}/simulation", include_in_schema=False)
async def show_simulation(
    name: PathPart, version: PathPart, request: HtmlRequest, policy_office: Office
) -> Response[str]:
    """What a version would have changed in our own past cases."""
    reader = await reader_of(request, signed_in=True)
    report = await simulate_version(policy_office, reader.me, name, version)
    return page("simulation.html", reader, **context_of(report, reader.language))


@get("/policy/packs/{name:str}/versions/{version:str}/shadow", include_in_schema=False)
async def show_shadow(
    name: PathPart, version: PathPart, request: HtmlRequest, policy_office: Office
) -> Response[str]:
    """What a version in the shadow would have decided otherwise."""
    reader = await reader_of(request, signed_in=True)
    report = await shadow_of_version(policy_office, reader.me, name, version)
    return page("simulation.html", reader, **context_of(report, reader.language))


def context_of(report: Report, language: str) -> dict[str, Any]:
    """What the templates of a report need."""
    locale = language.replace("-", "_")

    def said(words: Words) -> str:
        return words.zh if language.startswith("zh") else words.en

    def signed(amount_minor: int, currency: str) -> str:
        written = money_text(amount_minor, currency, language)
        return f"+{written}" if amount_minor > 0 else written.replace("-", "−")

    def share(part: int, whole: int) -> str:
        return str(format_percent(part / whole if whole else 0, "#,##0.##%", locale=locale))

    def count(number: int) -> str:
        return str(format_decimal(number, locale=locale))

    return {
        "report": report, "said": said, "signed": signed, "share": share, "count": count, "way_words": WAY_WORDS,
        "charts": has_charts(), "data": data_of(report, language),
    }  # fmt: skip


def data_of(report: Report, language: str) -> Markup:
    """What the charts are drawn from, safe inside a script element."""
    drawn = {name: getattr(report, name) for name in ("keys", "money", "months", "merchants", "categories")}
    words = {way: text(language, english) for way, english in WAY_WORDS.items()}
    encoded = msgspec.json.encode({"report": drawn, "words": words, "language": language}).decode()
    return Markup(encoded.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029"))


def standalone_page(report: Report, language: str) -> str:
    """A report as one HTML file that needs nothing else. It may run its own scripts and load nothing."""
    scripts = [*([content_text("echarts.min.js")] if has_charts() else []), content_text("simulation.js")]
    safe = [script.replace("</script", "<\\/script") for script in scripts]
    hashes = " ".join(f"'sha256-{_hash(script)}'" for script in safe)
    policy = f"default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src {hashes}"
    marked: Callable[[str], Markup] = Markup
    return render(
        "simulation_file.html", language, **context_of(report, language), policy=policy,
        style=marked(content_text("site.css")), scripts=[marked(script) for script in safe],
    )  # fmt: skip


def _hash(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode()


SIMULATION_HANDLERS = [show_simulation, show_shadow]

"""Reports of simulations and shadows as pages, and as files of their own."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Mapping
from typing import Any

import msgspec
from babel.numbers import format_decimal, format_percent
from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import SkipValidation
from markupsafe import Markup
from msgspec import Struct

from makegood.kit.i18n import text
from makegood.kit.money import money_text
from makegood.policy import PolicyOffice
from makegood.policy.simulate import Report, shadow_of_version, simulate_version
from makegood.policy.simulate.report import Words
from makegood.policy.telling.words import key_text
from makegood.policy.text import Text
from makegood.web.pages.case.called import Called, called_of
from makegood.web.pages.shell import HtmlRequest, PathPart, Reader, page, reader_of
from makegood.web.pages.static import content_text, has_charts
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
    return await _page(policy_office, reader, report)


@get("/policy/packs/{name:str}/versions/{version:str}/shadow", include_in_schema=False)
async def show_shadow(
    name: PathPart, version: PathPart, request: HtmlRequest, policy_office: Office
) -> Response[str]:
    """What a version in the shadow would have decided otherwise."""
    reader = await reader_of(request, signed_in=True)
    report = await shadow_of_version(policy_office, reader.me, name, version)
    return await _page(policy_office, reader, report)


async def _page(office: PolicyOffice, reader: Reader, report: Report) -> Response[str]:
    """A report about our own cases, its examples by their names."""
    called = await called_of(office.pool, (example.case for example in report.examples), reader)
    return page(
        "simulation.html", reader, **context_of(report, reader.language, called, naming_of(office, report))
    )


class Naming(Struct, frozen=True):
    """What facts and packs are called: from a catalogue, and titles by a pack's name."""

    facts: Mapping[str, Text] = {}
    packs: Mapping[str, Text] = {}


def naming_of(office: PolicyOffice, report: Report, merchant_id: int | None = None) -> Naming:
    """What our own facts, and packs that hold now, are called."""
    shelf = office.shelf
    facts = {name: kind.label for name, kind in shelf.edition.catalogue.facts.items()}
    held = shelf.packs_for(report.market or None, merchant_id, office.clock.now())
    return Naming(facts, {pack.name: pack.title for pack in held})


def context_of(
    report: Report, language: str, called: Mapping[str, Called] | None = None, naming: Naming | None = None
) -> dict[str, Any]:
    """What the templates of a report need. `called`: what the cases of examples are called, as far as that is known;
    `naming`: what facts and packs are called, else they are told by their own names.
    """
    locale = language.replace("-", "_")
    known = naming or Naming()

    def fact(name: str) -> str:
        return known.facts[name].in_(language) if name in known.facts else name.replace("_", " ")

    def pack(name: str) -> str:
        return known.packs[name].in_(language) if name in known.packs else name

    def outcome(name: str) -> str:
        return key_text(name).in_(language)

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
        "charts": has_charts(), "data": data_of(report, language), "called": called or {},
        "fact_called": fact, "pack_called": pack, "outcome_called": outcome,
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
        style=marked(content_text("site.css") + content_text("simulation.css")), scripts=[marked(script) for script in safe],
    )  # fmt: skip


def _hash(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode()


SIMULATION_HANDLERS = [show_simulation, show_shadow]

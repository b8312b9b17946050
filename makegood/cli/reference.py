"""`makegood reference`: writes the pages of docs/reference that are made from the code."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from makegood.cli.console import remark
from makegood.cli.openapi import openapi_document, openapi_text
from makegood.cli.protocol import page_text
from makegood.cli.reference_facts import facts_page
from makegood.cli.reference_outcomes import outcomes_page
from makegood.cli.reference_packs import packs_page
from makegood.cli.reference_pages import api_page, chart_page, cli_page, configuration_page, errors_page
from makegood.kit.errors import Refused, refusals
from makegood.policy.publishing.opening import shipped_edition
from makegood.webhooks import EventType, event_types, events_json, events_markdown

AGAIN = "Run `makegood reference` in the checkout and commit what it writes."


@click.command("reference", short_help="Write the reference pages that are made from the code.")
@click.option(
    "--into",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("docs/reference"),
    show_default=True,
    help="The folder of the pages.",
)
@click.option("--check", is_flag=True, help="Write nothing; exit code 1 when a page is not as the code says.")
def command(into: Path, check: bool) -> None:
    """Write the pages of docs/reference that are made from the code.

    \b
    Examples:
      makegood reference
      makegood reference --check
    """
    made = pages()
    stale = [name for name, text in made.items() if read(into / name) != text]
    if check:
        for name in stale:
            remark(f"{into / name} is not as the code says")
        sys.exit(1 if stale else 0)
    into.mkdir(parents=True, exist_ok=True)
    for name in stale:
        (into / name).write_text(made[name], encoding="utf-8")
        remark(f"Wrote {into / name}")


def pages() -> dict[str, str]:
    """Every page by its file name. It loads the whole product, so that nothing is left out."""
    from makegood.cli.group import root

    document = openapi_document()  # first: with the application every slice is there, and names its events
    events = our_events()
    edition, packs = shipped_edition()
    return {
        "api.md": api_page(document),
        "chart-of-accounts.md": chart_page(),
        "cli.md": cli_page(root),
        "configuration.md": configuration_page(),
        "errors.md": errors_page(our_refusals()),
        "events.json": events_json(events),
        "events.md": events_markdown(events),
        "facts.md": facts_page(edition.catalogue, packs),
        "openapi.json": openapi_text(),
        "outcomes.md": outcomes_page(packs),
        "packs.md": packs_page(packs),
        "protocol.md": page_text(),
    }


def our_refusals() -> list[type[Refused]]:
    """The refusals of the product itself, not those that a test or an extension defines."""
    return [cls for cls in refusals() if cls.__module__.partition(".")[0] == "makegood"]


def our_events() -> list[EventType]:
    """The public events of the product itself, likewise."""
    return [one for one in event_types() if one.payload_type.__module__.partition(".")[0] == "makegood"]


def read(path: Path) -> str | None:
    """What a page holds now."""
    return path.read_text(encoding="utf-8") if path.is_file() else None

"""`makegood openapi`: the description of the HTTP API, without a server."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

_SECRET = "signs nothing: the application is only described"


@click.command("openapi", short_help="Print the OpenAPI description of the HTTP API.")
@click.argument("file", required=False, type=click.Path(dir_okay=False, path_type=Path))
def command(file: Path | None) -> None:
    """Print the OpenAPI 3.1 description of the HTTP API, or write it to FILE.

    A server gives the same at /openapi.json. No database is needed.

    \b
    Examples:
      makegood openapi
      makegood openapi docs/reference/openapi.json
    """
    if file is None:
        click.echo(openapi_text(), nl=False)
    else:
        file.write_text(openapi_text(), encoding="utf-8")


def openapi_text() -> str:
    """The description as it is kept in the docs: indented, its paths sorted, with a line break at the end."""
    document = openapi_document()
    document["paths"] = dict(sorted(document["paths"].items()))
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def openapi_document() -> dict[str, Any]:
    """The description of the API. The application is put together but not started."""
    from makegood.kit.settings import Mode, Settings
    from makegood.web.app import create_app

    app = create_app(Settings(home=Path(), mode=Mode.TEST, secret=_SECRET), "postgresql://nowhere")
    return app.openapi_schema.to_schema()

"""The reference pages that are made from the code: command line, settings, refusals, accounts, API."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import click

from makegood.accounts import OPERATIONS, Principal, PrincipalRole
from makegood.kit.errors import Refused
from makegood.kit.i18n import text
from makegood.ledger import BALANCES

MADE = "This page is made from the code by `makegood reference`; a test compares.\n"
WIDTH = 100

VARIABLES = (
    ("PORT", "`8000`", "The port to listen on."),
    ("MAKEGOOD_HOME", "`.makegood` in the checkout", "Folder of the embedded database, logs and secrets."),
    (
        "MAKEGOOD_HOST",
        "`127.0.0.1`",
        "The address to listen on. Put a proxy with TLS before anything else than this machine.",
    ),
    (
        "MAKEGOOD_MODE",
        "`demo`",
        "`demo` loads the demo marketplace; `test` does not; in both an operator may advance the clock and the fake "
        "processor is there. `production` has neither, and sends webhooks to https only.",
    ),
    (
        "MAKEGOOD_DATABASE_URL",
        "the embedded PostgreSQL",
        "A database of your own, PostgreSQL 15 or newer: `postgresql://user:password@host:5432/database`.",
    ),
    (
        "MAKEGOOD_SECRET",
        "made and kept in `MAKEGOOD_HOME`",
        "What sessions are signed with, 32 characters or more. Give the same to every server of an installation.",
    ),
    (
        "MAKEGOOD_PUBLIC_URL",
        "host and port",
        "The address that people open, such as `https://care.example`.",
    ),
    (
        "MAKEGOOD_MARKET",
        "`CN`",
        "Whose law and promises hold for orders that name no market of their own: a market of the packs, such as `EU`.",
    ),
    (
        "MAKEGOOD_FILES_FOLDER",
        "`files` in `MAKEGOOD_HOME`",
        "Where photos, papers and films are kept. Every server and worker of an installation sees the same folder.",
    ),
    (
        "MAKEGOOD_FILES_BUCKET",
        "none",
        "Keeps them in a bucket of S3 instead, or of anything that speaks its language: `s3://shop-files/makegood`.",
    ),
    ("MAKEGOOD_FILES_S3_ENDPOINT", "Amazon's own", "Where that is, such as `https://minio.example:9000`."),
    ("MAKEGOOD_FILES_S3_REGION", "`us-east-1`", "Its region."),
    ("MAKEGOOD_FILES_S3_KEY_ID", "the role of the machine", "The access key; the next belongs to it."),
    ("MAKEGOOD_FILES_S3_SECRET", "the role of the machine", "The secret of that key."),
    ("MAKEGOOD_STRIPE_SECRET_KEY", "none", "Switches the processor `stripe` on."),
    ("MAKEGOOD_STRIPE_WEBHOOK_SECRET", "none", "With which Stripe signs what it tells us."),
    ("MAKEGOOD_EASYPOST_API_KEY", "none", "Switches the carrier `easypost` on: labels, pickups, tracking."),
    ("MAKEGOOD_EASYPOST_WEBHOOK_SECRET", "none", "With which EasyPost signs what it tells us."),
    (
        "MAKEGOOD_KUAIDI100_CUSTOMER",
        "none",
        "With `MAKEGOOD_KUAIDI100_KEY`, switches `kuaidi100` on: it follows parcels of people's own couriers.",
    ),
    ("MAKEGOOD_KUAIDI100_KEY", "none", "The key of that account."),
    (
        "MAKEGOOD_WEBHOOK_ALLOWED_HOSTS",
        "none",
        "Hosts in private networks that webhooks may be sent to, separated by commas.",
    ),
    (
        "MAKEGOOD_SMTP_URL",
        "none",
        "The mail server: `smtps://user:password@host:465` or `smtp://user:password@host:587?starttls=1`; `?ca=FILE`.",
    ),
    (
        "MAKEGOOD_MAIL_FROM",
        "none",
        "Whom e-mails come from, such as `Care <care@shop.example>`; goes with the mail server.",
    ),
    ("MAKEGOOD_SMS_URL", "none", "Where text messages are handed over, each as a signed POST."),
    (
        "MAKEGOOD_SMS_SECRET",
        "none",
        "With which they are signed: `whsec_` and at least 24 bytes in base64.",
    ),
    (
        "MAKEGOOD_EMBED_ORIGINS",
        "none",
        "Origins of shops whose pages may show the buyer's portal in a frame, separated by commas.",
    ),
    (
        "MAKEGOOD_OIDC_ISSUER",
        "none",
        "The issuer of a sign-in service (OpenID Connect). The next two belong to it.",
    ),
    ("MAKEGOOD_OIDC_CLIENT_ID", "none", "What the service calls this installation."),
    ("MAKEGOOD_OIDC_CLIENT_SECRET", "none", "The secret that goes with it."),
    ("MAKEGOOD_OIDC_NAME", "`SSO`", "What the button calls the service."),
    ("MAKEGOOD_OIDC_SCOPE", "`openid email profile`", "What is asked of the service."),
    (
        "MAKEGOOD_OIDC_ROLES",
        "none",
        "What groups of the service are here: `staff=desk, leads=senior, ops=operator, walkwell-team=merchant:walkwell`. "
        "Where it is set, the service says the role at every sign-in.",
    ),
    (
        "MAKEGOOD_OIDC_GROUPS_CLAIM",
        "`groups`",
        "The claim that names groups; `realm_access.roles` looks inside another.",
    ),
    ("MAKEGOOD_OIDC_SECOND_FACTOR", "`no`", "`yes` where the service itself asks for a second factor."),
    (
        "MAKEGOOD_TRUSTED_PROXIES",
        "none",
        "Proxies whose `X-Forwarded-For` is believed, such as `10.0.0.0/8`, so that tries are counted by the real address.",
    ),
    (
        "MAKEGOOD_FUNDS_LEAST",
        "`0`, `advances=-1000`",
        "Below what operators are told of an account, in whole units of each currency: `fund=5000, compensation=-20000`; also "
        "`advances`, `wrong_rulings`, `written_off`, `insurers`. Of the fund when it is down to it.",
    ),
    (
        "MAKEGOOD_FUNDS_STEP",
        "`1000`",
        "By how much more it has to be for them to be told again; single currencies may differ: `1000, JPY=100000`.",
    ),
    ("MAKEGOOD_DEBUG", "off", "`1` shows the whole trace when a command fails."),
)
"""Every variable of the environment that an operator may set: name, default, meaning."""

GENERAL = (
    ("bad_request", 400, "The request cannot be read, or fields of it cannot be used; `errors` names them."),
    ("method_not_allowed", 405, "There is such an address, but it does not take this method."),
    ("too_large", 413, "The body is larger than 10 MB."),
    ("unsupported_media_type", 415, "The body is not JSON."),
    ("internal_error", 500, "A fault of ours; nothing was changed."),
    ("unavailable", 503, "The database did not answer. Send it again with the same Idempotency-Key."),
)
"""Problems that are no refusal of ours: code, status, meaning."""


def configuration_page() -> str:
    """The text of docs/reference/configuration.md."""
    rows = [f"| `{name}` | {default} | {meaning} |" for name, default, meaning in VARIABLES]
    return "\n".join(
        [
            "# Configuration",
            "",
            "Everything is set by variables of the environment; an empty one counts as not set. "
            "A value that cannot be used is refused at the start, with what to do. " + MADE,
            "| variable | without it | meaning |",
            "|---|---|---|",
            *rows,
            "",
        ]
    )


def errors_page(refusals: Iterable[type[Refused]]) -> str:
    """The text of docs/reference/errors.md."""
    rows = [
        f"| `{cls.code()}` | {cls.status} | {_cell(cls.template())} | {_cell(_chinese(cls))} |"
        for cls in refusals
    ]
    return "\n".join(
        [
            "# Errors",
            "",
            "Whatever is not carried out is answered with problem details (RFC 9457, `application/problem+json`): "
            "`code` is stable and meant for programs, `detail` is the obstacle in words, in the language of "
            "`Accept-Language` (`zh-CN` or `en`), `fields` fills the gaps in braces. " + MADE,
            "```json",
            '{"type": "/problems#units_not_left", "title": "…", "status": 409, "code": "units_not_left",',
            ' "detail": "Only 1 of line 1 can still be claimed; 2 were asked for.",',
            ' "fields": {"left": 1, "line_no": 1, "asked": 2}}',
            "```",
            "",
            "## Refusals",
            "",
            "| code | status | English | 中文 |",
            "|---|---|---|---|",
            *rows,
            "",
            "## Everything else",
            "",
            "| code | status | meaning |",
            "|---|---|---|",
            *(f"| `{code}` | {status} | {meaning} |" for code, status, meaning in GENERAL),
            "",
        ]
    )


def _chinese(cls: type[Refused]) -> str:
    translated = text("zh-CN", cls.template())
    return "" if translated == cls.template() else translated


def _cell(sentence: str) -> str:
    return sentence.replace("|", "\\|")


def chart_page() -> str:
    """The text of docs/reference/chart-of-accounts.md."""
    rows = [
        f"| `{kind.pattern}` | {kind.holds} | {'yes' if kind.may_go_negative else 'no'} |"
        for kind in BALANCES
    ]
    return "\n".join(
        [
            "# Chart of accounts",
            "",
            "An account is a name, a currency and a bucket. Its balance is what its owner is due. Where it may not go "
            "below zero, the database refuses the posting that would take it there. " + MADE,
            "[The ledger](../concepts/ledger.md) explains how they work together.",
            "",
            "| account | what it holds | may go below zero |",
            "|---|---|---|",
            *rows,
            "",
        ]
    )


def cli_page(root: click.Command) -> str:
    """The text of docs/reference/cli.md: the help of every command."""
    parts = ["# Command line", "", MADE]
    for context in _commands(root, "makegood", None):
        lines = [line.rstrip() for line in context.command.get_help(context).splitlines()]
        parts += [f"## {context.command_path}", "", "```text", *lines, "```", ""]
    return "\n".join(parts)


def _commands(command: click.Command, name: str, parent: click.Context | None) -> Iterable[click.Context]:
    """A command and all below it, each in the context that it has when it is called."""
    with click.Context(command, parent, name, **command.context_settings) as context:
        context.terminal_width = context.max_content_width = WIDTH
        yield context
        if isinstance(command, click.Group):
            for below in command.list_commands(context):
                child = command.get_command(context, below)
                if child is not None and not child.hidden:
                    yield from _commands(child, below, context)


def api_page(schema: Mapping[str, Any]) -> str:
    """The text of docs/reference/api.md, from the OpenAPI description."""
    operations: dict[str, list[str]] = {}
    for path, methods in sorted(schema["paths"].items()):
        for method, operation in methods.items():
            tag = str((operation.get("tags") or ["other"])[0]).lower()
            row = f"| `{method.upper()} {path}` | {_cell(operation.get('summary') or '')} |"
            operations.setdefault(tag, []).append(row)
    parts = [_API_HEAD, MADE]
    for tag, rows in sorted(operations.items()):
        parts += [f"## {tag.capitalize()}", "", "| request | what it does |", "|---|---|", *rows, ""]
    return "\n".join([*parts, *_matrix()])


def _matrix() -> list[str]:
    roles = list(PrincipalRole)
    head = "| operation | scope of a key | " + " | ".join(role.value for role in roles) + " |"
    rows = []
    for operation in OPERATIONS.values():
        reach = [operation.reach[role].value if role in operation.reach else "" for role in roles]
        rows.append(f"| `{operation.name}` | `{operation.scope}` | " + " | ".join(reach) + " |")
    who = Principal(PrincipalRole.BUYER).role.value
    return [
        "## Who may do what",
        "",
        f"`own`: only what is theirs (for everybody else's a {who} gets 404, as if it did not exist); `any`: all. What "
        "is empty is denied. Which of the case operations a party has at a given moment is the "
        "[case protocol](protocol.md)'s matter.",
        "",
        head,
        "|---" * (len(roles) + 2) + "|",
        *rows,
        "",
    ]


_API_HEAD = """\
# HTTP API

The full description is OpenAPI 3.1: `/openapi.json` of a running server, and as a readable page at `/docs`.

- **Who calls**: `Authorization: Bearer …` with an API key (`makegood keys create`) or a session token
  (`POST /api/sessions`).
- **Writes** take an `Idempotency-Key`. The same key and content give the first answer again, also when the first was
  a refusal; the same key with other content is refused (`key_reused`).
- **Versions**: a case has an `ETag`; send it back as `If-Match` and the write is refused (412) when the case has
  changed since.
- **Dry run**: `?dry_run=true` on a case command answers as the command would and changes nothing.
- **Ids** are strings, since they pass 2^53. **Amounts** are integers of the currency's minor unit. **Times** are
  RFC 3339 with their zone.
- **Lists** answer with `next_cursor`; send it as `cursor` for the next page.
- **Refusals** are problem details with a stable `code`: [errors](errors.md).
"""

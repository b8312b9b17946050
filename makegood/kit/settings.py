"""What the environment tells an installation. PURE, save `load_settings`, which reads the process environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

from makegood.kit.carrying import NO_CARRIERS, Carrying, parse_carrying
from makegood.kit.outgoing import NOTHING, Outgoing, parse_outgoing
from makegood.kit.signing_in import PASSWORDS_ONLY, SigningIn, parse_signing_in
from makegood.kit.storing import IN_A_FOLDER, BucketSettings, Storing, parse_storing
from makegood.kit.watching import AS_USUAL, Watching, parse_watching

SHORTEST_SECRET_CHARACTERS = 32


class SettingsProblem(Exception):
    """A variable of the environment cannot be used as it stands; the message names it and says what to do."""


class Mode(StrEnum):
    """`demo` and `test` let an operator move the clock; `production` does not."""

    DEMO = "demo"
    TEST = "test"
    PRODUCTION = "production"


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything the environment decides. Secrets do not show in `repr`.

    `home` holds `postgres/` (embedded database), `secrets/` and `run/` (locks, process ids).
    `market`: whose law and promises hold for orders that name no market of their own.
    `database_url` is None when the embedded PostgreSQL is to be used.
    """

    home: Path
    port: int = 8000
    host: str = "127.0.0.1"
    mode: Mode = Mode.DEMO
    database_url: str | None = field(default=None, repr=False)
    secret: str | None = field(default=None, repr=False)
    public_url: str | None = None
    stripe_secret_key: str | None = field(default=None, repr=False)
    stripe_webhook_secret: str | None = field(default=None, repr=False)
    webhook_allowed_hosts: tuple[str, ...] = ()
    market: str = "CN"
    files: Path | None = None
    outgoing: Outgoing = NOTHING
    signing_in: SigningIn = PASSWORDS_ONLY
    embed_origins: tuple[str, ...] = ()
    carrying: Carrying = NO_CARRIERS
    storing: Storing = IN_A_FOLDER
    watching: Watching = AS_USUAL

    @property
    def url(self) -> str:
        """Where a browser finds this installation, without a slash at the end."""
        return self.public_url or f"http://{self.own_address}"

    @property
    def own_address(self) -> str:
        """Host and port at which this machine reaches its own server."""
        return f"{_host_in_url(self.host)}:{self.port}"

    @property
    def private_receivers(self) -> tuple[str, ...]:
        """Hosts to which webhooks may go though they are private: the operator's, and a demo's own server, which plays
        the receivers of its shops.
        """
        return (*self.webhook_allowed_hosts, *((self.own_address,) if self.mode is Mode.DEMO else ()))

    @property
    def clock_is_movable(self) -> bool:
        """Whether an operator may advance the clock."""
        return self.mode is not Mode.PRODUCTION

    @property
    def secrets_folder(self) -> Path:
        """Keys and passwords, one file each, readable by the owner only."""
        return self.home / "secrets"

    @property
    def files_folder(self) -> Path:
        """What buyers, merchants and the desk send: photos, papers, films, unless there is a bucket for them. Server and worker
        see the same folder.
        """
        return self.files or self.home / "files"

    @property
    def bucket(self) -> BucketSettings | None:
        """Where they are kept instead, if anywhere."""
        return self.storing.bucket

    @property
    def run_folder(self) -> Path:
        """Locks and process ids of what is running."""
        return self.home / "run"

    @property
    def postgres_folder(self) -> Path:
        """The embedded database, unless the account it runs as cannot reach it here."""
        return self.home / "postgres"


def parse_settings(environment: Mapping[str, str], default_home: Path) -> Settings:
    """Settings out of `environment`. An empty variable counts as not set. Raises `SettingsProblem`."""
    given = {name: value.strip() for name, value in environment.items() if value.strip()}
    return Settings(
        home=_home(given, default_home),
        port=_port(given),
        host=given.get("MAKEGOOD_HOST", "127.0.0.1"),
        mode=_mode(given),
        database_url=_database_url(given),
        secret=_secret(given),
        public_url=_public_url(given),
        stripe_secret_key=given.get("MAKEGOOD_STRIPE_SECRET_KEY"),
        stripe_webhook_secret=given.get("MAKEGOOD_STRIPE_WEBHOOK_SECRET"),
        webhook_allowed_hosts=_words(given.get("MAKEGOOD_WEBHOOK_ALLOWED_HOSTS", "")),
        market=_market(given),
        files=_files(given),
        outgoing=_outgoing(given),
        signing_in=_signing_in(given),
        embed_origins=_embed_origins(given.get("MAKEGOOD_EMBED_ORIGINS", "")),
        carrying=_carrying(given),
        storing=_storing(given),
        watching=_watching(given),
    )


def load_settings() -> Settings:
    """Settings of this process. Raises `SettingsProblem`."""
    return parse_settings(os.environ, default_home())


def default_home() -> Path:
    """`.makegood` beside the sources in a checkout, otherwise in the current folder."""
    checkout = Path(__file__).resolve().parents[2]
    root = checkout if (checkout / "pyproject.toml").is_file() else Path.cwd()
    return root / ".makegood"


def _home(given: Mapping[str, str], default: Path) -> Path:
    text = given.get("MAKEGOOD_HOME")
    if text is None:
        return default
    if "\0" in text:
        raise SettingsProblem("MAKEGOOD_HOME holds a zero byte. Set it to the path of a folder.")
    return Path(os.path.abspath(os.path.expanduser(text)))


def _outgoing(given: Mapping[str, str]) -> Outgoing:
    try:
        return parse_outgoing(given)
    except ValueError as problem:
        raise SettingsProblem(str(problem)) from None


def _signing_in(given: Mapping[str, str]) -> SigningIn:
    try:
        return parse_signing_in(given)
    except ValueError as problem:
        raise SettingsProblem(str(problem)) from None


def _carrying(given: Mapping[str, str]) -> Carrying:
    try:
        return parse_carrying(given)
    except ValueError as problem:
        raise SettingsProblem(str(problem)) from None


def _storing(given: Mapping[str, str]) -> Storing:
    try:
        return parse_storing(given)
    except ValueError as problem:
        raise SettingsProblem(str(problem)) from None


def _watching(given: Mapping[str, str]) -> Watching:
    try:
        return parse_watching(given)
    except ValueError as problem:
        raise SettingsProblem(str(problem)) from None


def _files(given: Mapping[str, str]) -> Path | None:
    text = given.get("MAKEGOOD_FILES_FOLDER")
    if text is None:
        return None
    if "\0" in text:
        raise SettingsProblem("MAKEGOOD_FILES_FOLDER holds a zero byte. Set it to the path of a folder.")
    return Path(os.path.abspath(os.path.expanduser(text)))


def _embed_origins(text: str) -> tuple[str, ...]:
    """The shops' pages that may show ours in a frame: `https://shop.example`, separated by commas or spaces."""
    origins = tuple(dict.fromkeys(part.rstrip("/") for part in text.replace(",", " ").split()))
    for origin in origins:
        parts = urlsplit(origin)
        if (
            parts.scheme not in ("http", "https")
            or not parts.hostname
            or parts.path
            or parts.query
            or set("*;'\"") & set(origin)
        ):
            raise SettingsProblem(
                f"MAKEGOOD_EMBED_ORIGINS holds {origin!r}. "
                "Set it to origins such as https://shop.example, separated by commas."
            )
    return origins


def _port(given: Mapping[str, str]) -> int:
    text = given.get("PORT", "8000")
    if not (text.isascii() and text.isdigit() and len(text) <= 5 and 1 <= int(text) <= 65535):
        raise SettingsProblem(
            f"PORT is {text!r}. Set it to a whole number from 1 to 65535, such as PORT=8000."
        )
    return int(text)


def _mode(given: Mapping[str, str]) -> Mode:
    text = given.get("MAKEGOOD_MODE", Mode.DEMO)
    try:
        return Mode(text.lower())
    except ValueError:
        known = ", ".join(Mode)
        raise SettingsProblem(f"MAKEGOOD_MODE is {text!r}. Set it to one of: {known}.") from None


def _market(given: Mapping[str, str]) -> str:
    text = given.get("MAKEGOOD_MARKET", "CN")
    if not text.replace("-", "").isalnum() or len(text) > 60:
        raise SettingsProblem(
            f"MAKEGOOD_MARKET is {text!r}. Set it to a market of the packs, such as CN, EU or UK."
        )
    return text


def _database_url(given: Mapping[str, str]) -> str | None:
    text = given.get("MAKEGOOD_DATABASE_URL")
    if text is None:
        return None
    if urlsplit(text).scheme not in ("postgresql", "postgres"):
        raise SettingsProblem(
            "MAKEGOOD_DATABASE_URL does not begin with postgresql://. "
            "Set it to an address such as postgresql://user:password@host:5432/database, "
            "or unset it to use the embedded PostgreSQL."
        )
    return text


def _secret(given: Mapping[str, str]) -> str | None:
    text = given.get("MAKEGOOD_SECRET")
    if text is not None and len(text) < SHORTEST_SECRET_CHARACTERS:
        raise SettingsProblem(
            f"MAKEGOOD_SECRET has {len(text)} characters, fewer than {SHORTEST_SECRET_CHARACTERS}. "
            'Set it to a random text, for example: python3 -c "import secrets; print(secrets.token_hex(32))", '
            "or unset it to have one made and kept."
        )
    return text


def _public_url(given: Mapping[str, str]) -> str | None:
    text = given.get("MAKEGOOD_PUBLIC_URL")
    if text is None:
        return None
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise SettingsProblem(
            f"MAKEGOOD_PUBLIC_URL is {text!r}. Set it to the address people open, such as https://care.example."
        )
    return text.rstrip("/")


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(",") if word.strip())


def _host_in_url(host: str) -> str:
    if host in ("0.0.0.0", "::"):
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host

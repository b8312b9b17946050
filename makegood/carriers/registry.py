"""Which carriers there are in an installation: adapters by name, built from configuration."""

import hashlib
import pkgutil
from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any, cast

from makegood.carriers import adapters
from makegood.carriers.carrier import (
    Books,
    Carrier,
    Closes,
    Follows,
    Pushes,
    Surroundings,
    UnknownCarrier,
)
from makegood.kit.settings import Mode, Settings, SettingsProblem

Configuration = Mapping[str, Mapping[str, str]]
"""Options by carrier name. `adapter` names the file in `adapters/`; without it, the name does."""


class Carriers:
    """The configured carriers by name, those of real parcels first."""

    def __init__(self, carriers: Mapping[str, Carrier]) -> None:
        self._carriers = dict(carriers)

    def __getitem__(self, name: str) -> Carrier:
        """The carrier of that name. Raises UnknownCarrier."""
        try:
            return self._carriers[name]
        except KeyError:
            raise UnknownCarrier(carrier=name) from None

    def __contains__(self, name: str) -> bool:
        return name in self._carriers

    def __iter__(self) -> Iterator[str]:
        return iter(self._carriers)

    def able(self, name: str, what: type[Any]) -> Any:
        """The carrier of that name, if it can do something (a protocol of carrier.py). Raises UnknownCarrier."""
        carrier = self[name]
        if not isinstance(carrier, what):
            raise UnknownCarrier(carrier=name)
        return carrier

    def booking(self) -> str | None:
        """The carrier that takes returns; None where there is none."""
        return next((name for name, one in self._carriers.items() if isinstance(one, Books)), None)

    def following(self, courier: str) -> str | None:
        """The carrier that follows a courier which somebody chose; None where nobody does."""
        found = (
            name for name, one in self._carriers.items() if isinstance(one, Follows) and one.carries(courier)
        )
        return next(found, None)

    def pushing(self, name: str) -> Pushes:
        """The carrier of that name, if it tells of its own accord. Raises UnknownCarrier."""
        return cast(Pushes, self.able(name, Pushes))

    async def close(self) -> None:
        """Close the connections that the carriers hold."""
        for carrier in self._carriers.values():
            if isinstance(carrier, Closes):
                await carrier.close()


def adapter_names() -> tuple[str, ...]:
    """The adapters that the product ships."""
    return tuple(sorted(module.name for module in pkgutil.iter_modules(adapters.__path__)))


def configured(settings: Settings) -> dict[str, dict[str, str]]:
    """The carriers of an installation: those whose keys are set, and the simulated one where parcels are not real."""
    wanted: dict[str, dict[str, str]] = {}
    told = settings.carrying
    if told.easypost_api_key:
        secret = told.easypost_webhook_secret or ""
        wanted["easypost"] = {"api_key": told.easypost_api_key, "webhook_secret": secret}
    if told.kuaidi100_customer and told.kuaidi100_key:
        wanted["kuaidi100"] = {"customer": told.kuaidi100_customer, "key": told.kuaidi100_key}
    if settings.mode is not Mode.PRODUCTION:
        wanted["simulated"] = {"secret": _secret_of_the_simulated(settings)}
    return wanted


def _secret_of_the_simulated(settings: Settings) -> str:
    """Made from the installation's secret; without one it is empty, and no push is believed."""
    if not settings.secret:
        return ""
    return hashlib.blake2b(settings.secret.encode(), person=b"simulated").hexdigest()


def build_carriers(configuration: Configuration, surroundings: Surroundings) -> Carriers:
    """Build what is configured. Raises SettingsProblem for an adapter that does not exist or an option that is missing."""
    return Carriers({name: _built(name, options, surroundings) for name, options in configuration.items()})


def _built(name: str, options: Mapping[str, str], surroundings: Surroundings) -> Carrier:
    adapter = options.get("adapter", name)
    if adapter not in adapter_names():
        known = ", ".join(adapter_names())
        raise SettingsProblem(f"carrier {name}: there is no adapter {adapter!r}; there are {known}")
    module: Any = import_module(f"{adapters.__name__}.{adapter}")
    try:
        built: Carrier = module.build(name, options, surroundings)
    except KeyError as missing:
        raise SettingsProblem(f"carrier {name}: set its option {missing}") from None
    except ValueError as problem:
        raise SettingsProblem(f"carrier {name}: {problem}") from None
    return built

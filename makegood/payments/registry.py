"""Which processors there are in an installation: adapters by name, built from configuration."""

import hashlib
import pkgutil
from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any

from makegood.kit.settings import Mode, Settings, SettingsProblem
from makegood.payments import adapters
from makegood.payments.processor import Closes, Notifies, Processor, Surroundings, UnknownProcessor

Configuration = Mapping[str, Mapping[str, str]]
"""Options by processor name. `adapter` names the file in `adapters/`; without it, the name does."""


class Processors:
    """The configured processors by name."""

    def __init__(self, processors: Mapping[str, Processor]) -> None:
        self._processors = dict(processors)

    def __getitem__(self, name: str) -> Processor:
        """The processor of that name. Raises `UnknownProcessor`."""
        try:
            return self._processors[name]
        except KeyError:
            raise UnknownProcessor(processor=name) from None

    def __contains__(self, name: object) -> bool:
        return name in self._processors

    def __iter__(self) -> Iterator[str]:
        return iter(self._processors)

    def __len__(self) -> int:
        return len(self._processors)

    def notifying(self, name: str) -> Notifies:
        """The processor of that name, if it sends notifications over HTTP. Raises `UnknownProcessor`."""
        processor = self[name]
        if not isinstance(processor, Notifies):
            raise UnknownProcessor(processor=name)
        return processor

    async def close(self) -> None:
        """Close the connections that the processors hold."""
        for processor in self._processors.values():
            if isinstance(processor, Closes):
                await processor.close()


def adapter_names() -> tuple[str, ...]:
    """The adapters that the product ships."""
    return tuple(sorted(module.name for module in pkgutil.iter_modules(adapters.__path__)))


def configured(settings: Settings) -> dict[str, dict[str, str]]:
    """The processors of an installation: our own books always, the fake where money is not real, Stripe when
    its key is set.
    """
    wanted: dict[str, dict[str, str]] = {"internal": {}}
    if settings.mode is not Mode.PRODUCTION:
        wanted["fake"] = {"webhook_secret": _secret_of_the_fake(settings)}
    if settings.stripe_secret_key:
        wanted["stripe"] = {
            "api_key": settings.stripe_secret_key,
            "webhook_secret": settings.stripe_webhook_secret or "",
        }
    return wanted


def _secret_of_the_fake(settings: Settings) -> str:
    """Made from the installation's secret; without one it is empty, and no notification is believed."""
    if not settings.secret:
        return ""
    return hashlib.blake2b(settings.secret.encode(), person=b"fake-processor").hexdigest()


def build_processors(configuration: Configuration, surroundings: Surroundings) -> Processors:
    """Build what is configured. Adapters are imported only when used (Stripe's kit is large).

    Raises SettingsProblem for an adapter that does not exist or an option that is missing or malformed.
    """
    return Processors({name: _built(name, options, surroundings) for name, options in configuration.items()})


def _built(name: str, options: Mapping[str, str], surroundings: Surroundings) -> Processor:
    adapter = options.get("adapter", name)
    if adapter not in adapter_names():
        known = ", ".join(adapter_names())
        raise SettingsProblem(f"payment processor {name}: there is no adapter {adapter!r}; there are {known}")
    module: Any = import_module(f"{adapters.__name__}.{adapter}")
    try:
        built: Processor = module.build(name, options, surroundings)
    except KeyError as missing:
        raise SettingsProblem(f"payment processor {name}: set its option {missing}") from None
    except ValueError as problem:
        raise SettingsProblem(f"payment processor {name}: {problem}") from None
    return built

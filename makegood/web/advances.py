"""Instant refunds behind HTTP: the dependency that the slice's routes and the pages name."""

from litestar.datastructures import State
from litestar.di import Provide

from makegood.advances import AdvanceOffice
from makegood.flows.engine import Engine


def provide_advance_office(state: State) -> AdvanceOffice:
    """The dependency `advance_office`: what people do about instant refunds."""
    engine: Engine = state["engine"]
    return AdvanceOffice(engine.pool, engine.clock, engine.ids)


ADVANCE_DEPENDENCIES = {"advance_office": Provide(provide_advance_office, sync_to_thread=False)}
"""What the composition root gives to the routes of advances."""

"""Panels behind HTTP: the dependency that the slice's routes and the pages name."""

from litestar.datastructures import State
from litestar.di import Provide

from makegood.flows.engine import Engine
from makegood.jury import JuryOffice


def provide_jury_office(state: State) -> JuryOffice:
    """The dependency `jury_office`: what jurors, the desk and operators do about panels."""
    engine: Engine = state["engine"]
    return JuryOffice(engine.pool, engine.clock, engine.ids)


JURY_DEPENDENCIES = {"jury_office": Provide(provide_jury_office, sync_to_thread=False)}
"""What the composition root gives to the routes of panels."""

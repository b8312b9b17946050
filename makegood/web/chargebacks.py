"""Chargebacks behind HTTP: the dependency that the slice's routes and the pages name."""

from litestar.datastructures import State
from litestar.di import Provide

from makegood.chargebacks import ChargebackOffice
from makegood.flows.engine import Engine


def provide_chargeback_office(state: State) -> ChargebackOffice:
    """The dependency `chargeback_office`: what people and systems do about chargebacks."""
    engine: Engine = state["engine"]
    processors = engine.pay_out.processors
    return ChargebackOffice(engine.pool, engine.clock, engine.ids, engine.chargebacks, processors)


CHARGEBACK_DEPENDENCIES = {"chargeback_office": Provide(provide_chargeback_office, sync_to_thread=False)}
"""What the composition root gives to the routes of chargebacks."""

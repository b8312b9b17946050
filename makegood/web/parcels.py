"""The dependencies of parcels and of the claims for them."""

from litestar.datastructures import State
from litestar.di import Provide

from makegood.carriers import Conduct, ParcelOffice, RecoveryOffice
from makegood.flows.engine import Engine
from makegood.flows.parcels import parcel_office


def provide_parcel_office(state: State) -> ParcelOffice:
    """The dependency `parcel_office`: the verbs of parcels."""
    conduct: Conduct = state["conduct"]
    return parcel_office(state["engine"], conduct)


def provide_recovery_office(state: State) -> RecoveryOffice:
    """The dependency `recovery_office`: what is claimed for parcels that were lost or broken."""
    engine: Engine = state["engine"]
    return RecoveryOffice(engine.pool, engine.clock, engine.ids)


PARCEL_DEPENDENCIES = {
    "parcel_office": Provide(provide_parcel_office, sync_to_thread=False),
    "recovery_office": Provide(provide_recovery_office, sync_to_thread=False),
}

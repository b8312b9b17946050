"""HTTP: addresses. Where an order goes since it was changed, a buyer's own default address, and erasing both.

The composition root gives the dependencies `principal` and `order_office`.
"""

from litestar import Controller, Response, delete, get, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, SkipValidation

from makegood.accounts import Principal, authorise
from makegood.kit.errors import NotFound
from makegood.kit.http import PROBLEM_RESPONSES
from makegood.orders.addresses import (
    Address,
    BuyerAddress,
    OrderAddress,
    address_of_buyer,
    address_of_order,
    erase_buyer_address,
    erase_order_addresses,
    put_buyer_address,
)
from makegood.orders.api import OrderOffice
from makegood.orders.party_reading import find_buyer
from makegood.orders.seen import order_seen
from makegood.orders.views import OrderView

Caller = NamedDependency[SkipValidation[Principal]]
Office = NamedDependency[SkipValidation[OrderOffice]]


class OrderAddressController(Controller):
    """Where an order goes."""

    path = "/api/orders/{order:str}/address"
    tags = ("orders",)

    @get(summary="Read where an order goes", responses=PROBLEM_RESPONSES)
    async def read(self, order: FromPath[str], principal: Caller, order_office: Office) -> OrderAddress:
        """The address that a case gave the order. There is none while only the marketplace knows it."""
        view = await _seen(order_office, principal, order, "address.read")
        found = await address_of_order(order_office.pool, int(view.id))
        if found is None:
            raise NotFound(what="address")
        return found

    @delete(summary="Erase an order's addresses", responses=PROBLEM_RESPONSES, status_code=204)
    async def erase(self, order: FromPath[str], principal: Caller, order_office: Office) -> None:
        """Every address that was told for it. What happened to the order stays on record without them."""
        view = await _seen(order_office, principal, order, "address.erase")
        await erase_order_addresses(order_office.pool, int(view.id))


class BuyerAddressController(Controller):
    """A buyer's own address."""

    path = "/api/buyers/{buyer:str}/address"
    tags = ("orders",)

    @get(summary="Read a buyer's address", responses=PROBLEM_RESPONSES)
    async def read(self, buyer: FromPath[str], principal: Caller, order_office: Office) -> BuyerAddress:
        """The default address that was told last."""
        return await address_of_buyer(order_office.pool, await _buyer(order_office, principal, buyer))

    @put(summary="Tell a buyer's address", responses=PROBLEM_RESPONSES, status_code=200)
    async def tell(
        self, buyer: FromPath[str], data: JSONBody[Address], principal: Caller, order_office: Office
    ) -> Response[BuyerAddress]:
        """Keep it as the buyer's default. Orders that were placed before go where they went."""
        buyer_id = await _buyer(order_office, principal, buyer)
        async with order_office.pool.acquire() as connection:
            await put_buyer_address(connection, buyer_id, data, order_office.clock.now())
            return Response(await address_of_buyer(connection, buyer_id))

    @delete(summary="Erase a buyer's address", responses=PROBLEM_RESPONSES, status_code=204)
    async def erase(self, buyer: FromPath[str], principal: Caller, order_office: Office) -> None:
        """As if it had never been told."""
        await erase_buyer_address(order_office.pool, await _buyer(order_office, principal, buyer))


async def _seen(office: OrderOffice, principal: Principal, name: str, operation: str) -> OrderView:
    async with office.pool.acquire() as connection:
        return await order_seen(connection, principal, name, operation)


async def _buyer(office: OrderOffice, principal: Principal, name: str) -> int:
    """A buyer by the marketplace's name or our id, if the caller speaks for them. Raises NotFound."""
    authorise(principal, "address.tell")
    async with office.pool.acquire() as connection:
        found = await find_buyer(connection, name)
    if found is None:
        raise NotFound(what="buyer")
    try:
        authorise(principal, "address.tell", int(found.id))
    except NotFound:
        raise NotFound(what="buyer") from None
    return int(found.id)

"""What the API's description says of every operation without being told: that it may be refused with a problem."""

from litestar.plugins import ReceiveRoutePlugin
from litestar.routes import BaseRoute, HTTPRoute

from makegood.kit.http import PROBLEM_RESPONSES


class RefusalsDocumented(ReceiveRoutePlugin):
    """Any operation under /api may meet a refusal; one that names no responses of its own names these."""

    def receive_route(self, route: BaseRoute) -> None:
        """Called by the framework for each route that is registered."""
        if not isinstance(route, HTTPRoute) or not route.path.startswith("/api/"):
            return
        for handler in route.route_handlers:
            if not handler.responses:
                handler.responses = PROBLEM_RESPONSES

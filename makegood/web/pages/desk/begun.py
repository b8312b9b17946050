"""A message of the desk that is begun with a kept text, its gaps filled by the case."""

from makegood.cases import merged
from makegood.db.pool import Pool
from makegood.desk import macros_kept
from makegood.kit.errors import NotFound
from makegood.web.pages.case.scene import CaseScene, Typed
from makegood.web.pages.work.panel import values_for


async def begun_with_macro(pool: Pool, scene: CaseScene, macro_id: str) -> Typed:
    """What stands in the composer. Raises NotFound for a text that is not there."""
    chosen = next((one for one in await macros_kept(pool) if one.id == macro_id), None)
    if chosen is None:
        raise NotFound(what="template")
    return Typed("say", {"text": merged(chosen.body, await values_for(pool, scene))})

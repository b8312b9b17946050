"""What the desk keeps a reader from doing in a case, for the pages that show its buttons."""

from makegood.cases import NOTHING_WITHHELD, CaseState, Withheld
from makegood.db.pool import Pool
from makegood.desk import withheld_from
from makegood.web.pages.shell import Reader


async def withheld_here(pool: Pool, reader: Reader, state: CaseState) -> Withheld:
    """By operation, each with why. Nothing for whoever is not of the desk."""
    return (await withheld_from(pool, reader.me, [state], reader.now)).get(state.id, NOTHING_WITHHELD)

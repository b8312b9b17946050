"""What the desk sends says something of the very case: a text to begin with is refused where it stands as it was kept."""

from makegood.accounts import PrincipalRole
from makegood.cases import Command, Request
from makegood.db.pool import Pool
from makegood.desk import count_use, macros_kept, require_own_words

_DESK = (PrincipalRole.DESK, PrincipalRole.SENIOR)
_WRITTEN = {
    "say": "text", "ask": "text", "rule": "reason", "rule_on_appeal": "reason", "return_ruling": "reason",
    "dismiss_jury": "reason",
}  # fmt: skip
"""What people of the desk write that others read, by command."""


async def hold_to_own_words(pool: Pool, request: Request, dry: bool) -> None:
    """Raises MacroUnchanged where the desk would send a kept text as it stands; counts what began with one."""
    written = _written(request.command) if request.principal.role in _DESK else ""
    if not written:
        return
    begun = require_own_words(written, await macros_kept(pool))
    if begun is not None and not dry:
        await count_use(pool, begun)


def _written(command: Command) -> str:
    field = _WRITTEN.get(command.name)
    return str(getattr(command, field)) if field else ""

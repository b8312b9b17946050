"""The command line. Each command is a file of this folder, imported when it is called."""

from __future__ import annotations

import atexit
import gc
import sys


def main() -> None:
    """Run the command line of this process. A failure is a sentence on standard error and exit code 1 or 2."""
    # The collection at the very end may free types of msgspec's structures twice (msgspec issue 717) and so end a good run
    # with a fault; the process gives all its memory back anyway.
    atexit.register(gc.freeze)
    from makegood.cli.failure import exit_code_of
    from makegood.cli.group import root

    try:
        code = root.main(prog_name="makegood", standalone_mode=False)
    except BaseException as error:
        code = exit_code_of(error)
    sys.exit(code if isinstance(code, int) else 0)

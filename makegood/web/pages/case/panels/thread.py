"""The conversation: everything that people wrote, and the field to write in."""

from makegood.accounts import authorise
from makegood.cases import mark_read, reads_of
from makegood.kit.errors import NotPermitted
from makegood.web.pages.case.scene import CaseScene, Panel
from makegood.web.pages.case.thread import Thread, thread_of


async def build(scene: CaseScene) -> Thread:
    """The thread; who sees it has read it from now on."""
    state, reader = scene.found.case.state, scene.reader
    reads = await reads_of(scene.pool, state.id, reader.me)
    if reads.own < state.version and _leaves_marks(scene):
        await mark_read(scene.pool, state, reader.me, state.version, reader.now)
    return thread_of(scene, reads)


def _leaves_marks(scene: CaseScene) -> bool:
    """Whether the reader is one of those who write here; others look without a trace."""
    try:
        authorise(scene.reader.me, "case.mark_read")
    except NotPermitted:
        return False
    return True


PANEL = Panel("thread", "case/thread.html", build)

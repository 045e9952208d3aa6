"""The first run on a machine compiles its inner loops: that is said, and not counted as time of the solve."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from siting.language import tr
from siting.outcome import Watch


@contextmanager
def off_the_clock(watch: Watch, note: Callable[[str], None]) -> Iterator[None]:
    """Puts the watch back by the time that compiling takes meanwhile, and notes the first time that it does.

    Without this the time limit is over before the first search, and the first plan is a bad one."""
    from numba.core import event

    clock = _Clock(watch, note)
    with event.install_listener("numba:compile", _listener(clock)):
        yield
    if clock.seconds:
        note(tr("compiled in {seconds:.0f} s, which no time limit counts", seconds=clock.seconds))


class _Clock:
    """Compiling calls for compiling of what is called in turn; only the outermost counts."""

    def __init__(self, watch: Watch, note: Callable[[str], None]) -> None:
        self._watch, self._note = watch, note
        self._depth, self._began, self.seconds = 0, 0.0, 0.0

    def start(self) -> None:
        """Compiling begins, maybe inside of other compiling."""
        if self._depth == 0:
            self._began = time.perf_counter()
            if self.seconds == 0.0:
                self._note(tr("compiling for this machine, once; the next run starts at once"))
        self._depth += 1

    def end(self) -> None:
        """The watch goes on from where it was."""
        self._depth -= 1
        if self._depth == 0:
            took = time.perf_counter() - self._began
            self.seconds += took
            self._watch.started += took

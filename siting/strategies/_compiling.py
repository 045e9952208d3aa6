"""The first run on a machine compiles its inner loops: that is said, and is no part of the solve's time."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from numba.core.event import Event, Listener, install_listener

from siting.language import tr
from siting.outcome import Watch


class Compiling(Listener):
    """Puts the watch back by the time that compiling takes; else the time limit is over before the first search.

    seconds: what it took so far. Compiling calls for the compiling of what is called; only the outermost counts."""

    def __init__(self, watch: Watch, note: Callable[[str], None]) -> None:
        self._watch, self._note = watch, note
        self._depth, self._began, self.seconds = 0, 0.0, 0.0

    def on_start(self, event: Event) -> None:
        """A function is about to be compiled."""
        if self._depth == 0:
            self._began = time.perf_counter()
            if not self.seconds:
                self._note(tr("compiling for this machine, once; later runs start at once"))
        self._depth += 1

    def on_end(self, event: Event) -> None:
        """It is compiled, or could not be."""
        self._depth -= 1
        if self._depth == 0:
            took = time.perf_counter() - self._began
            self.seconds += took
            self._watch.started += took


@contextmanager
def off_the_clock(watch: Watch, note: Callable[[str], None]) -> Iterator[Compiling]:
    """Compiling inside does not count against the watch's time limit."""
    with install_listener("numba:compile", Compiling(watch, note)) as compiling:
        yield compiling

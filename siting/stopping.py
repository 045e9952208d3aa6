"""Ctrl-C while something long runs: the first time the best so far is kept, the second time it ends at once."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from siting.journal import Journal
from siting.language import tr
from siting.outcome import Watch
from siting.terminal import note

INTERRUPTED = 130
"""Exit code of a command that was stopped."""


@contextmanager
def stopping_at_signals(watch: Watch, journal: Journal, said: str = "") -> Iterator[None]:
    """First Ctrl-C while solving: end soon with the best plan. Before that, or the second time: end now.

    said: what is told at the first one; that the best plan is being written, when absent.

    The watch is told each time: an exception that a callback of some library swallows must not lose the wish."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        again = watch.interrupted
        watch.interrupt()
        if journal.stage_now not in ("solve", "explain") or again:
            raise KeyboardInterrupt
        text = tr("Stopping; the best plan so far is being written. Press Ctrl-C again to end at once.")
        note(said or text)

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    signals = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(number, stop) for number in signals]
    try:
        yield
    finally:
        for number, handler in zip(signals, before, strict=True):
            signal.signal(number, handler)

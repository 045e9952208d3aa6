"""The child's side: `python -m siting.backends._worker NAME` loads one backend and answers one program after the other.

Requests are pickles on stdin, answers pickles on what was stdout; everything printed goes to stderr instead."""

from __future__ import annotations

import os
import pickle
import queue
import signal
import sys
import threading
import traceback
from typing import Any, BinaryIO

from siting.errors import SitingError
from siting.inputs import Floats
from siting.language import use_language
from siting.parts import load

# Solvers report from several threads.
_SENDING = threading.Lock()


def main(name: str) -> None:
    """Serves until stdin closes; then ends at once, since nobody is left to answer."""
    out = _keep_stdout_for_answers()
    stop = threading.Event()
    requests: queue.SimpleQueue[tuple[Any, ...]] = queue.SimpleQueue()
    threading.Thread(target=_receive, args=(requests, stop), daemon=True).start()
    # A handler that does nothing, rather than SIG_IGN: a solver that is a program of its own must not inherit
    # deafness, since SIGINT is how it is told to end early.
    signal.signal(signal.SIGINT, lambda number, frame: None)
    part = load("backends", name)
    try:
        part.prepare()
    except ImportError as error:
        _send(out, ("unloadable", str(error)))
        return
    _send(out, ("ready",))
    while True:
        _, program, limits, start, spoken = requests.get()
        use_language(spoken)

        def report(values: Floats | None, bound: float | None) -> None:
            _send(out, ("progress", values, bound))

        try:
            _send(out, ("answer", part.solve(program, limits, start, report, stop)))
        except SitingError as error:
            _send(out, ("refused", str(error)))
        except Exception:
            _send(out, ("broken", traceback.format_exc(limit=-3)))


def _keep_stdout_for_answers() -> BinaryIO:
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return out


def _receive(requests: queue.SimpleQueue[tuple[Any, ...]], stop: threading.Event) -> None:
    # A reader of its own: Python cannot shut down while a thread waits inside sys.stdin.
    questions = os.fdopen(os.dup(0), "rb")
    try:
        while True:
            message = pickle.load(questions)
            if message[0] == "stop":
                stop.set()
            else:
                stop.clear()
                requests.put(message)
    except (EOFError, OSError, pickle.UnpicklingError):
        if hasattr(os, "killpg") and os.getpgrp() == os.getpid():
            os.killpg(os.getpid(), signal.SIGKILL)
        os._exit(0)


def _send(out: BinaryIO, message: tuple[Any, ...]) -> None:
    with _SENDING:
        pickle.dump(message, out, protocol=5)
        out.flush()


if __name__ == "__main__":
    main(sys.argv[1])

"""The parent's side of a backend's child process: start, ask, listen, end."""

from __future__ import annotations

import atexit
import os
import pickle
import queue
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from siting.backends._contract import Answer, AnswerStop, Limits, MustStop, Report, losing_bound
from siting.errors import RefusedError, SitingError
from siting.inputs import Floats
from siting.language import language, tr
from siting.outcome import Stop
from siting.program import Arrays

POLL_S = 0.05
STOP_GRACE_S = 3.0


class Worker:
    """A child process that has one backend loaded and solves one program after the other.

    Messages are pickles: requests go to its stdin, answers come from its stdout. Whatever the solver prints goes to
    a temporary file that is read only when the child dies."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.alive = True
        self._ready = False
        self._words = tempfile.TemporaryFile()
        self._child = subprocess.Popen(
            [sys.executable, "-P", "-m", "siting.backends._worker", name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._words,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
            **_own_group(),
        )
        self._inbox: queue.SimpleQueue[tuple[Any, ...] | None] = queue.SimpleQueue()
        threading.Thread(target=self._listen, daemon=True).start()

    def solve(
        self, program: Arrays, limits: Limits, start: Floats | None, report: Report, must_stop: MustStop
    ) -> Answer:
        """The child's answer; ends the child when it does not keep its time or does not obey must_stop."""
        talk = _Talk(self, program, limits, report, must_stop)
        try:
            if not self._ready and not talk.wait_until_ready():
                return talk.given_up()
            left = replace(limits, time_s=talk.left_s())
            self.send(("solve", program, left, start, language()))
            return talk.listen()
        except BaseException:
            self.end()
            raise

    def send(self, message: tuple[Any, ...]) -> None:
        """Hands a message to the child; a child that is gone will be noticed by its silence."""
        try:
            pickle.dump(message, self._child.stdin, protocol=5)  # type: ignore[arg-type]
            self._child.stdin.flush()  # type: ignore[union-attr]
        except OSError:
            pass

    def next_message(self, wait_s: float) -> tuple[Any, ...] | None:
        """The child's next message, ("silence",) when none comes in time, None when it is gone."""
        try:
            return self._inbox.get(timeout=wait_s)
        except queue.Empty:
            return ("silence",)

    def became_ready(self) -> None:
        """The child has loaded its backend."""
        self._ready = True

    def last_words(self) -> str:
        """The exit code and the end of what the child printed."""
        code = self._child.wait()
        self._words.seek(0, os.SEEK_END)
        self._words.seek(max(0, self._words.tell() - 2000))
        lines = self._words.read().decode("utf-8", "replace").strip().splitlines()
        return tr("exit code {code}, last words: {words}", code=code, words=" / ".join(lines[-3:]) or "-")

    def end(self) -> None:
        """Ends the child and whatever it started."""
        if self.alive:
            self.alive = False
            _kill_group(self._child)
            self._child.wait()
            self._child.stdin.close()  # type: ignore[union-attr]

    def _listen(self) -> None:
        stream = self._child.stdout
        try:
            while True:
                self._inbox.put(pickle.load(stream))  # type: ignore[arg-type]
        except (EOFError, pickle.UnpicklingError, OSError):
            self._inbox.put(None)


class _Talk:
    """One question to a worker: its clock, and the best it has heard."""

    def __init__(
        self, worker: Worker, program: Arrays, limits: Limits, report: Report, must_stop: MustStop
    ) -> None:
        self._worker, self._report, self._must_stop = worker, report, must_stop
        self._best: Floats | None = None
        self._bound = losing_bound(program.maximise)
        self._started = time.perf_counter()
        self._time_s = limits.time_s
        self._end_s = limits.time_s + max(STOP_GRACE_S, min(10.0, 0.1 * limits.time_s))
        self._stop: Stop | None = None

    def left_s(self) -> float:
        """Seconds of the limit that are left."""
        return max(0.0, self._time_s - self._passed_s())

    def wait_until_ready(self) -> bool:
        """False when the time ended first. Raises RefusedError when the child cannot load its backend."""
        while not self._overdue():
            message = self._worker.next_message(POLL_S)
            if message is None:
                words = self._worker.last_words()
                self._worker.end()
                raise RefusedError(tr("backend {name} cannot start: {words}", name=self._worker.name, words=words))
            if message[0] == "unloadable":
                self._worker.end()
                raise RefusedError(_unloadable(self._worker.name, message[1]))
            if message[0] == "ready":
                self._worker.became_ready()
                return True
        return False

    def listen(self) -> Answer:
        """Passes progress on until the answer comes, or the child dies, or its time is over."""
        while not self._overdue():
            message = self._worker.next_message(POLL_S)
            if message is None:
                return self._died()
            if message[0] == "answer":
                return message[1]  # type: ignore[no-any-return]
            if message[0] in ("refused", "broken"):
                error = RefusedError if message[0] == "refused" else SitingError
                raise error(tr("backend {name}: {words}", name=self._worker.name, words=message[1]))
            if message[0] == "progress":
                self._hear(*message[1:])
        return self.given_up()

    def given_up(self) -> Answer:
        """The best heard, after ending a child that did not end itself."""
        self._worker.end()
        note = tr("{name} did not end in time and was ended", name=self._worker.name)
        return self._so_far("interrupted" if self._stop == "interrupted" else "time_limit", note)

    def _died(self) -> Answer:
        words = self._worker.last_words()
        self._worker.end()
        return self._so_far("failed", tr("{name} crashed: {words}", name=self._worker.name, words=words))

    def _so_far(self, stop: AnswerStop, note: str) -> Answer:
        return Answer(self._best, self._bound, stop, note)

    def _hear(self, values: Floats | None, bound: float | None) -> None:
        self._best = self._best if values is None else values
        self._bound = self._bound if bound is None else bound
        self._report(values, bound)

    def _overdue(self) -> bool:
        if self._stop is None and (stop := self._must_stop()):
            self._stop = stop
            self._worker.send(("stop",))
            self._end_s = min(self._end_s, self._passed_s() + STOP_GRACE_S)
        return self._passed_s() > self._end_s

    def _passed_s(self) -> float:
        return time.perf_counter() - self._started


class Pool:
    """Keeps the worker of each backend for the next solve, since starting one takes about a second.

    Holds processes only; no result depends on whether a worker is new. Two solves at once get two workers."""

    def __init__(self) -> None:
        self._idle: dict[str, list[Worker]] = defaultdict(list)
        self._lock = threading.Lock()

    @contextmanager
    def worker(self, name: str) -> Iterator[Worker]:
        """A worker for one solve; goes back into the pool when it is still well."""
        with self._lock:
            worker = self._idle[name].pop() if self._idle[name] else None
        worker = worker or Worker(name)
        try:
            yield worker
        finally:
            if worker.alive:
                with self._lock:
                    self._idle[name].append(worker)

    def close(self) -> None:
        """Ends every idle worker."""
        with self._lock:
            for workers in self._idle.values():
                while workers:
                    workers.pop().end()


POOL = Pool()
atexit.register(POOL.close)


def _unloadable(name: str, words: str) -> str:
    text = tr("backend {name} cannot load its library: {words}", name=name, words=words)
    if "symbol" not in words:
        return text
    hint = tr(
        "Two solver libraries clash in one process; is highspy installed and imported by a .pth file or sitecustomize?"
    )
    return f"{text}. {hint}"


def _own_group() -> dict[str, Any]:
    """A process group of its own: a Ctrl-C at the terminal reaches the parent only."""
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW}
    return {"start_new_session": True}


def _kill_group(child: subprocess.Popen[bytes]) -> None:
    if sys.platform == "win32":
        subprocess.run(["taskkill", "/F", "/T", "/PID", str(child.pid)], capture_output=True, check=False)
    else:
        try:
            os.killpg(child.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass

"""Workers kept between solves."""

from __future__ import annotations

import atexit
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

from siting.backends._process import Worker


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

    def fill(self, name: str, count: int) -> None:
        """Starts workers until `count` of them are idle; returns at once, they load their backend meanwhile."""
        with self._lock:
            while len(self._idle[name]) < count:
                self._idle[name].append(Worker(name))

    def close(self) -> None:
        """Ends every idle worker."""
        with self._lock:
            for workers in self._idle.values():
                while workers:
                    workers.pop().end()


POOL = Pool()
atexit.register(POOL.close)

"""Work in chunks on every processor: the same result however many there are, and Ctrl-C between chunks."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed

Progress = Callable[[int, int], None]


def available() -> int:
    """Processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def in_chunks(
    work: Callable[[int, int], None],
    total: int,
    chunk: int,
    n_threads: int | None = None,
    progress: Progress | None = None,
) -> None:
    """Calls work(start, stop) for every chunk of range(total), on several threads.

    work must write to places of its own and release the interpreter's lock. An error or Ctrl-C drops what
    has not begun, waits for the chunks under way, and is raised. progress(done, total) comes after each."""
    spans = [(start, min(start + chunk, total)) for start in range(0, total, chunk)]
    done = 0
    with ThreadPoolExecutor(n_threads or available()) as pool:
        try:
            futures = {pool.submit(work, *span): span for span in spans}
            for future in as_completed(futures):
                future.result()
                start, stop = futures[future]
                done += stop - start
                if progress:
                    progress(done, total)
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise

"""Work in chunks on several threads: all of it, or an error at once."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from siting.travel import threads


@pytest.mark.parametrize("total", [0, 1, 9, 10, 101])
@pytest.mark.parametrize("n_threads", [1, 3])
def test_every_place_is_worked_on_once_and_progress_ends_at_the_total(total: int, n_threads: int) -> None:
    seen, told = np.zeros(total, int), []

    def work(start: int, stop: int) -> None:
        seen[start:stop] += 1

    threads.in_chunks(work, total, 10, n_threads, lambda done, of: told.append((done, of)))
    assert (seen == 1).all()
    assert told[-1:] == ([(total, total)] if total else [])
    assert [done for done, _ in told] == sorted(done for done, _ in told)


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_an_error_or_an_interruption_drops_what_has_not_begun(error: type[BaseException]) -> None:
    begun = []

    def work(start: int, stop: int) -> None:
        begun.append(start)
        time.sleep(0.01)
        if start == 0:
            raise error

    with pytest.raises(error):
        threads.in_chunks(work, 500, 1, 2)
    assert len(begun) < 500


def test_an_interruption_while_looking_on_ends_the_work() -> None:
    begun = []

    def work(start: int, stop: int) -> None:
        begun.append(start)
        time.sleep(0.01)

    def look_on(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        threads.in_chunks(work, 500, 1, 1, look_on)
    assert len(begun) < 500


def test_asking_for_the_types_of_travel_compiles_nothing(root: Path) -> None:
    code = (
        "import sys, siting.travel, siting.networks; print(*{'numba', 'scipy', 'osmium'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, encoding="utf-8", check=True
    )
    assert done.stdout.strip() == ""

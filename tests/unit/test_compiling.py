"""The first run on a machine: compiling is said, and counts against no time limit."""

from __future__ import annotations

import time

from numba import njit
from numba.core.event import end_event, start_event

from siting.outcome import Watch
from siting.strategies._compiling import off_the_clock


def test_compiling_is_not_on_the_clock() -> None:
    inner = njit(lambda number: number + 1)
    outer = njit(lambda number: inner(number) * 2)
    watch, said = Watch(), list[str]()
    began = time.perf_counter()
    with off_the_clock(watch, said.append) as compiling:
        assert outer(1) == 4
        passed, on_the_clock = time.perf_counter() - began, watch.seconds
    assert 0.0 < compiling.seconds <= passed
    assert abs(passed - compiling.seconds - on_the_clock) < 0.05
    assert len(said) == 1


def test_compiling_inside_of_compiling_counts_once() -> None:
    watch = Watch()
    with off_the_clock(watch, lambda _text: None) as compiling:
        for tell in (start_event, start_event, end_event, end_event):
            tell("numba:compile")
            time.sleep(0.02)
    assert 0.06 <= compiling.seconds < 0.08 + 0.5
    assert watch.seconds < 0.06


def test_what_was_compiled_before_is_not_mentioned() -> None:
    ready = njit(lambda number: number + 1)
    ready(1)
    said = list[str]()
    with off_the_clock(Watch(), said.append) as compiling:
        assert ready(2) == 3
    assert (compiling.seconds, said) == (0.0, [])

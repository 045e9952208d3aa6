"""The journal of a run: how long each stage took, and what was noted on the way. Becomes run.log."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

Listener = Callable[[str], None]


@dataclass(slots=True)
class Journal:
    """seconds: stage -> wall-clock seconds; lines: notes with their time; listener: told of every note."""

    listener: Listener | None = None
    seconds: dict[str, float] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    stage_now: str = ""
    _started: float = field(default_factory=time.perf_counter)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Times a stage, also when it fails."""
        began, self.stage_now = time.perf_counter(), name
        try:
            yield
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - began
            self.stage_now = ""

    def note(self, text: str) -> None:
        """Keeps a line for run.log and tells the listener."""
        moment = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        self.lines.append(f"{moment} {time.perf_counter() - self._started:8.2f} s  {text}")
        if self.listener:
            self.listener(text)

"""A command as a process of its own: wall clock, CPU time and peak memory of it and of everything it starts."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

SAMPLE_S = 0.05


@dataclass(frozen=True, slots=True)
class Measured:
    """wall_s, cpu_s (user + system): from start to end, interpreter and imports included.

    peak_mb: most resident memory at once of the whole tree, sampled every 50 ms; nan where there is no /proc.
    killed: it ran past the time allowed. errors: the end of what it said on stderr."""

    exit_code: int
    wall_s: float
    cpu_s: float
    peak_mb: float
    killed: bool
    errors: str


def measure(command: list[str], allowed_s: float, stderr: Path) -> Measured:
    """Runs the command in a session of its own; after allowed_s the whole session is ended."""
    began = time.perf_counter()
    with stderr.open("wb") as errors:
        child = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=errors,
            start_new_session=True,
        )
        ended, peaks = threading.Event(), [float("nan")]
        sampler = threading.Thread(target=_sample, args=(child.pid, ended, peaks), daemon=True)
        late = threading.Timer(allowed_s, _end_session, [child.pid])
        sampler.start()
        late.start()
        try:
            _, status, usage = os.wait4(child.pid, 0)
        except BaseException:
            _end_session(child.pid)
            os.wait4(child.pid, 0)
            raise
        finally:
            wall = time.perf_counter() - began
            late.cancel()
            ended.set()
            child.returncode = 0  # waited for above
    sampler.join()
    code = os.waitstatus_to_exitcode(status)
    said = stderr.read_text(encoding="utf-8", errors="replace")[-2000:]
    killed = code == -signal.SIGKILL and wall >= allowed_s
    return Measured(code, wall, usage.ru_utime + usage.ru_stime, peaks[0], killed, said)


def _end_session(leader: int) -> None:
    with suppress(ProcessLookupError):
        os.killpg(leader, signal.SIGKILL)


def _sample(root: int, ended: threading.Event, peaks: list[float]) -> None:
    if not Path("/proc/self/statm").exists():
        return
    most, page_mb = 0, os.sysconf("SC_PAGE_SIZE") / 2**20
    while not ended.wait(SAMPLE_S):
        most = max(most, sum(_resident(process) for process in _tree(root)))
        peaks[0] = most * page_mb


def _tree(root: int) -> list[int]:
    """The process and its descendants."""
    found, waiting = [], [root]
    while waiting:
        process = waiting.pop()
        found.append(process)
        try:
            tasks = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii")
        except OSError:
            continue
        waiting += [int(text) for text in tasks.split()]
    return found


def _resident(process: int) -> int:
    """Pages."""
    try:
        return int(Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1])
    except (OSError, IndexError):
        return 0

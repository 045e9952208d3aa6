"""The parent's side of a backend's child process: start, send, listen, end."""

from __future__ import annotations

import os
import pickle
import queue
import signal
import subprocess
import sys
import tempfile
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

from siting.language import tr


class Worker:
    """A child process that has one backend loaded and solves one program after the other.

    Messages are pickles: requests go to its stdin, answers come from its stdout. Whatever the solver prints goes to
    a file that is read only when the child dies. Its temporary files lie in a folder of the parent's, which goes when
    the child does."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.alive = True
        self.ready = False
        self._folder = tempfile.TemporaryDirectory(prefix="siting-", ignore_cleanup_errors=True)
        self._words = Path(self._folder.name, "words").open("w+b")  # noqa: SIM115, closed by `end`
        self._child = subprocess.Popen(
            [sys.executable, "-P", "-m", "siting.backends._worker", name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._words,
            env={
                **os.environ,
                **_temporary(self._folder.name),
                "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
            },
            **_own_group(),
        )
        self._inbox: queue.SimpleQueue[tuple[Any, ...] | None] = queue.SimpleQueue()
        threading.Thread(target=self._listen, daemon=True).start()

    def send(self, message: tuple[Any, ...]) -> None:
        """Hands a message to the child; a child that is gone will be noticed by its silence."""
        with suppress(OSError):
            pickle.dump(message, self._child.stdin, protocol=5)  # type: ignore[arg-type]
            self._child.stdin.flush()  # type: ignore[union-attr]

    def next_message(self, wait_s: float) -> tuple[Any, ...] | None:
        """The child's next message, ("silence",) when none comes in time, None when it is gone."""
        try:
            return self._inbox.get(timeout=wait_s)
        except queue.Empty:
            return ("silence",)

    def last_words(self) -> str:
        """The exit code and the end of what the child printed."""
        try:
            code = self._child.wait(timeout=2.0)
        except subprocess.TimeoutExpired:
            _kill_group(self._child)
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
            self._words.close()
            self._folder.cleanup()

    def _listen(self) -> None:
        stream = self._child.stdout
        try:
            while True:
                self._inbox.put(pickle.load(stream))  # type: ignore[arg-type]
        except Exception:
            # The end of the stream, or half a message of a child that was killed.
            self._inbox.put(None)


def _temporary(folder: str) -> dict[str, str]:
    return dict.fromkeys(("TMPDIR", "TEMP", "TMP"), folder)


def _own_group() -> dict[str, Any]:
    """A process group of its own: a Ctrl-C at the terminal reaches the parent only."""
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW}
    return {"start_new_session": True}


def _kill_group(child: subprocess.Popen[bytes]) -> None:
    if sys.platform == "win32":
        subprocess.run(["taskkill", "/F", "/T", "/PID", str(child.pid)], capture_output=True, check=False)
    else:
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)

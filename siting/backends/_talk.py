"""One question to a worker: its clock, what is heard on the way, and the answer."""

from __future__ import annotations

import time
from dataclasses import replace

from siting.backends._contract import Answer, AnswerStop, Limits, MustStop, Report, losing_bound
from siting.backends._process import Worker
from siting.errors import RefusedError, SitingError
from siting.inputs import Floats
from siting.language import language, tr
from siting.outcome import Stop
from siting.program import Arrays

POLL_S = 0.05
STOP_GRACE_S = 3.0


def ask(
    worker: Worker,
    program: Arrays,
    limits: Limits,
    start: Floats | None,
    report: Report,
    must_stop: MustStop,
) -> Answer:
    """The child's answer; ends the child when it does not keep its time or does not obey must_stop."""
    talk = _Talk(worker, program, limits, report, must_stop)
    try:
        if not worker.ready and not talk.wait_until_ready():
            return talk.given_up()
        left = replace(limits, time_s=talk.left_s())
        worker.send(("solve", program, left, start, language()))
        return talk.listen()
    except BaseException:
        worker.end()
        raise


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
                raise RefusedError(
                    tr("backend {name} cannot start: {words}", name=self._worker.name, words=words)
                )
            if message[0] == "unloadable":
                self._worker.end()
                raise RefusedError(_unloadable(self._worker.name, message[1]))
            if message[0] == "ready":
                self._worker.ready = True
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


def _unloadable(name: str, words: str) -> str:
    text = tr("backend {name} cannot load its library: {words}", name=name, words=words)
    if "symbol" not in words:
        return text
    hint = tr(
        "Two solver libraries clash in one process; is highspy installed and imported by a .pth file or sitecustomize?"
    )
    return f"{text}. {hint}"

"""run.log: what happened, when, and what was warned of."""

from __future__ import annotations

from pathlib import Path

from siting.language import mark, tr
from siting.plan import Plan

ABOUT = mark("what the run did and when, and everything it warned of")
FILE = "run.log"


def write(plan: Plan, path: Path) -> None:
    """The journal, which tells of warnings too, and the trace of the solve; UTF-8."""
    lines = [*plan.notices, *plan.journal.lines]
    lines += [
        tr(
            "solve {seconds:.2f} s: incumbent {value:,.10g}, bound {bound:,.10g}",
            seconds=point.seconds,
            value=point.incumbent,
            bound=point.bound,
        )
        for point in plan.outcome.trace
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")

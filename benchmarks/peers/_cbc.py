"""How a run of CBC through PuLP ended, from its log: PuLP says "Optimal" of any solution, and knows no bound."""

from __future__ import annotations

import re
from pathlib import Path

# Only what CBC says before it stops; its final "Lower bound" may be an unfinished relaxation's.
BOUND = re.compile(
    r"^Cbc0010I After .* best possible ([-+.\de]+)|^Continuous objective value is (\S+)", re.MULTILINE
)
SETTLED = "Result - Optimal solution found"


def bound_and_stop(log: Path, value: float) -> tuple[float, str]:
    """The bound on the most weight (nan where the log has none) and why CBC stopped. The log is of a minimisation."""
    text = log.read_text(encoding="utf-8", errors="replace")
    if SETTLED in text:
        return value, "optimal"
    said = [abs(float(branch or root)) for branch, root in BOUND.findall(text)]
    return min(said, default=float("nan")), "time_limit"

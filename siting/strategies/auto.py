"""Auto: looks at the question and picks the way; says what it picked and why."""

from __future__ import annotations

from dataclasses import replace

from siting import parts
from siting.language import mark, tr
from siting.model import Model
from siting.outcome import Outcome, Start, Watch
from siting.strategies import _covering
from siting.strategies._cover import pose, refusal

ABOUT = mark("picks for you: exact for small questions and rich rules, decompose for large ones")
SMALL_PAIRS = 10_000
FEW_OPTIONS = 200


def refuses(model: Model) -> str | None:
    """Nothing: what coverage strategies cannot take goes to `exact`."""
    return None


def solve(
    model: Model, watch: Watch, seed: int, backend: str = "scipy_highs", start: Start | None = None
) -> Outcome:
    """Picks by what is asked and how large it is: `decompose` for coverage under upper limits, and for least cost
    where it takes that, if more than SMALL_PAIRS pairs (row, option) are left after merging, or five times as many
    of FEW_OPTIONS; else `exact`."""
    name, why = _pick(model)
    outcome: Outcome = parts.load("strategies", name).solve(model, watch, seed, backend, start)
    return replace(outcome, why_strategy=why)


def _pick(model: Model) -> tuple[str, str]:
    if _covering.refusal(model) is None:
        return "decompose", tr("auto picked decompose: least cost for the coverage required")
    reason = refusal(model, "decompose")
    if reason is not None:
        return "exact", tr("auto picked exact: {reason}", reason=reason)
    covers = pose(model).covers
    pairs = len(covers.row_options)
    if pairs <= SMALL_PAIRS or (covers.n_options <= FEW_OPTIONS and pairs <= 5 * SMALL_PAIRS):
        return "exact", tr(
            "auto picked exact: the question is small, {pairs} pairs within reach", pairs=pairs
        )
    return "decompose", tr(
        "auto picked decompose: the question is large, {pairs} pairs within reach", pairs=pairs
    )

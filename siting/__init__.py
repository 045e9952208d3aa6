"""Where should a city's missing everyday services open?

    plan = siting.solve("scenarios/toy")
    plan.summary["gap"]

`load_scenario` reads a scenario, `gaps` takes stock of what is missing, `solve` makes a plan,
`sweep` one for each of several budgets, `curve` tells what each budget buys. `maximal_covering` takes people in
chunks, without a scenario."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from siting.decide.evaluate import evaluate
    from siting.desk.alternatives import in_python as alternatives
    from siting.desk.curve_in_python import curve
    from siting.desk.explain import in_python as explain
    from siting.desk.robust_in_python import robustness
    from siting.desk.update_in_python import update
    from siting.differences.together import compare
    from siting.pipeline import gaps, load_scenario, solve, sweep
    from siting.streaming import maximal_covering

__version__ = "0.1.0"
__all__ = [
    "__version__",
    "alternatives",
    "compare",
    "curve",
    "evaluate",
    "explain",
    "gaps",
    "load_scenario",
    "maximal_covering",
    "robustness",
    "solve",
    "sweep",
    "update",
]


def __getattr__(name: str) -> Any:
    """Loads the pipeline when a function of it is first asked for: importing siting stays light."""
    if name in ("gaps", "load_scenario", "solve", "sweep"):
        from siting import pipeline

        return getattr(pipeline, name)
    if name == "evaluate":
        from siting.decide.evaluate import evaluate

        return evaluate
    if name == "maximal_covering":
        from siting import streaming

        return streaming.maximal_covering
    if name == "robustness":
        from siting.desk import robust_in_python

        return robust_in_python.robustness
    if name == "update":
        from siting.desk import update_in_python

        return update_in_python.update
    if name == "alternatives":
        from siting.desk import alternatives as desk

        return desk.in_python
    if name == "compare":
        from siting.differences import together

        return together.compare
    if name == "curve":
        from siting.desk import curve_in_python

        return curve_in_python.curve
    if name == "explain":
        from siting.desk.explain import in_python

        return in_python
    raise AttributeError(f"module 'siting' has no attribute {name!r}")

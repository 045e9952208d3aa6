"""Where should a city's missing everyday services open?

    plan = siting.solve("scenarios/toy")
    plan.summary["gap"]

`load_scenario` reads a scenario, `gaps` takes stock of what is missing, `solve` makes a plan,
`sweep` one for each of several budgets. `maximal_covering` takes people in chunks, without a scenario."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from siting.pipeline import gaps, load_scenario, solve, sweep
    from siting.streaming import maximal_covering

__version__ = "0.1.0"
__all__ = ["__version__", "gaps", "load_scenario", "maximal_covering", "solve", "sweep"]


def __getattr__(name: str) -> Any:
    """Loads the pipeline when a function of it is first asked for: importing siting stays light."""
    if name in ("gaps", "load_scenario", "solve", "sweep"):
        from siting import pipeline

        return getattr(pipeline, name)
    if name == "maximal_covering":
        from siting import streaming

        return streaming.maximal_covering
    raise AttributeError(f"module 'siting' has no attribute {name!r}")

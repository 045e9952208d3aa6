"""Every answer, siting's and the peers' alike, recomputed by siting's certificate from the raw coverage."""

from __future__ import annotations

import math
import pickle
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import numpy as np

from siting.coverage import Coverage
from siting.errors import VerificationError
from siting.inputs import Circles, FormatInput, Inputs, Points
from siting.model import Model
from siting.outcome import Dual, Outcome, TracePoint, relative_gap
from siting.plan.check import check
from siting.plan.evidence import gather

NAN = float("nan")


def figures(folder: Path, answer: dict[str, Any], arrays: Path, is_peer: bool) -> dict[str, Any]:
    """The row's figures: value (nan when there is no plan, or it does not pass), bound as claimed, certified bound.

    A peer's bound is taken down and not checked: it is its own word."""
    with (folder / "model.pickle").open("rb") as stream:
        model: Model = pickle.load(stream)
    with np.load(folder / "question.npz") as question:
        known = float(question["known"])
    told = {
        "known": known,
        "stop": answer["stop"],
        "note": answer.get("note", ""),
        "ran": answer.get("ran", ""),
    }
    told |= {name: answer.get(name, NAN) for name in ("build_s", "solve_s", "bound")}
    told |= {
        "n_rows": model.n_rows,
        "n_options": model.n_options,
        "n_pairs": len(model.indices),
        "holds": "no",
    }
    outcome = _outcome(model, answer, arrays, is_peer)
    if outcome is None:
        return told
    try:
        certified = certified_bound(model, outcome)
    except VerificationError as error:
        return {**told, "stop": "wrong", "note": "; ".join(error.findings)}
    return {
        **told,
        "value": outcome.value,
        "certified_bound": certified,
        "gap": relative_gap(outcome.value, told["bound"]) if math.isfinite(told["bound"]) else NAN,
        "certified_gap": NAN if math.isnan(certified) else relative_gap(outcome.value, certified),
        "first_plan_s": _first_plan(answer),
        "holds": "yes",
    }


def _outcome(model: Model, answer: dict[str, Any], arrays: Path, is_peer: bool) -> Outcome | None:
    """The answer as an outcome; None where it has no plan."""
    if not arrays.exists():
        return None
    with np.load(arrays) as found:
        given = {name: found[name] for name in found.files}
    if "selection" not in given:
        return None
    prices = {
        field.name: given[f"dual_{field.name}"] for field in fields(Dual) if f"dual_{field.name}" in given
    }
    value = model.objective.value(model, given["selection"]) if is_peer else answer["value"]
    return Outcome(
        selection=given["selection"],
        value=value,
        bound=math.inf if is_peer else answer["bound"],
        stop="finished" if is_peer else answer["stop"],
        strategy="",
        why_strategy="",
        trace=tuple(TracePoint(*point) for point in answer.get("trace", [])),
        dual=Dual(**prices) if prices else None,
    )


def certified_bound(model: Model, outcome: Outcome) -> float:
    """The bound that the outcome's prices prove, nan without prices. Raises VerificationError when plan, value, rules
    or bound do not hold."""
    n_rows, n_options = model.n_rows, model.n_options
    n_formats = int(model.option_format.max(initial=0)) + 1
    # Every row is a demand point of its own: what formats it stands for changes no figure that is checked here.
    flat = replace(model, row_format=np.zeros(n_rows, np.int32), row_demand=np.arange(n_rows, dtype=np.int32))
    coverage = Coverage(
        n_demand=n_rows,
        n_formats=n_formats,
        indptr=model.indptr,
        indices=model.indices,
        travel=model.travel,
        unit="m",
        weight=model.weight,
        value=np.ones((n_formats, 1)),
        covered_before=np.zeros(n_rows, dtype=np.bool_),
        option_site=model.option_site,
        option_format=model.option_format,
        option_phase=np.zeros(n_options, dtype=np.int32),
        option_cost=model.cost,
    )
    city = _city(n_formats, model)
    nothing: Any = None  # what is missing is the whole model, so no table of gaps is asked
    return check(flat, outcome, gather(city, coverage, nothing, "people", flat, outcome)).certified_bound


def _city(n_formats: int, model: Model) -> Inputs:
    """A city of which nothing is known but its sites' costs."""
    nobody, texts = np.zeros(0), np.empty(0, object)
    nowhere = Points(texts, np.zeros((0, 2)), None, texts)
    n_sites = model.n_sites
    site_ids = np.array([f"s{number}" for number in range(n_sites)], dtype=object)
    unsaid = np.full(n_sites, "", dtype=object)
    none = np.zeros(0, np.int32)
    return Inputs(
        demand=nowhere,
        people=nobody,
        groups={"people": nobody},
        demand_circle=none,
        sites=Points(site_ids, np.zeros((n_sites, 2)), None, site_ids),
        site_kind=unsaid,
        site_district=unsaid,
        site_area_m2=np.full(n_sites, np.nan),
        site_circle=np.full(n_sites, -1, np.int32),
        site_admits=np.zeros((n_sites, n_formats), np.bool_),
        option_cost=np.full((n_sites, n_formats), np.nan),
        site_cost=model.site_cost,
        site_source=unsaid,
        outlets=nowhere,
        outlet_format=none,
        outlet_circle=none,
        circles=Circles(texts, texts, None),
        formats=tuple(
            FormatInput(f"f{number}", {}, "other", None, 1.0, "people", 1.0, np.nan)
            for number in range(n_formats)
        ),
        crs="plane",
        files={},
        warnings=(),
    )


def _first_plan(answer: dict[str, Any]) -> float:
    """Seconds until the first plan that covers anybody; for a peer without a trace, until its only one."""
    found = (point[0] for point in answer.get("trace", []) if point[1] is not None and point[1] > 0)
    return float(next(found, answer.get("solve_s", NAN)))

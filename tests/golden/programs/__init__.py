"""The program that each rule and objective writes for one small model, as text: a golden file each."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from siting import parts
from siting.model import Model
from siting.program import INTEGER, Arrays, Program
from tests.models import OBJECTIVE_EXAMPLES, RULE_EXAMPLES, coverage_model

HERE = Path(__file__).parent
REACH = [[1, 0, 0, 1, 0], [1, 1, 0, 0, 0], [0, 1, 1, 0, 0], [0, 0, 1, 1, 0], [0, 0, 0, 0, 0], [1, 0, 1, 0, 0]]
WEIGHT = [3.0, 2.0, 7.0, 1.0, 9.0, 2.0]
COST = [1.0, 1.0, 2.0, 0.5, 0.0]
SITE_COST = [0.5, 0.0, 1.0]


def names() -> list[str]:
    """Every rule and objective, as `rules-budget`."""
    return [f"{folder}-{name}" for folder in ("rules", "objectives") for name in parts.names(folder)]


def written(name: str) -> str:
    """What the part writes, each of a rule's examples after the other."""
    folder, part = name.split("-", 1)
    if folder == "objectives":
        examples: list[dict[str, Any]] = OBJECTIVE_EXAMPLES[part]
        return "\n".join(_objective(part, settings) for settings in examples)
    return "\n".join(_rule(part, settings) for settings in RULE_EXAMPLES[part])


def _rule(part: str, settings: dict[str, Any]) -> str:
    model = coverage_model(REACH, WEIGHT, COST, (part, settings), site_cost=SITE_COST)
    program = Program(model.n_options, maximise=True)
    model.rules[0].write(model, program)
    return _text(f"{part} {settings}", model, program.assemble())


def _objective(part: str, settings: dict[str, Any]) -> str:
    bound = parts.load("objectives", part).bind(**settings)
    model = coverage_model(REACH, WEIGHT, COST, site_cost=SITE_COST, objective=bound)
    objective = model.objective
    program = Program(model.n_options, objective.maximise)
    objective.write(model, program)
    return _text(f"{part} {settings}", model, program.assemble())


def _text(title: str, model: Model, arrays: Arrays) -> str:
    """x are options, v what the part added; whole: variables that a solver has to keep whole."""
    n = model.n_options
    variable = [f"x{k}" if k < n else f"v{k - n}" for k in range(arrays.n_variables)]
    lines = [f"# {title}", "maximise" if arrays.maximise else "minimise"]
    lines.append(
        "  " + (_sum(arrays.objective, variable) or "0") + f" + {arrays.offset:g}" * (arrays.offset != 0)
    )
    lines.append("subject to")
    for row in range(arrays.n_rows):
        terms = _sum(arrays.matrix[[row]].toarray().ravel(), variable)
        lines.append(f"  {arrays.row_lower[row]:g} <= {terms} <= {arrays.row_upper[row]:g}")
    added = range(n, arrays.n_variables)
    lines.append("where")
    lines += [f"  {arrays.lower[k]:g} <= {variable[k]} <= {arrays.upper[k]:g}" for k in added]
    closed = [variable[k] for k in range(n) if arrays.upper[k] == 0]
    opened = [variable[k] for k in range(n) if arrays.lower[k] == 1]
    lines += [f"  {each} = 0" for each in closed] + [f"  {each} = 1" for each in opened]
    whole = [variable[k] for k in added if arrays.kind[k] == INTEGER]
    lines.append("  whole: " + (" ".join(whole) or "options only"))
    return "\n".join(lines) + "\n"


def _sum(coefficients: Any, variable: list[str]) -> str:
    terms = [
        f"{'-' if value < 0 else '+'} {abs(value):.10g} {variable[k]}"
        for k, value in enumerate(np.asarray(coefficients, dtype=float).tolist())
        if value
    ]
    return " ".join(terms).removeprefix("+ ")

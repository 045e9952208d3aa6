"""Makes an instance: question.npz for peers and for the check, model.pickle for siting's own strategies.

    python benchmarks/prepare.py SPEC.json FOLDER

A process of its own, so that neither the memory nor the compiled code of the generator is charged to anybody."""

from __future__ import annotations

import json
import os
import pickle
import sys
from pathlib import Path
from typing import Any

import numpy as np

from siting import parts, pipeline
from siting.errors import Problems
from siting.model import Labels, Model

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(Path(__file__).parent), str(ROOT)]

from generated import BESIDE, GeneratorMissing, Instance, one_format, several_formats  # noqa: E402
from question import of_model  # noqa: E402


class NotHere(RuntimeError):
    """What the instance is made from is not on this machine."""


def build(spec: dict[str, Any], seed: int) -> tuple[Model, float]:
    """The model of an instance, and its proven best value (nan where nobody knows it)."""
    if "scenario" in spec:
        case = pipeline.load_scenario(ROOT / "scenarios" / spec["scenario"], override=spec.get("override"))
        return pipeline.pose(pipeline.gaps(case)), float("nan")
    if "literature" in spec:
        return _of_literature(spec)
    given = {**spec["made_up"], "seed": seed}
    try:
        made = several_formats(**given) if "n_formats" in given else one_format(**given)
    except GeneratorMissing as missing:
        raise NotHere(str(missing.args[0]).rsplit("/", 1)[-1]) from missing
    if "p" in spec:
        return model(made, ("count", {"max": spec["p"]})), float("nan")
    return model(made, ("budget", {"max_cost": made.budget(spec["budget_share"])})), float("nan")


def _of_literature(spec: dict[str, Any]) -> tuple[Model, float]:
    from tests.literature import instance, known_values

    folder = Path(os.environ.get("SITING_SHARED", BESIDE)) / "instances"
    if not folder.is_dir():
        raise NotHere("instances")
    name, cutoff, p = spec["literature"], float(spec["cutoff"]), int(spec["p"])
    found = instance(folder, name)
    reach = found.reach(cutoff)
    n_options = reach.shape[1]
    made = Instance(
        indptr=np.concatenate([[0], np.cumsum(reach.sum(axis=1))]).astype(np.int64),
        indices=np.nonzero(reach)[1].astype(np.int32),
        weight=found.weight,
        cost=np.ones(n_options),
        site_cost=np.zeros(n_options),
        option_site=np.arange(n_options, dtype=np.int32),
        option_format=np.zeros(n_options, dtype=np.int32),
    )
    proven = [
        known.value
        for known in known_values(folder)
        if (known.instance, known.cutoff, known.p) == (name, cutoff, p)
    ]
    return model(made, ("count", {"max": p})), proven[0] if proven else float("nan")


def model(made: Instance, *rules: tuple[str, dict[str, Any]]) -> Model:
    """siting's model of raw arrays, with rules as a scenario would state them."""
    n_rows, n_options = len(made.weight), len(made.cost)
    site_ids = tuple(f"s{number}" for number in range(len(made.site_cost)))
    formats = tuple(f"f{number}" for number in range(int(made.option_format.max(initial=0)) + 1))
    unknown = np.full(n_rows, -1, dtype=np.int32)
    nowhere, problems = np.full(n_options, -1, dtype=np.int32), Problems()
    names = Labels(formats, (), site_ids, ("vacant",))
    bound = []
    for name, settings in rules:
        part = parts.load("rules", name)
        bound.append(part.bind(part.Settings(**settings), names, problems))
    problems.stop_on_errors()
    return Model(
        indptr=made.indptr,
        indices=made.indices,
        travel=np.zeros(len(made.indices)),
        weight=made.weight,
        row_demand=np.arange(n_rows, dtype=np.int32),
        row_format=unknown,
        row_circle=unknown,
        cost=made.cost,
        site_cost=made.site_cost,
        site_source=np.full(len(made.site_cost), -1, dtype=np.int32),
        option_site=made.option_site,
        option_format=made.option_format,
        option_phase=np.zeros(n_options, dtype=np.int32),
        option_circle=nowhere,
        option_district=nowhere,
        option_source=nowhere,
        option_kind=np.zeros(n_options, dtype=np.int32),
        option_area_m2=np.full(n_options, np.nan),
        option_capacity=np.full(n_options, np.nan),
        option_xy_m=np.zeros((n_options, 2)),
        objective=parts.load("objectives", "max_coverage").bind(),
        rules=tuple(bound),
    )


def main(spec_file: str, folder: str) -> int:
    asked = json.loads(Path(spec_file).read_text(encoding="utf-8"))
    try:
        question, known = build(asked["spec"], asked["seed"])
    except NotHere as missing:
        print(f"not on this machine: {missing}", file=sys.stderr)
        return 3
    of_model(question, known).save(Path(folder, "question.npz"))
    with Path(folder, "model.pickle").open("wb") as stream:
        pickle.dump(question, stream, protocol=pickle.HIGHEST_PROTOCOL)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

"""A chosen and a rejected site of a real city, explained, then forced out and in and solved to the end."""

from __future__ import annotations

from pathlib import Path

from siting.cli import main
from siting.decide import of_run
from siting.decide.explain import explain, grounds_of, records
from siting.outcome import Watch
from tests.cities.known import known_values, write_scenario


def test_what_is_said_of_maribor_holds_when_solved_again(shared: Path, tmp_path: Path) -> None:
    known = known_values(shared / "data" / "maribor")[0]
    text = write_scenario(shared / "data" / "maribor", tmp_path).read_text(encoding="utf-8")
    text = text.replace("FORMAT", known.format).replace("cutoff_m: 1000", f"cutoff_m: {known.cutoff_m}")
    (tmp_path / "one.yaml").write_text(text.replace("cost: 1}", f"cost: 1, max_new: {known.p_new}}}"))
    run = tmp_path / "run"
    assert main(["solve", str(tmp_path / "one.yaml"), "-o", str(run)]) == 0
    basis = of_run(run)
    grounds = grounds_of(basis)
    survey = records(basis, explain(grounds, None, None, False, Watch()))
    assert len(survey["outlets"]) == known.p_new
    for one in survey["outlets"]:
        assert 0.0 <= one["loss_without_it"]["at_least"] <= one["loss_without_it"]["at_most"]
    chosen, rejected = survey["outlets"][0], survey["nearest"][0]
    for one, key in ((chosen, "loss_without_it"), (rejected, "loss_with_it")):
        told = records(basis, explain(grounds, one["site"], one["format"], True, Watch()))["outlets"][0]
        solved, said = told["solved_again"], told[key]
        assert solved["at_least"] <= solved["at_most"] + 1e-6
        assert said["at_least"] <= solved["at_most"] + 1e-6
        assert solved["at_least"] <= said["at_most"] + 1e-6
        assert solved["at_most"] <= said["at_most"] + 1e-6
        assert solved["at_most"] - solved["at_least"] <= 1e-4 * survey["value"]

"""Surveys of residents: what an answer counts, and what is said of samples, circles and formats."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from siting import demand, inputs, pipeline, scenario
from siting.demand.surveys import factors, margin_of_error
from siting.errors import InputError, Problems
from siting.inputs import Inputs
from tests.cli.small_city import write
from tests.small_city import city, format_input, survey

NEEDS = "columns: {circle: circle, format: format, share: share, respondents: n}"


def town(*surveys: Any, circle: Any = (0, 1, 2, -1), **given: Any) -> Inputs:
    """Four points, one in each of three circles and one outside; two formats."""
    made = city(
        demand=[[0, 0], [1, 0], [2, 0], [3, 0]],
        people=[100, 200, 300, 400],
        sites=[[0, 0]],
        formats=(
            format_input("market", 9.0, weight=2.0),
            format_input("canteen", 9.0, rate=0.5, group="old"),
        ),
        groups={"old": [10, 20, 30, 40]},
        demand_circle=list(circle),
        n_circles=3,
        **given,
    )
    return inputs_with(made, surveys)


def inputs_with(made: Inputs, surveys: Any) -> Inputs:
    from dataclasses import replace

    return replace(made, surveys=tuple(surveys))


def found(made: Inputs) -> tuple[np.ndarray[Any, Any], list[str], list[str]]:
    problems = Problems()
    table = factors(made, problems)
    return table, [str(one) for one in problems.warnings], [str(one) for one in problems.errors]


def test_shrinkage_by_hand() -> None:
    """c0: 60 of 100 need a market, c1: 9 of 10. Mean 69 / 110. With m = 30 the small circle is drawn far to it."""
    table, _, _ = found(town(survey(0, ["c0", "c1"], [0, 0], [0.6, 0.9], [100, 10])))
    mean = 69 / 110
    assert table[0] == pytest.approx([(60 + 30 * mean) / 130, (9 + 30 * mean) / 40, mean, mean])
    assert table[1].tolist() == [1.0, 1.0, 1.0, 1.0]


def test_without_a_least_number_answers_stand_as_they_are() -> None:
    table, _, _ = found(town(survey(0, ["c0", "c1"], [0, 0], [0.6, 0.9], [100, 10], min_respondents=0)))
    assert table[0] == pytest.approx([0.6, 0.9, 69 / 110, 69 / 110])


def test_who_is_content_needs_it_less() -> None:
    asked = survey(0, ["c0", "c1"], [0, 0], [0.6, 0.9], [100, 10], kind="satisfaction")
    table, _, _ = found(town(asked))
    mean = (40 + 1) / 110
    assert table[0] == pytest.approx([(40 + 30 * mean) / 130, (1 + 30 * mean) / 40, mean, mean])


def test_weights_are_taken_as_given() -> None:
    nobody = float("nan")
    asked = survey(0, ["c0", "c1"], [0, 0], [3.0, 0.5], [nobody, nobody], kind="weight")
    table, warned, _ = found(town(asked))
    assert table[0].tolist() == [3.0, 0.5, 1.75, 1.75]
    assert not any("respondents" in message for message in warned)
    counted = survey(0, ["c0", "c1"], [0, 0], [3.0, 0.5], [10, 40], kind="weight")
    assert found(town(counted))[0][0].tolist() == [3.0, 0.5, 1.0, 1.0]


def test_a_survey_of_the_whole_city_counts_everywhere_alike() -> None:
    table, warned, _ = found(town(survey(0, None, [1], [0.25], [12])))
    assert table.tolist() == [[1.0] * 4, [0.25] * 4]
    assert any(
        "1 formats have fewer than 30 respondents: canteen (12 respondents, ±23 points)" in m for m in warned
    )


def test_several_surveys_multiply() -> None:
    needs = survey(0, None, [0], [0.5], [500])
    content = survey(1, ["c0"], [0], [0.8], [400], kind="satisfaction")
    assert found(town(needs, content))[0][0] == pytest.approx([0.1] * 4)


def test_circles_where_nobody_answered_take_the_mean() -> None:
    asked = survey(0, ["c0", "c1"], [0, 0], [0.6, 0.0], [100, 0])
    table, warned, _ = found(town(asked))
    assert table[0] == pytest.approx([0.6] * 4)
    assert any(
        "2 of 3 circles have no answers and take the mean of all: c1, c2" in message for message in warned
    )


def test_a_format_on_which_nobody_answered_counts_in_full() -> None:
    table, warned, _ = found(town(survey(0, ["c0"], [0], [0.0], [0])))
    assert (table == 1.0).all()
    assert any("says nothing of 2 formats, whose people count in full: market, canteen" in m for m in warned)


def test_small_samples_are_named_with_their_margin() -> None:
    asked = survey(0, ["c0", "c0", "c1", "c2"], [0, 1, 0, 0], [0.5, 1.0, 0.5, 0.5], [29, 5, 30, 12])
    _, warned, _ = found(town(asked))
    said = next(message for message in warned if "lean towards" in message)
    assert said.startswith("surveys[0].file: 2 of 3 circles have fewer than 30 respondents")
    assert said.endswith("c0 (5 respondents, ±22 points), c2 (12 respondents, ±25 points)")


def test_the_margin_is_wilsons() -> None:
    """Half the width between the two roots of (p - q)^2 = z^2 q (1 - q) / n."""
    for share, n in ((0.5, 12.0), (1.0, 5.0), (0.03, 400.0)):
        z = 1.959963984540054
        low, high = np.sort(np.roots([1 + z * z / n, -(2 * share + z * z / n), share * share]))
        assert margin_of_error(np.array([share]), np.array([n]))[0] == pytest.approx((high - low) / 2)
    assert margin_of_error(np.array([0.5]), np.array([0.0]))[0] == 1.0


def test_factors_enter_the_objective_and_no_head_count() -> None:
    made = town(survey(0, ["c0", "c1"], [0, 0], [0.6, 0.9], [100, 10], min_respondents=0))
    need = demand.estimate(made)
    assert need.weight.tolist() == [[100, 200, 300, 400], [5, 10, 15, 20]]
    mean = 69 / 110
    assert need.value == pytest.approx(np.array([[1.2, 1.8, 2 * mean, 2 * mean], [1.0] * 4]))
    assert demand.estimate(town()).value.tolist() == [[2.0], [1.0]]


def test_needs_that_are_nil_are_said() -> None:
    _, warned, _ = found(town(survey(0, None, [0], [0.0], [500])))
    assert any("nobody counts for market; the plan opens none" in message for message in warned)


def test_an_unknown_circle_is_an_error_with_a_suggestion() -> None:
    _, _, wrong = found(town(survey(0, ["c0", "c11", "c11"], [0, 0, 1], [0.5, 0.5, 0.5], [50, 50, 50])))
    assert len(wrong) == 1
    assert "there is no circle 'c11' (2 rows). Did you mean 'c1'?" in wrong[0]
    with pytest.raises(InputError, match="c11"):
        demand.estimate(town(survey(0, ["c11"], [0], [0.5], [50])))


def test_a_circles_name_is_no_id() -> None:
    from dataclasses import replace

    made = town(survey(0, ["east"], [0], [0.5], [50]))
    named = replace(made.circles, names=np.array(["east", "west", "west"], dtype=object))
    _, _, wrong = found(replace(made, circles=named))
    assert "That is the name of a circle; its id is 'c0'." in wrong[0]


def test_a_survey_by_circle_needs_circles() -> None:
    made = city(demand=[[0, 0]], people=[1], sites=[[0, 0]], formats=(format_input("market", 9.0),))
    _, _, wrong = found(inputs_with(made, [survey(0, ["c0"], [0], [0.5], [50])]))
    assert "the survey names circles, and the scenario has none" in wrong[0]


# --- from files ---


def asked(folder: Path, rows: str, entry: str = NEEDS, kind: str = "needs") -> Any:
    """The small city with a survey."""
    said = f"surveys:\n  - {{file: survey.csv, kind: {kind}, {entry}}}\n"
    path = write(folder, {"scenario.yaml": ("formats:", f"{said}formats:")})
    (folder / "survey.csv").write_text(rows, encoding="utf-8")
    return path


def read(folder: Path, rows: str, entry: str = NEEDS, kind: str = "needs") -> tuple[Inputs, list[str]]:
    problems = Problems()
    made = inputs.read(scenario.load(asked(folder, rows, entry, kind)), problems)
    return made, [str(one) for one in problems.warnings]


def refused(folder: Path, rows: str, **given: str) -> str:
    with pytest.raises(InputError) as caught:
        read(folder, rows, **given)
    return str(caught.value)


HEAD = "circle,format,share,n\n"


def test_answers_from_a_table_by_id_or_by_name(tmp_path: Path) -> None:
    rows = f"{HEAD}c1,bakery,0.5,40\nc2,Canteen,0.25,60\nc2,蛋糕烘焙店,0.75,10\nc1,canteen,,0\n"
    made, _ = read(tmp_path, rows)
    (answers,) = made.surveys
    assert answers.circle is not None
    assert answers.circle.tolist() == ["c1", "c2", "c2", "c1"]
    assert answers.format.tolist() == [0, 1, 0, 1]
    assert answers.share.tolist() == [0.5, 0.25, 0.75, 0.0]
    assert answers.respondents.tolist() == [40, 60, 10, 0]
    assert any(path.endswith("survey.csv") for path in made.files)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (
            "c1,bakery,85,40\n",
            "survey.csv:2: column 'share': '85' must be between 0 and 1 (1 rows). Write shares as 0.85",
        ),
        ("c1,bakery,-0.1,40\n", "'-0.1' must be >= 0"),
        ("c1,bakery,85%,40\n", "'85%' is not a number"),
        ("c1,bakery,0.5,0\n", "'0.5' stands beside 0 respondents"),
        ("c1,bakery,,40\n", "is empty, but somebody answered"),
        ("c1,bakery,0.5,\n", "column 'n': is empty"),
        ("c1,bakery,0.5,-4\n", "'-4' must be >= 0"),
        (
            "c1,bakery,0.5,9\nc1,bakery,0.6,9\n",
            "survey.csv:3: column 'format': circle and format stand twice, first at line 2",
        ),
        ("c1,bakery,0.5,9\nc1,Bakery,0.6,9\n", "circle and format stand twice"),
        (
            ",bakery,0.5,9\n",
            "the circle is empty (1 rows). A survey of the whole city names no column circle",
        ),
        ("c1,bakrey,0.5,9\nc2,bakrey,0.5,9\n", "unknown format 'bakrey' (2 rows). Did you mean 'bakery'?"),
    ],
)
def test_rows_that_are_wrong(rows: str, said: str, tmp_path: Path) -> None:
    assert said in refused(tmp_path, HEAD + rows)


def test_every_wrong_row_is_said_at_once(tmp_path: Path) -> None:
    said = refused(tmp_path, HEAD + "c1,bakery,85,40\nc1,bakrey,0.5,9\nc2,bakery,0.5,-4\n")
    assert said.count("\n") == 2


def test_formats_that_are_not_planned_are_left_out_and_said(tmp_path: Path) -> None:
    made, warned = read(tmp_path, HEAD + "c1,bakery,0.5,40\nc1,gym,0.5,40\nc1,gym,0.5,40\n")
    assert len(made.surveys[0].format) == 1
    assert any("2 rows are of formats that the scenario does not plan: gym" in message for message in warned)


def test_a_forgotten_circle_column_is_found_out(tmp_path: Path) -> None:
    entry = "columns: {format: format, share: share, respondents: n}"
    said = refused(tmp_path, HEAD + "c1,bakery,0.5,9\nc2,bakery,0.6,9\n", entry=entry)
    assert "the format stands twice, first at line 2. Which column holds the circle?" in said


def test_shares_go_with_respondents(tmp_path: Path) -> None:
    entry = "columns: {circle: circle}"
    assert "missing key 'respondents'" in refused(tmp_path, HEAD, entry=entry)
    made, _ = read(tmp_path, HEAD + "c1,bakery,2.5,9\n", entry=entry, kind="weight")
    assert np.isnan(made.surveys[0].respondents).all()
    assert made.surveys[0].factor.tolist() == [2.5]


def test_a_plan_serves_those_who_need_it(tmp_path: Path) -> None:
    """Money for one canteen: by heads it opens where 65 old people are near, by needs where 37 are."""
    rows = HEAD + "c1,canteen,0.1,5000\nc2,canteen,0.9,5000\n"
    path = asked(tmp_path, rows)
    sets = {"budget": 2000, "formats__0__max_new": 0}
    with_survey = pipeline.solve(path, **sets)
    (tmp_path / "survey.csv").write_text(
        HEAD + "c1,canteen,0.5,5000\nc2,canteen,0.5,5000\n", encoding="utf-8"
    )
    even = pipeline.solve(path, **sets)
    assert [each.site for each in even.opened] == ["s2"]
    assert [each.site for each in with_survey.opened] == ["s3"]
    figures = with_survey.summary["formats"]["canteen"]
    assert figures["weight_total"] == figures["group_people"] == 112
    assert figures["value_total"] == pytest.approx(5 * (60 * 0.1024 + 52 * 0.8976), rel=1e-3)


def test_the_project_list_begins_where_the_need_is(tmp_path: Path) -> None:
    path = asked(tmp_path, HEAD + "c1,canteen,0.1,5000\nc2,canteen,0.9,5000\n")
    made = pipeline.solve(path, budget=4000, formats__0__max_new=0)
    assert [each.site for each in made.opened] == ["s3", "s2"]
    assert [each.newly_covered for each in made.opened] == [37, 65]


def test_answers_that_count_for_nothing_or_twice_are_errors(tmp_path: Path) -> None:
    assert "'survey.csv' has no rows" in refused(tmp_path, HEAD)
    said = refused(tmp_path, f"{HEAD}c1,bakery,1e300,9\n", kind="weight")
    assert "'1e300' must be at most 1,000,000" in said
    path = asked(tmp_path, f"{HEAD}c1,bakery,0.5,9\n")
    text = path.read_text(encoding="utf-8")
    (entry,) = [line for line in text.splitlines(keepends=True) if "survey.csv" in line]
    path.write_text(text.replace(entry, entry + entry), encoding="utf-8")
    with pytest.raises(InputError, match=r"surveys\[0\] has the same answers: they would count twice"):
        scenario.load(path)

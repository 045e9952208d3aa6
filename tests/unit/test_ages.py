"""Groups from cohorts of age: split by year, checked against everyone, or refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from siting import inputs, scenario
from siting.catalogue import groups
from siting.errors import InputError, Problems
from siting.inputs import Inputs
from siting.population.ages import cut_bands, group_counts
from siting.scenario.ages import Band, parse_band
from tests.cli.small_city import write

CENSUS = """id,x,y,people,young,working,old,size
d1,0,0,100,10,70,20,2
d2,200,0,200,20,140,40,2.5
d3,400,0,300,30,210,60,3
d4,600,0,0,0,0,0,
d5,800,0,250,25,175,50,2.5
d6,1000,0,120,12,84,24,2
"""
COLUMNS = '"0-9": young, "10-59": working, "60+": old'
FORMATS = """formats:
  - {id: childcare, cutoff_min: 3, cost: 10, area_m2: 1}
  - {id: elderly_care, cutoff_min: 3, area_m2: 1}
"""


def bands(*names: str) -> list[Band]:
    found = [parse_band(name) for name in names]
    assert None not in found
    return [band for band in found if band is not None]


def city(
    folder: Path, census: str = CENSUS, ages: str = COLUMNS, more: str = "", formats: str = FORMATS
) -> tuple[Inputs, list[str]]:
    """The small city with cohorts in place of its group, and what is warned of."""
    path = write(folder)
    (folder / "demand.csv").write_text(census, encoding="utf-8")
    text = path.read_text(encoding="utf-8").replace("groups: {elderly: elderly}", f"ages: {{{ages}}}{more}")
    text = text[: text.index("formats:")] + formats
    path.write_text(text, encoding="utf-8")
    problems = Problems()
    read = inputs.read(scenario.load(path), problems)
    return read, [problem.message for problem in problems.warnings]


def refused(folder: Path, **given: str) -> str:
    with pytest.raises(InputError) as caught:
        city(folder, **given)
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("0-4", (0, 5)), (" 7 ", (7, 8)), ("85+", (85, None)), ("0-0", (0, 1)), ("120-130", (120, 131))],
)
def test_cohorts_are_written_as_census_tables_write_them(text: str, expected: tuple[int, int | None]) -> None:
    band = parse_band(text)
    assert band is not None
    assert (band.age_from, band.age_to) == expected


@pytest.mark.parametrize("text", ["", "9-5", "a", "-3", "5-", "0–4", "131+", "100-131", "0-4-9", "1.5-3"])
def test_what_is_no_cohort(text: str) -> None:
    assert parse_band(text) is None


@pytest.mark.parametrize("name", ["0-4", "7", "85+"])
def test_a_cohort_is_called_what_it_was_written(name: str) -> None:
    assert bands(name)[0].name == name


def test_groups_by_hand() -> None:
    """Under 3 are 3 of the 5 years of 0-4; 60 and over half of 55-64 and everybody above."""
    cohorts = bands("0-4", "5-54", "55-64", "65+")
    people = np.array([[50.0, 400.0, 100.0, 30.0], [5.0, 1.0, 0.0, 7.0]])
    found = group_counts(
        people, cohorts, {name: groups()[name] for name in ("age_0_3", "elderly", "age_65_plus")}
    )
    assert found["age_0_3"].tolist() == [30.0, 3.0]
    assert found["elderly"].tolist() == [80.0, 7.0]
    assert found["age_65_plus"].tolist() == [30.0, 7.0]
    assert cut_bands(cohorts, groups()["elderly"]) == bands("55-64")


def test_years_of_age_split_a_cohort_by_their_weight() -> None:
    """Of 0-4, ages 0, 1, 2 have 1 + 2 + 3 of 1 + 2 + 3 + 2 + 2: six tenths. Scale does not matter."""
    years = np.array([1.0, 2.0, 3.0, 2.0, 2.0, 9.0, 9.0])
    for scale in (1.0, 1e-6, 1e6):
        found = group_counts(
            np.array([[100.0, 8.0]]), bands("0-4", "5+"), {"age_0_3": groups()["age_0_3"]}, years * scale
        )
        assert found["age_0_3"] == pytest.approx([60.0])


def test_an_open_cohort_is_split_by_years_only() -> None:
    elderly = {"elderly": groups()["elderly"]}
    with pytest.raises(ValueError, match=r"open cohort 55\+"):
        group_counts(np.ones((1, 2)), bands("0-54", "55+"), elderly)
    years = np.ones(65)  # 55 ... 64, of which 60 ... 64 are old
    assert group_counts(np.array([[1.0, 10.0]]), bands("0-54", "55+"), elderly, years)["elderly"] == 5.0


def test_years_that_say_nothing_of_a_cohort_are_refused() -> None:
    for years in (np.ones(2), np.zeros(9)):
        with pytest.raises(ValueError, match="0-4"):
            group_counts(np.ones((1, 2)), bands("0-4", "5+"), {"age_0_3": groups()["age_0_3"]}, years)


def test_a_city_has_the_groups_that_its_formats_name(tmp_path: Path) -> None:
    found, warned = city(tmp_path)
    assert list(found.groups) == ["people", "age_0_3", "elderly"]
    assert found.groups["elderly"].tolist() == [20, 40, 60, 0, 50, 24]
    assert found.groups["age_0_3"] == pytest.approx([3.0, 6.0, 9.0, 0.0, 7.5, 3.6])
    assert "the group 'age_0_3' rests on a split cohort: 0-9, evenly by year of age" in warned
    assert not any("'elderly'" in message for message in warned)


def test_explicit_groups_win(tmp_path: Path) -> None:
    found, warned = city(
        tmp_path, more="\n  groups: {age_0_3: {share: share}}", census=with_column("share", 0.01)
    )
    assert found.groups["age_0_3"] == pytest.approx(found.people * 0.01)
    assert not any("age_0_3" in message for message in warned)


def with_column(name: str, value: object, census: str = CENSUS) -> str:
    head, *lines = census.splitlines()
    return "\n".join([f"{head},{name}", *(f"{line},{value}" for line in lines)]) + "\n"


def test_years_from_a_file(tmp_path: Path) -> None:
    weights = "age,share\n" + "".join(f"{age},{2 if age < 3 else 1}\n" for age in range(10))
    (tmp_path / "years.csv").write_text(weights, encoding="utf-8")
    found, warned = city(tmp_path, more="\n  single_years: {file: years.csv}")
    assert found.groups["age_0_3"] == pytest.approx(np.array([10, 20, 30, 0, 25, 12]) * 6 / 13)
    assert "the group 'age_0_3' rests on a split cohort: 0-9, by demand.single_years" in warned
    assert any(path.endswith("years.csv") for path in found.files)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("0,1\n0,1\n1,1\n", "ages stand twice: 0"),
        ("0,1\n2,1\n", "ages are left out: 1"),
        ("0,1\n1.5,1\n", "must be a whole number of years"),
        ("0,0\n1,0\n", "nobody is of any age"),
        ("0,1\n1,-1\n", "must be >= 0"),
        ("0,1\n1,1\n", "the years of age say nothing of the cohort 0-9"),
    ],
)
def test_years_that_are_wrong(rows: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "years.csv").write_text(f"age,share\n{rows}", encoding="utf-8")
    assert said in refused(tmp_path, more="\n  single_years: {file: years.csv}")


@pytest.mark.parametrize(
    ("ages", "said"),
    [
        (
            '"0-9": young, "15-59": working, "60+": old',
            "scenario.yaml:7:24: demand.ages.15-59: the ages 10-14 are in no",
        ),
        ('"0-9": young, "5-59": working, "60+": old', "the cohorts 0-9 and 5-59 overlap"),
        ('"0-9": young, "10+": working, "60+": old', "the cohorts 10+ and 60+ overlap"),
        (
            '"5-9": young, "10-59": working, "60+": old',
            "the cohorts begin at age 5: who is younger is missing",
        ),
        ('"0-9": young, "10-59": young, "60+": old', "the column 'young' stands for '0-9' already"),
        ('"0-9": young, "10-59": working, "60 up": old', "'60 up' is no cohort"),
        ('"0-9": young, "10-59": workin, "60+": old', "there is no column 'workin'. Did you mean 'working'?"),
        (
            '"0-9": young, "10+": old',
            "the cohorts add up to 30, but 100 people live there (5 of 6 rows differ",
        ),
    ],
)
def test_cohorts_that_are_not_everybody(ages: str, said: str, tmp_path: Path) -> None:
    formats = FORMATS.replace("id: elderly_care", "id: elderly_care, demand: people")
    assert said in refused(tmp_path, ages=ages, formats=formats)


def test_a_group_inside_the_open_cohort_needs_a_split(tmp_path: Path) -> None:
    said = refused(tmp_path, ages='"0-9": young, "10+": working')
    assert "'elderly_care' serves the group 'elderly', which demand.groups does not define" in said
    assert "The open cohort of demand.ages holds ages on both sides of it" in said


def test_what_follows_from_no_cohort_is_not_said_beside_it(tmp_path: Path) -> None:
    said = refused(tmp_path, ages='"0-9": young, "10-59": working, "60 up": old')
    assert said.count("\n") == 0
    assert "'60 up' is no cohort" in said


def test_the_oldest_of_a_closed_cohort_are_old(tmp_path: Path) -> None:
    some, all_of_them = bands("50-130", "60-130")
    assert cut_bands([some, all_of_them], groups()["elderly"]) == [some]


def test_shares_are_not_taken_for_people(tmp_path: Path) -> None:
    shares = (
        CENSUS.replace("10,70,20", ".1,.7,.2")
        .replace("20,140,40", ".1,.7,.2")
        .replace("30,210,60", ".1,.7,.2")
    )
    shares = shares.replace("25,175,50", ".1,.7,.2").replace("12,84,24", ".1,.7,.2")
    assert "These seem to be shares" in refused(tmp_path, census=shares)


def test_rounded_cohorts_are_scaled_to_the_people(tmp_path: Path) -> None:
    """Half a person a cohort is rounding: 101 people are the people of the row, 100 in cohorts are scaled."""
    found, _ = city(tmp_path, census=CENSUS.replace("d1,0,0,100", "d1,0,0,101"))
    assert found.groups["elderly"][0] == pytest.approx(20 * 101 / 100)
    said = refused(tmp_path, census=CENSUS.replace("d1,0,0,100", "d1,0,0,102"))
    assert "the cohorts add up to 100, but 102 people live there (1 of 6 rows differ" in said


def test_a_row_without_cohorts_has_the_ages_of_all(tmp_path: Path) -> None:
    found, warned = city(tmp_path, census=CENSUS.replace("d4,600,0,0,", "d4,600,0,1,"))
    assert found.groups["elderly"][3] == pytest.approx(194 / 970)
    assert any("1 rows have people (1) but only empty cohorts" in message for message in warned)


def test_many_small_errors_are_one_large_one(tmp_path: Path) -> None:
    """Rounding moves no row by more than 1.5 people, but it may not move all of them the same way."""
    rows = [f"r{n},{n},0,3,1,1,0,2" for n in range(40)]
    census = "\n".join([CENSUS.splitlines()[0], *rows]) + "\n"
    assert "the cohorts of all rows add up to 80, but 120 people live there" in refused(
        tmp_path, census=census
    )


def test_households(tmp_path: Path) -> None:
    formats = "formats:\n  - {id: housekeeping, cutoff_min: 3, area_m2: 1}\n"
    found, _ = city(tmp_path, more="\n  people_per_household: size", formats=formats)
    assert found.groups["households"].tolist() == [50, 80, 100, 0, 100, 60]
    found, _ = city(tmp_path / "b", more="\n  people_per_household: 2.5", formats=formats)
    assert found.groups["households"] == pytest.approx(found.people / 2.5)
    said = refused(
        tmp_path / "c",
        more="\n  people_per_household: size",
        census=CENSUS.replace("250,25,175,50,2.5", "250,25,175,50,"),
        formats=formats,
    )
    assert "the people of a household are not given (1 rows where people live)" in said
    assert "must be between 1 and 20" in refused(
        tmp_path / "d",
        more="\n  people_per_household: size",
        census=CENSUS.replace(",24,2\n", ",24,0.2\n"),
        formats=formats,
    )
    assert "must be >= 1" in refused(tmp_path / "e", more="\n  people_per_household: 0.4", formats=formats)


def test_single_years_need_cohorts(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        {
            "scenario.yaml": (
                "groups: {elderly: elderly}",
                "single_years: {file: y.csv}\n  groups: {elderly: elderly}",
            )
        },
    )
    with pytest.raises(
        InputError, match=r"single_years splits the cohorts of demand\.ages, and there are none"
    ):
        scenario.load(path)

"""Loading: settings, places, files, and what lies over what."""
# ruff: noqa: E501 -- a message stands on one line, as it is said

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from siting import scenario
from siting.errors import InputError
from siting.language import in_language
from siting.scenario.schema import Cost
from tests.unit.scenario_texts import BASE, problems_of, written


def test_a_folder_means_its_scenario_yaml(tmp_path: Path) -> None:
    path = written(tmp_path)
    assert scenario.load(tmp_path).path == path == scenario.load(str(path)).path


def test_settings_hold_what_the_file_says_and_the_defaults(tmp_path: Path) -> None:
    settings = scenario.load(written(tmp_path)).settings
    assert settings.name == "toy"
    assert settings.demand.columns.people == "people"
    assert settings.sites.crs == "EPSG:4548"
    assert settings.budget == 2_000_000
    assert (settings.solve.strategy, settings.solve.seed) == ("exact", 0)


def test_formats_are_completed_from_the_catalogue(tmp_path: Path) -> None:
    shop, canteen, childcare = scenario.load(written(tmp_path)).formats
    assert (shop.id, shop.index, shop.tier, shop.cutoff_min, shop.cutoff_m) == (
        "convenience_store",
        0,
        "basic",
        5,
        None,
    )
    assert shop.names == {"en": "convenience store", "zh": "便利店"}
    assert (shop.group, shop.area_m2, shop.cost, shop.max_new) == ("people", 75, Cost(fixed=0.0), None)
    assert (canteen.cutoff_min, canteen.group, canteen.area_m2, canteen.max_new) == (12, "elderly", 275, 5)
    assert canteen.cost == Cost(fixed=300_000.0, per_m2=1500.0)
    assert (childcare.tier, childcare.cost, childcare.group) == ("quality", Cost(fixed=450_000.0), "age_0_3")


def test_metres_given_by_the_planner_replace_the_catalogues_minutes(tmp_path: Path) -> None:
    found = scenario.load(written(tmp_path), sets=["formats.convenience_store.cutoff_m=300"]).formats[0]
    assert (found.cutoff_min, found.cutoff_m) == (None, 300)


def test_a_format_of_ones_own_needs_no_catalogue(tmp_path: Path) -> None:
    text = BASE.replace("- convenience_store", "- {id: 书吧, name: {zh: 社区书吧}, cutoff_m: 800, weight: 2}")
    found = scenario.load(written(tmp_path, text)).formats[0]
    assert found.names == {"en": "社区书吧", "zh": "社区书吧"}
    assert (found.tier, found.group, found.cutoff_m, found.weight) == ("other", "people", 800, 2)
    assert found.area_m2 != found.area_m2


def test_a_place_is_the_value_or_the_nearest_block_above(tmp_path: Path) -> None:
    found = scenario.load(written(tmp_path))
    assert str(found.place("formats", 1, "cutoff_min")) == "scenario.yaml:20:17: formats[1].cutoff_min"
    assert str(found.place("demand", "columns", "people")) == "scenario.yaml:5:3: demand.columns.people"
    assert str(found.place("formats", 0, "cost")) == "scenario.yaml:18:5: formats[0].cost"
    assert str(found.place("currency")) == "scenario.yaml:1:1: currency"
    assert found.place("budget").file == found.path


def test_a_path_is_resolved_against_the_file_that_said_it(tmp_path: Path) -> None:
    written(tmp_path, BASE, "base/scenario.yaml")
    path = written(
        tmp_path, "extends: ../base\nname: 变体\nsites: {file: other.csv}\n", "variant/scenario.yaml"
    )
    found = scenario.load(path, sets=["outlets.0.file=set.csv"])
    assert found.file("demand", "file").resolve() == tmp_path / "base" / "demand.csv"
    assert found.file("sites", "file") == tmp_path / "variant" / "other.csv"
    assert found.file("outlets", 0, "file") == tmp_path / "variant" / "set.csv"
    with pytest.raises(KeyError):
        found.file("circles", "file")


def test_extending_merges_blocks_and_replaces_lists_and_values(tmp_path: Path) -> None:
    written(tmp_path, BASE, "base.yaml")
    written(tmp_path, "extends: base.yaml\nbudget: 5\nsolve: {gap: 0.01}\n", "middle.yaml")
    found = scenario.load(written(tmp_path, "extends: middle.yaml\nname: top\nformats: [bookstore]\n"))
    settings = found.settings
    assert (settings.name, settings.budget) == ("top", 5)
    assert (settings.solve.gap, settings.solve.strategy) == (0.01, "exact")
    assert [format.id for format in found.formats] == ["bookstore"]
    assert [path.name for path in found.files] == ["scenario.yaml", "middle.yaml", "base.yaml"]
    assert found.place("budget").file == tmp_path / "middle.yaml"


def test_problems_in_a_base_are_placed_in_the_base(tmp_path: Path) -> None:
    written(tmp_path, BASE.replace("cutoff_min: 12", "cutoff_min: 0"), "base.yaml")
    path = written(tmp_path, "extends: base.yaml\nname: top\nbudgett: 1\n")
    assert problems_of(path) == [
        "scenario.yaml:3:1: unknown key 'budgett'. Did you mean 'budget'?",
        "base.yaml:20:17: formats[1].cutoff_min: got 0, must be > 0 minutes",
    ]


def test_an_extending_circle_is_an_error(tmp_path: Path) -> None:
    path = written(tmp_path, "extends: b.yaml\n", "a.yaml")
    written(tmp_path, "name: b\nextends: a.yaml\n", "b.yaml")
    assert problems_of(path) == [
        "b.yaml:2:10: extends: scenarios extend each other in a circle: a.yaml -> b.yaml -> a.yaml"
    ]


def test_a_base_that_is_not_there_suggests_its_neighbour(tmp_path: Path) -> None:
    written(tmp_path, BASE, "base.yaml")
    path = written(tmp_path, "extends: bas.yaml\n")
    assert problems_of(path) == [
        f"scenario.yaml:1:10: extends: no file 'bas.yaml'. Did you mean '{tmp_path / 'base.yaml'}'?"
    ]


OVERRIDES = """\
overrides:
  cheap:
    budget: 1000
    formats.childcare.cost.fixed: 7
    formats.0.max_new: 2
    travel: {great_circle: {detour: 1.3}}
"""


def test_an_override_is_laid_over_only_when_asked_for(tmp_path: Path) -> None:
    path = written(tmp_path, BASE.replace("cost: 450000", "cost: {per_m2: 3}") + OVERRIDES)
    assert scenario.load(path).settings.budget == 2_000_000
    cheap = scenario.load(path, override="cheap")
    assert cheap.settings.budget == 1000
    assert cheap.formats[2].cost == Cost(fixed=7.0, per_m2=3.0)
    assert (cheap.formats[0].id, cheap.formats[0].max_new) == ("convenience_store", 2)
    assert cheap.settings.travel.plane is None
    assert str(cheap.place("budget")) == "scenario.yaml:30:13: budget"


def test_set_comes_after_the_override(tmp_path: Path) -> None:
    path = written(tmp_path, BASE.replace("cost: 450000", "cost: {per_m2: 3}") + OVERRIDES)
    found = scenario.load(path, sets=["budget=2e6", "name= 试点 ", "title=null"], override="cheap")
    assert (found.settings.budget, found.settings.name, found.title) == (2_000_000, "试点", "试点")


def test_an_unknown_override_suggests_the_known(tmp_path: Path) -> None:
    path = written(tmp_path, BASE + OVERRIDES)
    assert problems_of(path, override="chep") == [
        "--override chep: unknown override 'chep'. Did you mean 'cheap'?"
    ]
    assert problems_of(written(tmp_path), override="a") == ["--override a: the scenario has no overrides"]


def test_every_override_is_checked_even_when_not_asked_for(tmp_path: Path) -> None:
    path = written(tmp_path, BASE + "overrides:\n  tight:\n    budget: -1\n    formats.9.cost: 2\n")
    assert problems_of(path) == [
        "scenario.yaml:30:13: budget: got -1, must be >= 0",
        "scenario.yaml:31:5: overrides.tight: 'formats' has 3 entries, none is '9'."
        " Known: convenience_store, community_canteen, childcare.",
    ]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ("budget", "--set budget: must be KEY=VALUE. For example: --set budget=2e6."),
        ("=5", "--set =5: must be KEY=VALUE. For example: --set budget=2e6."),
        ("a..b=5", "--set a..b=5: must be KEY=VALUE. For example: --set budget=2e6."),
        ("budget=[1", "--set budget: a list in [ ] is not closed, or lacks a comma. Write [a, b, c]."),
        ("budget=-1", "--set budget: got -1, must be >= 0"),
        ("budget=15 km", "--set budget: got '15 km', must be a number (money). Write the number alone."),
        ("budgte=1", "--set budgte: unknown key 'budgte'. Did you mean 'budget'?"),
        ("solve.sede=1", "--set solve.sede: unknown key 'sede'. Did you mean 'seed'?"),
        ("name.en=1", "--set name.en: 'name' holds a value, it has no keys below it"),
        ("new.block.deep=1", "--set new: unknown key 'new'. Known: "),
        ("travel={plane: {detor: 1}}", "--set travel.plane: unknown key 'detor'. Did you mean 'detour'?"),
        ("rules=[{rule: count}]", "--set rules[0]: needs max, min or both"),
        ("demand={file: 1}", "--set demand.file: got 1, must be text. Put it in quotes."),
        ("formats.childcar.cost=1", "--set formats.childcar.cost: 'formats' has 3 entries, none is 'childcar'. Did you mean 'childcare'?"),
        ("formats.3.cost=1", "--set formats.3.cost: 'formats' has 3 entries, none is '3'. Known: convenience_store, community_canteen, childcare."),
        ("formats.childcare.cost.fixed=-1", "--set formats.childcare.cost.fixed: 'formats.childcare.cost' holds a value, it has no keys below it"),
        ("formats.childcare.cutoff=5", "--set formats.childcare.cutoff: unknown key 'cutoff'. The unit is part of a key's name: cutoff_min (minutes), cutoff_m (metres)."),
        ("solve.strategy=exat", "--set solve.strategy: unknown strategy 'exat'. Did you mean 'exact'?"),
    ],
)  # fmt: skip
def test_problems_of_a_set_are_placed_at_the_set(tmp_path: Path, change: str, expected: str) -> None:
    found = problems_of(written(tmp_path), change)
    assert len(found) == 1
    assert found[0] == expected or (expected.endswith(" ") and found[0].startswith(expected))


def test_rules_are_found_by_number_or_by_name(tmp_path: Path) -> None:
    path = written(tmp_path, BASE + "rules:\n  - {rule: count, max: 9}\n")
    assert scenario.load(path, sets=["rules.count.max=4"]).settings.rules == [{"rule": "count", "max": 4}]
    assert scenario.load(path, sets=["rules.0.max=3"]).settings.rules == [{"rule": "count", "max": 3}]
    twice = written(tmp_path, BASE + "rules:\n  - {rule: count, max: 9}\n  - {rule: count, max: 8}\n")
    assert problems_of(twice, "rules.count.max=4") == [
        "--set rules.count.max: 'rules' has several entries called 'count'. Give the number of the entry, counted from 0."
    ]


def test_what_nothing_limits_is_a_warning(tmp_path: Path) -> None:
    found = scenario.load(
        written(tmp_path, BASE.replace("budget: 2000000\n", "").replace("max_new: 5", "weight: 1"))
    )
    assert [str(warning) for warning in found.warnings] == [
        "scenario.yaml:1:1: budget: nothing limits the plan: no budget, no max_cost, no max_new, no rules."
        " Every useful outlet will open."
    ]
    zero = scenario.load(written(tmp_path), sets=["budget=0"])
    assert [str(warning) for warning in zero.warnings] == [
        "--set budget: the budget is 0: only outlets that cost nothing can open"
    ]
    assert scenario.load(written(tmp_path)).warnings == ()


def test_title_and_notices_follow_the_language(tmp_path: Path) -> None:
    text = BASE + "synthetic: true\nillustrative_costs: true\nnotices: [{en: Read me, zh: 请读}, 备注]\n"
    found = scenario.load(written(tmp_path, text))
    assert (found.title, found.notices[1:3]) == ("Toy town", ("Read me", "备注"))
    assert found.notices[0] == "Synthetic: this city is made up."
    assert found.notices[3] == "The costs are illustrative; they have no source."
    with in_language("zh"):
        assert (found.title, found.notices[1:3]) == ("玩具镇", ("请读", "备注"))


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("cities/toyy", "no file or folder '{root}/cities/toyy'. Did you mean '{root}/cities/toy'?"),
        ("cities/toy/scenario.yml", "no file or folder '{root}/cities/toy/scenario.yml'. Did you mean '{root}/cities/toy/scenario.yaml'?"),
        ("citys/toy", "no file or folder '{root}/citys/toy'. There is no folder '{root}/citys'. Did you mean '{root}/cities'?"),
        ("cities", "the folder '{root}/cities' has no scenario.yaml"),
        ("other", "the folder '{root}/other' has no scenario.yaml. Files there: a.yaml, b.yml."),
    ],
)  # fmt: skip
def test_a_path_that_is_not_there_suggests_its_neighbours(tmp_path: Path, path: str, expected: str) -> None:
    written(tmp_path, BASE, "cities/toy/scenario.yaml")
    written(tmp_path, BASE, "other/a.yaml")
    written(tmp_path, BASE, "other/b.yml")
    assert problems_of(tmp_path / path) == [expected.format(root=tmp_path).replace("/", os.sep)]


def test_errors_carry_exit_code_2_and_all_problems(tmp_path: Path) -> None:
    text = BASE.replace("budget: 2000000", "buget: 1").replace("cutoff_min: 12", "cutoff_min: -5")
    with pytest.raises(InputError) as error:
        scenario.load(written(tmp_path, text))
    assert error.value.exit_code == 2
    assert [str(problem) for problem in error.value.problems] == [
        "scenario.yaml:20:17: formats[1].cutoff_min: got -5, must be > 0 minutes",
        "scenario.yaml:25:1: unknown key 'buget'. Did you mean 'budget'?",
    ]


def test_loading_a_scenario_imports_nothing_heavy(tmp_path: Path) -> None:
    path = written(tmp_path)
    code = (
        "import sys; from siting import scenario; scenario.load(sys.argv[1]);"
        "print([name for name in ('numpy', 'pandas', 'scipy', 'numba', 'rich') if name in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


def test_a_format_has_the_department_that_the_scenario_says_else_the_catalogues(tmp_path: Path) -> None:
    text = (
        BASE.replace("  - id: childcare\n", "  - id: childcare\n    department: {zh: 区妇联}\n")
        .replace("    max_new: 5\n", "    max_new: 5\n    department: commerce\n")
        .replace("budget: 2000000", "  - {id: own, cutoff_m: 300}\nbudget: 2000000")
    )
    found = scenario.load(written(tmp_path, text))
    commerce = {"en": "commerce bureau", "zh": "商务局"}
    assert [dict(one.department) for one in found.formats] == [
        commerce, commerce, {"en": "区妇联", "zh": "区妇联"}, {},
    ]  # fmt: skip
    again = scenario.load(written(tmp_path, scenario.resolved_yaml(found, tmp_path), "resolved.yaml"))
    assert [one.department for one in again.formats] == [one.department for one in found.formats]


def test_a_department_that_is_nearly_one_of_the_catalogue_is_told(tmp_path: Path) -> None:
    text = BASE.replace("    max_new: 5\n", "    max_new: 5\n    department: comerce\n")
    found = scenario.load(written(tmp_path, text))
    assert found.formats[1].department["en"] == "comerce"
    (warning,) = [str(one) for one in found.warnings if "department" in str(one)]
    assert "formats[1].department: 'comerce' is no department of the catalogue" in warning
    assert "Did you mean 'commerce'?" in warning
    (problem,) = problems_of(written(tmp_path, text.replace("comerce", "' '")))
    assert "the name of the department is empty" in problem

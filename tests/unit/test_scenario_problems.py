"""Every way a scenario can be wrong: the exact words, at the exact place. Each case changes one line of a good one."""
# ruff: noqa: E501 -- a message stands on one line, as it is said

from __future__ import annotations

from pathlib import Path

import pytest

from siting import parts, scenario
from siting.language import in_language
from siting.scenario.schema import Settings
from tests.unit.scenario_texts import BASE, problems_of, written

# what stands in the good scenario -> what stands there instead, and what is said about it
CASES: dict[str, tuple[str, str, list[str]]] = {
    "limit broken": (
        "cutoff_min: 12", "cutoff_min: -5",
        ["scenario.yaml:20:17: formats[1].cutoff_min: got -5, must be > 0 minutes"],
    ),
    "text for a number, with the unit": (
        "cutoff_min: 12", "cutoff_min: 15 min",
        ["scenario.yaml:20:17: formats[1].cutoff_min: got '15 min', must be a number (minutes)."
         " Write 15, without quotes, unit or separators."],
    ),
    "text for a number, in another unit": (
        "cutoff_min: 12", "cutoff_min: 0.5 h",
        ["scenario.yaml:20:17: formats[1].cutoff_min: got '0.5 h', must be a number (minutes)."
         " Write 30, without quotes, unit or separators."],
    ),
    "kilometres for metres": (
        "cutoff_min: 12", "cutoff_m: 1.2 km",
        ["scenario.yaml:20:15: formats[1].cutoff_m: got '1.2 km', must be a number (metres)."
         " Write 1200, without quotes, unit or separators."],
    ),
    "kilometres for minutes": (
        "cutoff_min: 12", "cutoff_min: 10 km",
        ["scenario.yaml:20:17: formats[1].cutoff_min: got '10 km', must be a number (minutes)."
         " Write the number alone, in minutes."],
    ),
    "no number at all": (
        "cutoff_min: 12", "cutoff_min: near",
        ["scenario.yaml:20:17: formats[1].cutoff_min: got 'near', must be a number (minutes)"],
    ),
    "full-width digits": (
        "cutoff_min: 12", "cutoff_min: １２分钟",
        ["scenario.yaml:20:17: formats[1].cutoff_min: got '１２分钟', must be a number (minutes)."
         " Write 12, without quotes, unit or separators."],
    ),
    "thousands separators": (
        "budget: 2000000", "budget: 2,000,000",
        ["scenario.yaml:25:9: budget: got '2,000,000', must be a number (money)."
         " Write 2000000, without quotes, unit or separators."],
    ),
    "money in ten thousands": (
        "budget: 2000000", "budget: 120万",
        ["scenario.yaml:25:9: budget: got '120万', must be a number (money)."
         " Write 1200000, without quotes, unit or separators."],
    ),
    "percent": (
        "strategy: exact", "gap: 1%",
        ["scenario.yaml:27:8: solve.gap: got '1%', must be a number. Write 0.01, without quotes, unit or separators."],
    ),
    "seconds in minutes": (
        "strategy: exact", "time_limit_s: 2 min",
        ["scenario.yaml:27:17: solve.time_limit_s: got '2 min', must be a number (seconds)."
         " Write 120, without quotes, unit or separators."],
    ),
    "speed in km/h": (
        "plane: {}", "plane: {}\n  speed_m_per_min: 4.5 km/h",
        ["scenario.yaml:17:20: travel.speed_m_per_min: got '4.5 km/h', must be a number (metres per minute)."
         " Write 75, without quotes, unit or separators."],
    ),
    "truth for a number": (
        "budget: 2000000", "budget: true",
        ["scenario.yaml:25:9: budget: got true, must be a number (money)"],
    ),
    "not a number": (
        "budget: 2000000", "budget: .nan",
        ["scenario.yaml:25:9: budget: got nan, must be a finite number"],
    ),
    "infinite": (
        "budget: 2000000", "budget: 1e999",
        ["scenario.yaml:25:9: budget: got inf, must be a finite number"],
    ),
    "negative cost": (
        "cost: 450000", "cost: -1",
        ["scenario.yaml:24:11: formats[2].cost: got -1, must be >= 0"],
    ),
    "negative cost per area": (
        "per_m2: 1500", "per_m2: -1",
        ["scenario.yaml:21:35: formats[1].cost.per_m2: got -1, must be >= 0"],
    ),
    "a fraction for a count": (
        "max_new: 5", "max_new: 2.5",
        ["scenario.yaml:22:14: formats[1].max_new: got 2.5, must be a whole number"],
    ),
    "a number beyond counting": (
        "max_new: 5", "max_new: " + "9" * 500,
        ["scenario.yaml:22:14: formats[1].max_new: got " + "9" * 42 + "…9, must be <= 1000000000"],
    ),
    "a long text": (
        "max_new: 5", "max_new: " + "many " * 20,
        ["scenario.yaml:22:14: formats[1].max_new: got 'many many many many many many many many m…', must be a whole number"],
    ),
    "a word for a truth": (
        "name: toy", "name: toy\nsynthetic: yes",
        ["scenario.yaml:2:12: synthetic: got 'yes', must be true or false"],
    ),
    "number for a text": (
        "id: id, x", "id: 7, x",
        ["scenario.yaml:5:17: demand.columns.id: got 7, must be text. Put it in quotes."],
    ),
    "EPSG code alone": (
        "crs: EPSG:4548", "crs: 4548",
        ["scenario.yaml:11:8: sites.crs: got 4548, must be text. Write 'EPSG:4548'."],
    ),
    "a title in no language": (
        "title: {en: Toy town, zh: 玩具镇}", "title: {}",
        ["scenario.yaml:2:8: title: is empty"],
    ),
    "a notice in no language": (
        "budget: 2000000", "budget: 2000000\nnotices: [{}]",
        ["scenario.yaml:26:11: notices[0]: is empty"],
    ),
    "empty text": (
        "name: toy", "name: ''",
        ["scenario.yaml:1:7: name: is empty"],
    ),
    "a block for a value": (
        "budget: 2000000", "budget: {all: 5}",
        ["scenario.yaml:25:9: budget: got a block of keys, must be a number (money)"],
    ),
    "a value for a block": (
        "  plane: {}", "  network: streets.osm.pbf",
        ["scenario.yaml:16:12: travel.network: got 'streets.osm.pbf', must be a block of keys"],
    ),
    "a list for a block": (
        "  plane: {}", "  - plane",
        ["scenario.yaml:16:3: travel: got a list, must be a block of keys"],
    ),
    "a block for a list": (
        "  - file: outlets.csv\n    format: childcare", "  file: outlets.csv",
        ["scenario.yaml:13:3: outlets: got a block of keys, must be a list"],
    ),
    "nothing where a block must stand": (
        "  plane: {}", "",
        ["scenario.yaml:15:1: travel: got nothing, must be a block of keys"],
    ),
    "no format": (
        BASE[BASE.index("formats:"): BASE.index("budget:")], "formats: []\n",
        ["scenario.yaml:17:10: formats: is empty"],
    ),
    "an entry that is neither id nor block": (
        "- convenience_store", "- 12",
        ["scenario.yaml:18:5: formats[0]: got 12, must be text. Put it in quotes."],
    ),
    "one of few words": (
        "budget: 2000000", "missing: circles",
        ["scenario.yaml:25:10: missing: got 'circles', must be one of: people, circle. Did you mean 'circle'?"],
    ),
    "an unknown language": (
        "{en: Toy town, zh: 玩具镇}", "{en: Toy town, fr: Ville}",
        ["scenario.yaml:2:23: title: got 'fr', must be one of: en, zh"],
    ),
    "an unknown key": (
        "budget: 2000000", "buget: 2000000",
        ["scenario.yaml:25:1: unknown key 'buget'. Did you mean 'budget'?"],
    ),
    "an unknown key like no other": (
        "  plane: {}", "  plane: {}\n  teleport: true",
        ["scenario.yaml:17:3: travel: unknown key 'teleport'. Known: network, table, plane, great_circle,"
         " speed_m_per_min, group_speed_m_per_min, snap_m, snap_to, snap_leg."],
    ),
    "a key of a block above": (
        "  strategy: exact", "  strategy: exact\n  budget: 5",
        ["scenario.yaml:28:3: solve: unknown key 'budget'. It stands at the top of a scenario, not inside another block."],
    ),
    "a key of a block below": (
        "  columns: {id: id, x: x, y: y}", "  people: pop",
        ["scenario.yaml:5:3: demand: unknown key 'people'. It belongs in: demand.columns."],
    ),
    "a key without its unit": (
        "cutoff_min: 12", "cutoff: 12",
        ["scenario.yaml:20:5: formats[1]: unknown key 'cutoff'. The unit is part of a key's name:"
         " cutoff_min (minutes), cutoff_m (metres)."],
    ),
    "a key in another unit": (
        "cutoff_min: 12", "cutoff_s: 720",
        ["scenario.yaml:20:5: formats[1]: unknown key 'cutoff_s'. The unit is part of a key's name:"
         " cutoff_min (minutes), cutoff_m (metres)."],
    ),
    "speed in another unit": (
        "  plane: {}", "  plane: {}\n  speed_kmh: 4.5",
        ["scenario.yaml:17:3: travel: unknown key 'speed_kmh'. The unit is part of a key's name:"
         " speed_m_per_min (metres per minute)."],
    ),
    "a repeated key": (
        "budget: 2000000", "budget: 2000000\nbudget: 1",
        ["scenario.yaml:26:1: repeated key 'budget'. It stands at line 25 already."],
    ),
    "a required key in a block": (
        "  file: demand.csv\n", "",
        ["scenario.yaml:3:1: demand: missing key 'file'. It is: path of the file, relative to the scenario file."],
    ),
    "sites from nowhere": (
        "  file: sites.csv\n", "",
        ["scenario.yaml:9:1: sites: needs file, propose, or both. A file lists spaces; a proposal picks places where"
         " people lack something."],
    ),
    "a required block": (
        "sites:\n  file: sites.csv\n  crs: EPSG:4548\n", "",
        ["scenario.yaml:1:1: missing key 'sites'. It is: where an outlet may open."],
    ),
    "a name that is no folder": (
        "name: toy", "name: 张店/2024",
        ["scenario.yaml:1:7: name: '张店/2024' cannot be the name of a folder."
         ' Leave out / \\ : * ? " < > | and put the rest into title.'],
    ),
    "a format the catalogue lacks": (
        "- convenience_store", "- convenience_stor",
        ["scenario.yaml:18:5: formats[0]: 'convenience_stor' is not in the catalogue, so it needs cutoff_min or"
         " cutoff_m. Did you mean 'convenience_store'?"],
    ),
    "a format nobody knows": (
        "- convenience_store", "- {id: 射箭馆}",
        ["scenario.yaml:18:10: formats[0]: '射箭馆' is not in the catalogue, so it needs cutoff_min or cutoff_m."
         " `siting list formats` shows the catalogue."],
    ),
    "a format twice": (
        "- convenience_store", "- childcare",
        ["scenario.yaml:23:9: formats[2]: the format 'childcare' is listed twice. It stands at line 18 already."],
    ),
    "two cutoffs": (
        "cutoff_min: 12", "cutoff_min: 12\n    cutoff_m: 900",
        ["scenario.yaml:21:15: formats[1].cutoff_m: cutoff_min and cutoff_m are both given. Keep one of them."],
    ),
    "fewest above most": (
        "max_new: 5", "max_new: 5\n    min_new: 6",
        ["scenario.yaml:23:14: formats[1].min_new: got 6, must be <= max_new = 5"],
    ),
    "a group that nobody defines": (
        "max_new: 5", "demand: kids",
        ["scenario.yaml:22:13: formats[1].demand: unknown demand group 'kids'. Known: people, elderly, age_0_3."],
    ),
    "a catalogue group that the demand lacks": (
        "- convenience_store", "- car_wash",
        ["scenario.yaml:18:5: formats[0]: 'car_wash' serves the group 'car_owners', which demand.groups does not"
         " define. Define car_owners under demand.groups, or give the format 'demand: people'."],
    ),
    "everyone as a group": (
        "elderly: over_60", "elderly: over_60\n    people: all",
        ["scenario.yaml:8:5: demand.groups.people: 'people' always means everyone, it cannot be a group."
         " Name its column under demand.columns.people."],
    ),
    "speed of an unknown group": (
        "  plane: {}", "  plane: {}\n  group_speed_m_per_min: {eldery: 50}",
        ["scenario.yaml:17:27: travel.group_speed_m_per_min: unknown demand group 'eldery'. Did you mean 'elderly'?"],
    ),
    "area unknown where the cost needs it": (
        "- convenience_store", "- {id: 书吧, cutoff_min: 9, cost: {per_m2: 5}}",
        ["scenario.yaml:18:44: formats[0].cost.per_m2: needs the floor area of the format. Give the format area_m2."],
    ),
    "no kind of travel": (
        "  plane: {}", "  snap_m: 100",
        ["scenario.yaml:15:1: travel: needs exactly one of: network, table, plane, great_circle"],
    ),
    "an empty kind of travel": (
        "  plane: {}", "  plane:",
        ["scenario.yaml:15:1: travel: needs exactly one of: network, table, plane, great_circle. Write 'plane: {}'."],
    ),
    "two kinds of travel": (
        "  plane: {}", "  plane: {}\n  network: {file: streets.osm.pbf}",
        ["scenario.yaml:15:1: travel: needs exactly one of: network, table, plane, great_circle. Given: network, plane."],
    ),
    "great circles on a plane": (
        "  plane: {}", "  great_circle: {}\ncrs: plane",
        ["scenario.yaml:17:6: crs: great circles need places on the globe, not on a plane"],
    ),
    "nodes without edges": (
        "  plane: {}", "  network: {nodes: nodes.csv}",
        ["scenario.yaml:16:3: travel.network: missing key 'file'. With nodes, it names the edges."],
    ),
    "a table of nothing": (
        "  plane: {}", "  table: {file: travel.csv}",
        ["scenario.yaml:16:3: travel.table: needs exactly one of: minutes, metres. It names the column of the table."],
    ),
    "metres against a table of minutes": (
        "  plane: {}\nformats:\n  - convenience_store",
        "  table: {file: travel.csv, minutes: min}\nformats:\n  - {id: bookstore, cutoff_m: 900}",
        ["scenario.yaml:18:31: formats[0].cutoff_m: a cutoff in metres cannot be compared with a table of minutes."
         " Give the format cutoff_min."],
    ),
    "outlets of no format": (
        "    format: childcare\n", "",
        ["scenario.yaml:13:5: outlets[0]: needs exactly one of: format, columns.format, osm_tags"],
    ),
    "outlets of two formats": (
        "    format: childcare", "    format: childcare\n    columns: {format: kind}",
        ["scenario.yaml:13:5: outlets[0]: needs exactly one of: format, columns.format, osm_tags."
         " Given: format, columns.format."],
    ),
    "outlets of an unknown format": (
        "    format: childcare", "    format: childcar",
        ["scenario.yaml:14:13: outlets[0].format: unknown format 'childcar'. Did you mean 'childcare'?"],
    ),
    "values that mean no format": (
        "    format: childcare", "    columns: {format: kind}\n    format_values: {托育: childcar}",
        ["scenario.yaml:15:25: outlets[0].format_values.托育: unknown format 'childcar'. Did you mean 'childcare'?"],
    ),
    "values without a column": (
        "    format: childcare", "    format: childcare\n    format_values: {托育: childcare}",
        ["scenario.yaml:15:5: outlets[0]: format_values needs columns.format, whose values it translates"],
    ),
    "an unknown strategy": (
        "strategy: exact", "strategy: exakt",
        ["scenario.yaml:27:13: solve.strategy: unknown strategy 'exakt'. Did you mean 'exact'?"],
    ),
    "an unknown objective": (
        "budget: 2000000", "objective: max_cover",
        ["scenario.yaml:25:12: objective: unknown objective 'max_cover'. Did you mean 'max_coverage'?"],
    ),
    "an unknown rule": (
        "budget: 2000000", "rules:\n  - {rule: coutn, max: 3}",
        ["scenario.yaml:26:12: rules[0].rule: unknown rule 'coutn'. Did you mean 'count'?"],
    ),
    "a rule without its name": (
        "budget: 2000000", "rules:\n  - {max: 3}",
        [f"scenario.yaml:26:5: rules[0]: missing key 'rule'. Known: {', '.join(parts.names('rules'))}."],
    ),
    "a rule whose name is a number": (
        "budget: 2000000", "rules:\n  - {rule: 3}",
        ["scenario.yaml:26:12: rules[0].rule: must be the name of a rule"],
    ),
    "an unknown key of a rule": (
        "budget: 2000000", "rules:\n  - {rule: count, max: 3, format: [childcare]}",
        ["scenario.yaml:26:27: rules[0]: unknown key 'format'. Did you mean 'formats'?"],
    ),
    "a wrong value in a rule": (
        "budget: 2000000", "rules:\n  - {rule: count, max: -3}",
        ["scenario.yaml:26:24: rules[0].max: got -3, must be >= 0"],
    ),
    "a rule that says nothing": (
        "budget: 2000000", "rules:\n  - {rule: count}",
        ["scenario.yaml:26:5: rules[0]: needs max, min or both"],
    ),
    "a rule that nothing can hold": (
        "budget: 2000000", "rules:\n  - {rule: count, max: 2, min: 3}",
        ["scenario.yaml:26:5: rules[0]: min 3 is more than max 2"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("good", "bad", "expected"), CASES.values(), ids=CASES)
def test_says_what_is_wrong_and_where(tmp_path: Path, good: str, bad: str, expected: list[str]) -> None:
    assert BASE.count(good) == 1
    assert problems_of(written(tmp_path, BASE.replace(good, bad))) == expected


def test_the_good_scenario_is_in_order(tmp_path: Path) -> None:
    assert problems_of(written(tmp_path)) == []


def test_no_word_of_the_validation_library_reaches_a_planner(tmp_path: Path) -> None:
    texts = [
        text
        for good, bad, _ in CASES.values()
        for text in problems_of(written(tmp_path, BASE.replace(good, bad)))
    ]
    assert not [
        text for text in texts if "Input should" in text or "pydantic" in text or "cannot stand here" in text
    ]


def test_every_problem_is_said_in_chinese_too(tmp_path: Path) -> None:
    for good, bad, _ in CASES.values():
        path = written(tmp_path, BASE.replace(good, bad))
        english = problems_of(path)
        with in_language("zh"):
            chinese = problems_of(path)
        assert len(chinese) == len(english)
        for here, there in zip(chinese, english, strict=True):
            assert here != there
            assert any("一" <= character <= "鿿" for character in here)


def test_everything_wrong_is_said_at_once(tmp_path: Path) -> None:
    singles = [
        "limit broken",
        "an unknown key",
        "a repeated key",
        "a required key in a block",
        "a name that is no folder",
    ]
    text = BASE
    for good, bad, _ in (CASES[name] for name in singles if name not in ("an unknown key",)):
        text = text.replace(good, bad)
    found = problems_of(written(tmp_path, text + "buget: 1\nobjective: max_cover\n"))
    assert len(found) == 6
    assert [int(problem.split(":")[1]) for problem in found] == sorted(
        int(problem.split(":")[1]) for problem in found
    )


def test_settings_of_all_rules_speak_the_schemas_language() -> None:
    """A rule's keys are held to the same strictness as the scenario's own."""
    from siting import parts

    for name in parts.names("rules"):
        config = parts.load("rules", name).Settings.model_config
        assert config.get("extra") == "forbid", name
        assert config.get("strict") is True, name


def test_every_key_of_the_schema_says_what_it_is() -> None:
    schema = scenario.json_schema()
    blocks = {"Settings": schema, **schema["$defs"]}
    assert Settings.__doc__
    silent = [
        f"{name}.{key}"
        for name, block in blocks.items()
        for key, entry in block["properties"].items()
        if not entry.get("description")
    ]
    assert silent == []

"""The reference pages list what the code has: every key, every command, every room of the house."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from siting import cli, parts
from siting.catalogue import formats
from tests.docs import catalogue_tables, scenario_keys

ROOT = Path(__file__).resolve().parents[2]


def read(page: str) -> str:
    return (ROOT / "docs" / page).read_text(encoding="utf-8")


def test_the_tables_of_scenario_keys_are_those_of_the_schema() -> None:
    page = read("reference/scenario.md")
    assert page == scenario_keys.with_tables(page), "run `make reference`"


def test_the_tables_of_the_catalogue_are_those_that_ship() -> None:
    page = read("reference/catalogue.md")
    assert page == catalogue_tables.with_tables(page), "run `make reference`"
    low = sum("figures low" in entry.confidence for entry in formats().values())
    assert f"of the {len(formats())} formats, {low} have them" in page


def test_the_command_line_page_names_every_command_option_and_exit_code() -> None:
    page = read("reference/command-line.md")
    for name, command in cli.build().commands.items():
        assert f"`{name}" in page, name
        for parameter in command.params:
            for flag in getattr(parameter, "opts", []):
                assert flag in page if flag.startswith("-") else True, f"{name} {flag}"
    for code in (0, 1, 2, 3, 4, 130):
        assert f"| {code} |" in page


def test_the_architecture_page_draws_every_module_and_no_other() -> None:
    drawing = read("explanation/architecture.md").split("siting/\n", 1)[1].split("```", 1)[0]
    drawn = set(re.findall(r"^  (\w+)(?:\.py|/)", drawing, re.MULTILINE))
    package = ROOT / "siting"
    there = {path.stem for path in package.glob("*.py")} | {
        path.name for path in package.iterdir() if path.is_dir() and path.name != "__pycache__"
    }
    assert drawn == there - {"__init__"}


def test_the_architecture_page_names_every_part_folder() -> None:
    page = read("explanation/architecture.md")
    assert [folder for folder in parts.FOLDERS if f"`{folder}/`" not in page] == []


def test_what_the_page_promises_of_a_part_every_part_has() -> None:
    rows = re.findall(r"^\| `siting/(\w+)/` \| (.+) \|$", read("how-to/add-a-part.md"), re.MULTILINE)
    assert {folder for folder, _ in rows} == set(parts.FOLDERS)
    for folder, promised in rows:
        for name in parts.names(folder):
            part = parts.load(folder, name)
            for choice in promised.split(", "):
                assert any(hasattr(part, word) for word in re.findall(r"`(\w+)`", choice)), (part, choice)


def test_the_walls_on_the_architecture_page_are_those_of_the_linter() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    layers = next(contract["layers"] for contract in settings["contracts"] if contract["type"] == "layers")
    drawn = read("explanation/architecture.md").split("    ```text\n", 1)[1].split("```", 1)[0]
    assert re.split(r"\s*>\s*", drawn.strip()) == layers

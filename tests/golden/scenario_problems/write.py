"""Writes what a terminal shows about the broken scenario, in each language."""

from __future__ import annotations

from pathlib import Path

from siting import scenario
from siting.errors import InputError
from siting.language import LANGUAGES, in_language
from siting.problem_text import render_all

FOLDER = Path(__file__).parent


def shown(language: str) -> str:
    with in_language(language):
        try:
            scenario.load(FOLDER / "scenario.yaml", sets=["travel.snap=5"])
        except InputError as error:
            return render_all(error.problems) + "\n"
    raise AssertionError("the broken scenario was loaded")


if __name__ == "__main__":
    for language in LANGUAGES:
        (FOLDER / f"expected.{language}.txt").write_text(shown(language), encoding="utf-8")

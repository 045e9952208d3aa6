"""`siting explain` as a planner meets it: on the toy, whose plans can be worked by hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import siting
from siting.cli import main

TOY = Path(__file__).resolve().parents[2] / "scenarios" / "toy"


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("toy") / "run"
    assert main(["solve", str(TOY), "-o", str(folder)]) == 0
    return folder


def asked(capfd: pytest.CaptureFixture[str], *words: str) -> dict[str, object]:
    assert main(["explain", *words, "--json"]) == 0
    said = capfd.readouterr()
    assert said.err == ""
    told: dict[str, object] = json.loads(said.out)
    return told


def only(told: dict[str, object]) -> dict[str, object]:
    outlets = told["outlets"]
    assert isinstance(outlets, list)
    (one,) = outlets
    return dict(one)


def test_a_store_of_the_plan(run: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """P1 alone reaches 780 people; P2 in its place reaches 460 of them again, which nothing else could better."""
    one = only(asked(capfd, str(run), "--site", "P1", "--solve"))
    assert (one["state"], one["format"]) == ("opened", "convenience_store")
    assert one["people"]["only_here"] == 780.0
    assert one["struck_off"]["value"] == 1790.0
    assert one["best_replacement"]["opens"] == [{"site": "P2", "format": "convenience_store", "phase": ""}]
    loss, solved = one["loss_without_it"], one["solved_again"]
    assert (loss["at_most"], solved["at_least"], solved["at_most"]) == (320.0, 320.0, 320.0)
    assert 0 <= loss["at_least"] <= 320.0
    assert (loss["at_most_rests_on"], loss["at_least_rests_on"], loss["proof"]) == (
        "value",
        "bound",
        "prices",
    )


def test_a_market_that_stayed_out(run: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """The old plant would reach 760 people, 250 of them alone; it costs 250,000 of 500,000 that are spent."""
    one = only(asked(capfd, str(run), "--site", "P4", "--format", "vegetable_market"))
    assert one["state"] == "rejected"
    assert (one["alone_today"], one["people"]["only_here"]) == (760.0, 250.0)
    assert one["merely_added"]["value"] == 2820.0
    assert "more than 500,000" in one["rules_broken_then"][0]
    pushed = one["best_found_with_it"]
    assert [each["site"] for each in pushed["closes"]] == ["P5"]
    assert one["loss_with_it"]["at_most"] == 270.0
    assert one["entry_cost"]["as_good_at"] == 0.0
    assert 0.0 < one["entry_cost"]["never_better_above"] < 250_000.0


def test_the_whole_plan_and_the_nearest(run: Path, capfd: pytest.CaptureFixture[str]) -> None:
    told = siting.explain(run)
    assert {one["site"] for one in told["outlets"]} == {"P1", "P3", "P5"}
    assert {one["site"] for one in told["nearest"]} == {"P4"}
    assert main(["explain", str(run), "--lang", "en"]) == 0
    said = capfd.readouterr().out
    assert "P2 / convenience_store" in said
    assert "nearest" in said


def test_what_is_not_for_sale_says_why(run: Path, capfd: pytest.CaptureFixture[str]) -> None:
    one = only(asked(capfd, str(run), "--site", "P1", "--format", "vegetable_market"))
    assert (one["state"], one["reason"]) == ("not_for_sale", "the site does not admit this format")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--site", "P9"], "unknown site 'P9'"),
        (["--site", "P1", "--format", "vegetable_markt"], "Did you mean 'vegetable_market'?"),
        (["--solve"], "name it with --site"),
        (["--site", "P1", "--gap", "0.1"], "go with --solve"),
    ],
)
def test_wrong_questions_are_told_apart(
    run: Path, words: list[str], said: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main(["explain", str(run), *words, "--lang", "en"]) == 2
    assert said in capfd.readouterr().err


def test_a_folder_that_is_no_run(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", str(tmp_path)]) == 2
    assert "the folder holds no run" in capfd.readouterr().err


def test_a_plan_that_is_not_the_best_is_told_so(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """P2 in place of P1 reaches 140 people more."""
    plan, folder = tmp_path / "plan.csv", tmp_path / "run"
    plan.write_text("site,format\nP1,convenience_store\nP5,vegetable_market\n", encoding="utf-8")
    assert main(["evaluate", str(TOY), str(plan), "--changes", "0", "-o", str(folder)]) == 0
    capfd.readouterr()
    assert main(["explain", str(folder), "--lang", "en"]) == 0
    assert "A plan was found that is better by" in capfd.readouterr().out

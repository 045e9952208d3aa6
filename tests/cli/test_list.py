"""`siting list` of what the catalogue holds: aligned, in both languages, with how sure each row is."""

from __future__ import annotations

import pytest

from siting.catalogue import formats, groups, presets
from siting.cli import main
from siting.problem_text import width


def lines(capfd: pytest.CaptureFixture[str], *asked: str) -> list[str]:
    assert main(["list", *asked]) == 0
    return [line.rstrip() for line in capfd.readouterr().out.splitlines()]


def column(rows: list[str], heading: str) -> list[str]:
    """The cells under a heading, cut where a terminal shows them."""
    first = width(rows[0][: rows[0].index(heading)])
    return [_from(row, first).split("  ")[0] for row in rows[2:]]


def _from(row: str, place: int) -> str:
    position = next(number for number in range(len(row) + 1) if width(row[:number]) >= place)
    assert width(row[:position]) == place, "a Chinese character stands across the column's edge"
    return row[position:]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_formats_in_both_languages(language: str, capfd: pytest.CaptureFixture[str]) -> None:
    rows = lines(capfd, "formats", "--lang", language)
    assert column(rows, "id") == list(formats())
    assert column(rows, "中文") == [entry.name_zh for entry in formats().values()]
    assert column(rows, "English") == [entry.name_en for entry in formats().values()]


def test_formats_with_tier_cutoff_group_and_confidence(capfd: pytest.CaptureFixture[str]) -> None:
    rows = lines(capfd, "formats", "--lang", "en")
    assert column(rows, "tier") == [entry.tier for entry in formats().values()]
    assert column(rows, "minutes") == [f"{entry.cutoff_min:g}" for entry in formats().values()]
    expected = [
        "people" if entry.demand_group == "all" else entry.demand_group for entry in formats().values()
    ]
    assert column(rows, "for") == expected
    assert column(rows, "how sure") == [entry.confidence for entry in formats().values()]


def test_groups_with_their_ages(capfd: pytest.CaptureFixture[str]) -> None:
    rows = lines(capfd, "groups", "--lang", "en")
    assert column(rows, "id") == ["people", *list(groups())[1:]]
    ages = dict(zip(column(rows, "id"), column(rows, "ages"), strict=True))
    assert (ages["age_0_3"], ages["age_6_18"], ages["elderly"], ages["households"]) == (
        "0-2",
        "6-18",
        "60+",
        "",
    )
    assert column(rows, "how sure") == [group.confidence for group in groups().values()]


def test_presets_with_their_formats(capfd: pytest.CaptureFixture[str]) -> None:
    rows = lines(capfd, "presets", "--lang", "en")
    text = " ".join(rows)
    for preset in presets().values():
        assert preset.id in text
        assert preset.name_zh in text
        assert all(format in text for format in preset.formats)
    assert column(rows, "中文")[-4:] == ["一店一早", "一菜一修", "一老一小", "一收一洗"]


def test_the_help_names_every_list(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["list", "--help", "--lang", "en"]) == 0
    out = capfd.readouterr().out
    assert all(name in out for name in ("formats", "groups", "presets", "strategies"))

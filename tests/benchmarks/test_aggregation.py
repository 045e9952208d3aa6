"""The table of aggregation errors: made in seconds on a small city, with the truth in its columns."""

from __future__ import annotations

from pathlib import Path

import aggregation
import pytest

from siting import parts


def test_the_table_holds_every_method_and_no_error_for_the_points(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert aggregation.main(["--smoke", "--time-limit", "5", "-o", str(tmp_path / "table.md")]) == 0
    text = (tmp_path / "table.md").read_text(encoding="utf-8")
    assert capsys.readouterr().out == text
    lines = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| ")]
    head, points, *ways = lines
    assert {len(line) for line in lines} == {len(head)}
    assert {line[0].split(",")[0] for line in ways} == set(parts.names("clustering"))
    told = dict(zip(head, points, strict=True))
    assert (told["error"], told["lost"]) == ("+0.00 %", "+0.00 %")
    assert told["claimed"] == told["true"]
    for line in ways:
        entry = {
            name: float(cell.split()[0].replace(",", ""))
            for name, cell in zip(head[1:], line[1:], strict=True)
        }
        assert entry["error"] == pytest.approx(100 * (entry["claimed"] / entry["true"] - 1), abs=0.01)
        assert entry["places"] < float(told["places"].replace(",", ""))
        assert entry["lost"] >= -0.1, "no plan is better than the one proven on the points"

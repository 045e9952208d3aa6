"""Every slip a planner makes gets a message with place and hint and exit code 2, and nothing is written.

What work can go on with is a warning instead, exit code 0."""

from __future__ import annotations

import dataclasses
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli import small_city


def no_change(folder: Path) -> None:
    """Nothing beyond the replacements."""


@dataclasses.dataclass(frozen=True)
class Slip:
    """One thing spoiled. says: what stands on stderr; spoil: edits beyond text replacements."""

    name: str
    replace: dict[str, tuple[str, str]]
    says: tuple[str, ...]
    exit_code: int = 2
    spoil: Callable[[Path], None] = no_change

    def __str__(self) -> str:
        return self.name


def truncate(name: str) -> Callable[[Path], None]:
    return lambda folder: (folder / name).write_bytes(b"")


def garbage(name: str) -> Callable[[Path], None]:
    return lambda folder: (folder / name).write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\xff\xfe\xff")


def remove(name: str) -> Callable[[Path], None]:
    return lambda folder: (folder / name).unlink()


def header_only(name: str) -> Callable[[Path], None]:
    def spoil(folder: Path) -> None:
        head = (folder / name).read_text(encoding="utf-8").splitlines()[0]
        (folder / name).write_text(head + "\n", encoding="utf-8")

    return spoil


S, D, T, O, E = "scenario.yaml", "demand.csv", "sites.csv", "outlets.csv", "edges.csv"
DEGREES = "id,x,y,people,elderly\nd1,118.05,36.81,100,10\nd2,118.06,36.81,200,20\n"


def in_degrees(folder: Path) -> None:
    (folder / D).write_text(DEGREES, encoding="utf-8")


def swapped(folder: Path) -> None:
    """Everything in degrees; the demand with latitude and longitude the wrong way round."""
    text = (folder / S).read_text(encoding="utf-8").replace("crs: plane", "crs: EPSG:4326")
    text = text.replace("crs: EPSG:4326\ndemand", "crs: EPSG:4548\ndemand")
    (folder / S).write_text(text, encoding="utf-8")
    (folder / D).write_text("id,x,y,people,elderly\nd1,36.81,118.05,100,10\nd2,36.81,118.06,200,20\n", encoding="utf-8")


SLIPS = [
    Slip("unknown key", {S: ("budget: 5000", "buget: 5000")}, ("scenario.yaml:28:1", "buget", "Did you mean 'budget'")),
    Slip("wrong unit in a key", {S: ("cutoff_min: 3", "cutoff_s: 180")}, ("scenario.yaml:26", "cutoff_s", "cutoff_min")),
    Slip("a unit in a value", {S: ("cutoff_min: 3", "cutoff_min: 3 min")}, ("scenario.yaml:26", "cutoff_min", "3 min")),
    Slip("repeated key", {S: ("budget: 5000", "budget: 5000\nbudget: 6000")}, ("scenario.yaml:29", "budget")),
    Slip("broken YAML", {S: ("budget: 5000", "budget: [5000")}, ("scenario.yaml",)),
    Slip("negative cutoff", {S: ("cutoff_min: 3", "cutoff_min: -3")}, ("formats[0].cutoff_min", "-3", "> 0")),
    Slip("negative cost", {S: ("cost: 1000", "cost: -1")}, ("formats[0].cost", "-1")),
    Slip("negative budget", {S: ("budget: 5000", "budget: -5")}, ("scenario.yaml:28", "budget", "-5")),
    Slip("unknown strategy", {S: ("gap: 0,", "gap: 0, strategy: gready,")}, ("gready", "greedy")),
    Slip("unknown rule", {S: ("budget: 5000", "rules: [{rule: buget, max_cost: 3}]")}, ("buget", "budget")),
    Slip("unknown demand group", {S: ("demand: elderly", "demand: eldery")}, ("eldery", "elderly")),
    Slip("format twice", {S: ("id: canteen", "id: bakery")}, ("bakery", "formats[1]")),
    Slip("missing file", {S: ("file: demand.csv", "file: demnad.csv")}, ("scenario.yaml", "demnad.csv", "demand.csv")),
    Slip("unreadable file", {}, ("demand.csv",), spoil=garbage(D)),
    Slip("empty file", {}, ("demand.csv",), spoil=truncate(D)),
    Slip("missing column", {S: ("people: people", "people: pepole")}, ("pepole", "people")),
    Slip("duplicate id", {D: ("d2,200", "d1,200")}, ("demand.csv", "d1", "3")),
    Slip("id without partner", {E: ("n2,n3", "n2,n9")}, ("edges.csv", "n9")),
    Slip("NaN", {D: ("d2,200,0,200", "d2,200,0,NaN")}, ("demand.csv:3", "people")),
    Slip("empty cell", {D: ("d2,200,0,200", "d2,200,0,")}, ("demand.csv:3", "people")),
    Slip("text for a number", {D: ("d2,200,0,200", "d2,200,0,many")}, ("demand.csv:3", "people", "many")),
    Slip("infinite coordinate", {D: ("d2,200,0", "d2,inf,0")}, ("demand.csv:3",)),
    Slip("negative people", {D: ("d2,200,0,200", "d2,200,0,-200")}, ("demand.csv:3", "-200")),
    Slip("group larger than people", {D: ("d2,200,0,200,20", "d2,200,0,200,2000")}, ("demand.csv:3", "elderly")),
    Slip("negative edge length", {E: ("n1,n2,500", "n1,n2,-500")}, ("edges.csv:2", "-500")),
    Slip("degrees on a plane", {S: ("crs: plane\n  columns: {id: id, x: x, y: y, people", "crs: EPSG:4326\n  columns: {id: id, x: x, y: y, people")}, ("demand", "plane"), spoil=in_degrees),
    Slip("latitude and longitude swapped", {}, ("demand.csv", "swap"), spoil=swapped),
    Slip("no CRS", {S: ("file: demand.csv\n  crs: plane", "file: demand.csv")}, ("scenario.yaml", "crs")),
    Slip("CRS mixed with the plane", {S: ("file: sites.csv\n  crs: plane", "file: sites.csv\n  crs: EPSG:4326")}, ("sites", "plane")),
    Slip("unknown CRS", {S: ("file: sites.csv\n  crs: plane", "file: sites.csv\n  crs: EPSG:999999")}, ("EPSG:999999",)),
    Slip("no demand", {}, ("demand.csv",), spoil=header_only(D)),
    Slip("no sites", {}, ("sites.csv",), spoil=header_only(T)),
    Slip("no edges", {}, ("edges.csv",), spoil=header_only(E)),
    Slip("no nodes file", {}, ("nodes.csv",), spoil=remove("nodes.csv")),
    Slip("unknown format of an outlet", {O: ("bakery", "bakrey")}, ("outlets.csv", "bakrey"), exit_code=0),
    Slip("outlet without a format", {O: ("bakery", "")}, ("outlets.csv",), exit_code=2),
    Slip("no outlets", {}, ("outlets.csv",), exit_code=0, spoil=header_only(O)),
    Slip("point far from the city", {D: ("d6,1000,0", "d6,900000,0")}, ("d6",), exit_code=0),
    Slip("demand off the streets", {D: ("d6,1000,0", "d6,1000,600")}, ("d6",), exit_code=0),
    Slip("site nobody can reach", {T: ("s3,1000,0", "s3,1000,240")}, ("s3",), exit_code=0),
    Slip("demand no site can reach", {T: ("s3,1000,0", "s3,300,0")}, ("d6",), exit_code=0),
    Slip("format without candidates", {S: ("columns: {id: id, x: x, y: y, kind: kind, area_m2: area_m2}", "columns: {id: id, x: x, y: y, formats: kind}"), T: ("shop", "bakery")}, ("canteen",), exit_code=2),
    Slip("budget zero", {S: ("budget: 5000", "budget: 0")}, ("budget",), exit_code=0),
    Slip("budget above everything", {S: ("budget: 5000", "budget: 5000000")}, ("budget",), exit_code=0),
]


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "siting", *arguments, "--lang", "en"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120)


@pytest.mark.parametrize("slip", SLIPS, ids=str)
def test_a_slip_is_named_with_its_place_and_nothing_is_lost(slip: Slip, tmp_path: Path) -> None:
    small_city.write(tmp_path, slip.replace)
    slip.spoil(tmp_path)
    done = run(tmp_path, "solve", "scenario.yaml", "-o", "out")
    assert "Traceback" not in done.stderr, done.stderr
    assert done.returncode == slip.exit_code, done.stderr + done.stdout
    for text in slip.says:
        assert text in done.stderr
    assert (tmp_path / "out").exists() == (slip.exit_code == 0)


def test_the_unspoiled_city_solves_in_silence(tmp_path: Path) -> None:
    small_city.write(tmp_path)
    done = run(tmp_path, "solve", "scenario.yaml", "-o", "out")
    assert (done.returncode, done.stderr) == (0, "")

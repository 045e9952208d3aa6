"""Every slip a planner makes gets a message with place and hint and exit code 2, and nothing is written.

What work can go on with is a warning instead, exit code 0."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

import pytest

from siting.cli import main
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


def site_cost(money: str) -> Callable[[Path], None]:
    """Sites that cost something for themselves."""

    def spoil(folder: Path) -> None:
        text = (folder / S).read_text(encoding="utf-8")
        (folder / S).write_text(text.replace("sites:\n", f"sites:\n  site_cost: {money}\n"), encoding="utf-8")

    return spoil


S, D, T, OUT, E = "scenario.yaml", "demand.csv", "sites.csv", "outlets.csv", "edges.csv"


def edit(name: str, old: str, new: str) -> Callable[[Path], None]:
    """The city in degrees, then one text replaced."""

    def spoil(folder: Path) -> None:
        small_city.to_degrees(folder)
        text = (folder / name).read_text(encoding="utf-8")
        assert old in text
        (folder / name).write_text(text.replace(old, new), encoding="utf-8")

    return spoil


def swapped(folder: Path) -> None:
    """The city in degrees; the demand with latitude and longitude the wrong way round."""
    edit(S, "x: x, y: y, people", "x: y, y: x, people")(folder)


def metres_said_to_be_degrees(folder: Path) -> None:
    """Everything in degrees but the sites, whose columns hold metres."""
    metres = (folder / T).read_text(encoding="utf-8")
    small_city.to_degrees(folder)
    (folder / T).write_text(metres, encoding="utf-8")


def degrees_said_to_be_metres(folder: Path) -> None:
    edit(S, "file: sites.csv\n  crs: EPSG:4326", "file: sites.csv\n  crs: EPSG:4548")(folder)


def plane_among_degrees(folder: Path) -> None:
    edit(S, "file: sites.csv\n  crs: EPSG:4326", "file: sites.csv\n  crs: plane")(folder)


def without_crs(folder: Path) -> None:
    edit(S, "file: demand.csv\n  crs: EPSG:4326", "file: demand.csv")(folder)


def radius_in_degrees(folder: Path) -> None:
    edit(S, "crs: EPSG:4548", "crs: EPSG:4326")(folder)


SLIPS = [
    Slip(
        "unknown key",
        {S: ("budget: 5000", "buget: 5000")},
        ("scenario.yaml:29:1", "buget", "Did you mean 'budget'"),
    ),
    Slip(
        "wrong unit in a key",
        {S: ("cutoff_min: 3", "cutoff_s: 180")},
        ("scenario.yaml:27", "cutoff_s", "cutoff_min"),
    ),
    Slip(
        "a unit in a value",
        {S: ("cutoff_min: 3", "cutoff_min: 3 min")},
        ("scenario.yaml:27", "cutoff_min", "3 min"),
    ),
    Slip(
        "repeated key",
        {S: ("budget: 5000", "budget: 5000\nbudget: 6000")},
        ("scenario.yaml:30", "budget", "29"),
    ),
    Slip("broken YAML", {S: ("budget: 5000", "budget: [5000")}, ("scenario.yaml",)),
    Slip("negative cutoff", {S: ("cutoff_min: 3", "cutoff_min: -3")}, ("formats[0].cutoff_min", "-3", "> 0")),
    Slip("negative cost", {S: ("cost: 1000", "cost: -1")}, ("formats[0].cost", "-1")),
    Slip("negative budget", {S: ("budget: 5000", "budget: -5")}, ("scenario.yaml:29:9", "budget", "-5")),
    Slip("unknown strategy", {S: ("gap: 0,", "gap: 0, strategy: gready,")}, ("gready", "greedy")),
    Slip("unknown rule", {S: ("budget: 5000", "rules: [{rule: buget, max_cost: 3}]")}, ("buget", "budget")),
    Slip("unknown demand group", {S: ("demand: elderly", "demand: eldery")}, ("eldery", "elderly")),
    Slip("format twice", {S: ("id: canteen", "id: bakery")}, ("bakery", "formats[1]")),
    Slip(
        "missing file",
        {S: ("file: demand.csv", "file: demnad.csv")},
        ("scenario.yaml", "demnad.csv", "demand.csv"),
    ),
    Slip("unreadable file", {}, ("demand.csv",), spoil=garbage(D)),
    Slip("empty file", {}, ("demand.csv",), spoil=truncate(D)),
    Slip("missing column", {S: ("people: people", "people: pepole")}, ("pepole", "people")),
    Slip("duplicate id", {D: ("d2,200", "d1,200")}, ("demand.csv", "d1", "3")),
    Slip("id without partner", {E: ("n2,n3", "n2,n9")}, ("edges.csv", "n9")),
    Slip("NaN", {D: ("d2,200,0,200", "d2,200,0,NaN")}, ("demand.csv:3", "people")),
    Slip("empty cell", {D: ("d2,200,0,200", "d2,200,0,")}, ("demand.csv:3", "people")),
    Slip("text for a number", {D: ("d2,200,0,200", "d2,200,0,many")}, ("demand.csv:3", "people", "many")),
    Slip("infinite coordinate", {D: ("d2,200,0", "d2,inf,0")}, ("demand.csv:3",)),
    Slip("coordinate beyond all metres", {D: ("d2,200,0", "d2,200,1e308")}, ("demand.csv:3", "too large")),
    Slip(
        "node beyond all metres",
        {"nodes.csv": ("n2,500,0", "n2,500,1e308"), S: ("nodes.csv\n    crs: plane", "nodes.csv")},
        ("too large", "1 of 3 nodes"),
    ),
    Slip("negative people", {D: ("d2,200,0,200", "d2,200,0,-200")}, ("demand.csv:3", "-200")),
    Slip(
        "group larger than people", {D: ("d2,200,0,200,20", "d2,200,0,200,2000")}, ("demand.csv:3", "elderly")
    ),
    Slip("negative edge length", {E: ("n1,n2,500", "n1,n2,-500")}, ("edges.csv:2", "-500")),
    Slip("latitude and longitude swapped", {}, ("demand.csv", "exchanged"), spoil=swapped),
    Slip("metres said to be degrees", {}, ("sites.csv", "degrees"), spoil=metres_said_to_be_degrees),
    Slip("degrees said to be metres", {}, ("sites.csv", "degrees"), spoil=degrees_said_to_be_metres),
    Slip("a working CRS in degrees", {}, ("scenario.yaml:2:6", "EPSG:4326"), spoil=radius_in_degrees),
    Slip("no CRS", {}, ("scenario.yaml:4:9", "demand.csv", "no coordinate system"), spoil=without_crs),
    Slip("the plane mixed with a CRS", {}, ("sites", "plane"), spoil=plane_among_degrees),
    Slip(
        "unknown CRS",
        {S: ("file: sites.csv\n  crs: plane", "file: sites.csv\n  crs: EPSG:999999")},
        ("EPSG:999999",),
    ),
    Slip("no demand", {}, ("demand.csv",), spoil=header_only(D)),
    Slip("no sites", {}, ("sites.csv",), spoil=header_only(T)),
    Slip("no edges", {}, ("scenario.yaml:22", "no street"), spoil=header_only(E)),
    Slip("no nodes file", {}, ("nodes.csv",), spoil=remove("nodes.csv")),
    Slip("unknown format of an outlet", {OUT: ("bakery", "bakrey")}, ("outlets.csv", "bakrey"), exit_code=0),
    Slip("outlet without a format", {OUT: ("bakery", "")}, ("outlets.csv", "left out"), exit_code=0),
    Slip("no outlets", {}, ("outlets.csv",), exit_code=0, spoil=header_only(OUT)),
    Slip("point far from the city", {D: ("d6,1000,0", "d6,900000,0")}, ("d6",), exit_code=0),
    Slip("demand off the streets", {D: ("d6,1000,0", "d6,1000,600")}, ("d6",), exit_code=0),
    Slip(
        "site nobody can reach",
        {T: ("s3,1000,0", "s3,1000,240"), S: ("cutoff_min: 4", "cutoff_min: 3")},
        ("s3", "no demand"),
        exit_code=0,
    ),
    Slip("demand no site can reach", {T: ("s3,1000,0", "s3,300,0")}, ("d6",), exit_code=0),
    Slip(
        "unknown format at a site",
        {
            S: (
                "columns: {id: id, x: x, y: y, kind: kind, area_m2: area_m2}",
                "columns: {id: id, x: x, y: y, formats: kind}",
            ),
            T: ("shop", "bakery"),
        },
        ("sites.csv:4", "plant"),
    ),
    Slip(
        "format without candidates",
        {T: ("plant", "bakery"), S: ("kind: kind", "formats: kind")},
        ("canteen",),
        exit_code=0,
        spoil=lambda folder: (folder / T).write_text(
            (folder / T).read_text(encoding="utf-8").replace("shop", "bakery"), encoding="utf-8"
        ),
    ),
    Slip(
        "budget zero",
        {S: ("budget: 5000", "budget: 0")},
        ("scenario.yaml:29:9", "opens nothing", "1,000"),
        exit_code=0,
    ),
    Slip(
        "budget below an outlet with its site",
        {S: ("budget: 5000", "budget: 1499")},
        ("scenario.yaml:30:9", "opens nothing", "1,500"),
        exit_code=0,
        spoil=site_cost("500"),
    ),
    Slip(
        "negative site cost",
        {},
        ("scenario.yaml:9:14", "sites.site_cost", "got -5, must be >= 0"),
        spoil=site_cost("-5"),
    ),
    Slip(
        "budget above everything",
        {S: ("budget: 5000", "budget: 5000000")},
        ("scenario.yaml:29:9", "decides nothing", "9,000"),
        exit_code=0,
    ),
]


def solve(folder: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.chdir(folder)
    return main(["solve", "scenario.yaml", "-o", "out", "--lang", "en"])


@pytest.mark.parametrize("slip", SLIPS, ids=str)
def test_a_slip_is_named_with_its_place_and_nothing_is_lost(
    slip: Slip, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    small_city.write(tmp_path, slip.replace)
    slip.spoil(tmp_path)
    code = solve(tmp_path, monkeypatch)
    said = capfd.readouterr().err
    assert code == slip.exit_code, said
    assert "Traceback" not in said
    for text in slip.says:
        assert text in said
    assert (tmp_path / "out").exists() == (slip.exit_code == 0)


@pytest.mark.parametrize("in_degrees", [False, True])
def test_the_unspoiled_city_solves_in_silence(
    in_degrees: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    small_city.write(tmp_path)
    if in_degrees:
        small_city.to_degrees(tmp_path)
    assert solve(tmp_path, monkeypatch) == 0
    assert capfd.readouterr().err == ""

"""map.npz: what a report shows beyond summary.json, so that a run folder alone can be shown again."""

from __future__ import annotations

import json
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import asdict, fields
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from siting.errors import InputError, Place, Problem
from siting.language import tr
from siting.report import curve as beside
from siting.report.types import Answers, Circles, Format, Homes, Places, Report, Sites

SUMMARY, MAP = "summary.json", "map.npz"
FORMAT = 2
"""Of the file: raised when an older program could not read it."""
Read = TypeVar("Read")
ARRAYS: dict[str, Any] = {"homes": Homes, "outlets": Places, "sites": Sites}
OF_THE_FOLDER = "scenario_sha256"
"""Key of summary.json that a plan has only once it stands in a folder."""
TEXTS, WORDS = "texts", ("texts", "formats", "phases", "grades", "groups", "crs")


def save(report: Report, path: Path) -> None:
    """Writes all of a report but its summary."""
    stored: dict[str, Any] = {"streets": report.streets}
    stored["opened"] = np.stack([report.opened_site, report.opened_format])
    for name, kind in ARRAYS.items():
        part = getattr(report, name)
        stored |= {f"{name}_{one.name}": _packed(getattr(part, one.name)) for one in fields(kind)}
    stored |= _circles(report.circles)
    if report.answers is not None:
        stored |= {f"answers_{one.name}": getattr(report.answers, one.name) for one in fields(Answers)}
    words = {name: getattr(report, name) for name in WORDS} | {
        "formats": [asdict(one) for one in report.formats],
        "format": FORMAT,
        "certificate_sha256": report.summary["certificate_sha256"],
        "summary_sha256": _fingerprint(report.summary),
    }
    stored[TEXTS] = _packed(words)
    with path.open("wb") as stream:
        np.savez_compressed(stream, **stored)


def read(folder: Path) -> Report:
    """The report of a run folder, with the curve that lies there, under summary["curve"].

    Raises InputError naming each file that is missing, broken or of another run."""
    if not folder.is_dir():
        raise InputError.at(Place(folder), tr("the folder does not exist"))
    missing = [name for name in (SUMMARY, MAP) if not (folder / name).is_file()]
    if missing:
        hint = tr("Name the folder of a run that ended: one that `siting solve` wrote.")
        raise InputError(Problem(Place(folder / name), tr("the file is missing"), hint) for name in missing)
    summary = _sound(folder / SUMMARY, lambda path: dict(json.loads(path.read_text(encoding="utf-8"))))
    stored, words = _sound(folder / MAP, _stored)
    again = tr("Solve the scenario again to get a whole run folder.")
    if words["certificate_sha256"] != summary.get("certificate_sha256"):
        message = tr("map.npz is of another run than summary.json (certificate_sha256)")
        raise InputError.at(Place(folder / MAP), message, again)
    if words["summary_sha256"] != _fingerprint(summary):
        message = tr("the file was changed after the run: its figures are no longer those of map.npz")
        raise InputError.at(Place(folder / SUMMARY), message, again)
    curve = _sound(folder / beside.FILE, lambda _: beside.read(folder, summary.get("certificate_sha256")))
    known = summary if curve is None else summary | {beside.KEY: curve}
    return _sound(folder / MAP, lambda _: _report(known, stored, words))


def _fingerprint(summary: Mapping[str, Any]) -> str:
    """Of all that a summary says, however its file is laid out."""
    said = {name: value for name, value in summary.items() if name != OF_THE_FOLDER}
    return sha256(json.dumps(said, separators=(",", ":")).encode()).hexdigest()


def _stored(path: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    with np.load(path, allow_pickle=False) as arrays:
        stored = {name: arrays[name] for name in arrays.files}
    words = _unpacked(stored.pop(TEXTS))
    if words["format"] != FORMAT:
        raise ValueError(tr("written by another version of this program"))
    return stored, words


def _report(summary: dict[str, Any], stored: dict[str, Any], words: dict[str, Any]) -> Report:
    parts = {
        name: kind(**{one.name: _array(stored, f"{name}_{one.name}", str(one.type)) for one in fields(kind)})
        for name, kind in ARRAYS.items()
    }
    return Report(
        summary=summary,
        texts=words["texts"],
        formats=tuple(Format(**one) for one in words["formats"]),
        phases=tuple((identity, names) for identity, names in words["phases"]),
        grades=tuple(words["grades"]),
        groups=words["groups"],
        circles=_read_circles(stored),
        opened_site=stored["opened"][0],
        opened_format=stored["opened"][1],
        crs=words["crs"],
        streets=stored["streets"],
        answers=_read_answers(stored),
        **parts,
    )


def _circles(circles: Circles) -> dict[str, Any]:
    """Outlines one after the other, with the length of each and how many every circle has."""
    rings = [ring for mine in circles.rings for ring in mine]
    return {
        **{f"circles_{name}": _packed(getattr(circles, name)) for name in ("ids", "names", "districts")},
        "circles_grades": np.stack([circles.grade_before, circles.grade_after]),
        "circles_xy_m": np.concatenate(rings) if rings else np.zeros((0, 2)),
        "circles_lengths": np.array([len(ring) for ring in rings], dtype=np.int64),
        "circles_counts": np.array([len(mine) for mine in circles.rings], dtype=np.int64),
    }


def _read_circles(stored: dict[str, Any]) -> Circles:
    rings = iter(np.split(stored["circles_xy_m"], np.cumsum(stored["circles_lengths"])[:-1]))
    ids, names, districts = (_texts(stored[f"circles_{name}"]) for name in ("ids", "names", "districts"))
    return Circles(
        ids=ids,
        names=names,
        districts=districts,
        rings=tuple(tuple(next(rings) for _ in range(count)) for count in stored["circles_counts"].tolist()),
        grade_before=stored["circles_grades"][0],
        grade_after=stored["circles_grades"][1],
    )


def _read_answers(stored: dict[str, Any]) -> Answers | None:
    """None where the run was made before they were kept."""
    names = [one.name for one in fields(Answers)]
    if f"answers_{names[0]}" not in stored:
        return None
    return Answers(**{name: stored[f"answers_{name}"] for name in names})


def _packed(value: Any) -> NDArray[Any]:
    """Numbers as they are; texts as JSON, since an array of texts takes the room of its longest for each of them."""
    if value is None:
        return np.zeros((0, 0))
    if isinstance(value, np.ndarray) and value.dtype != object:
        return value
    texts = value.tolist() if isinstance(value, np.ndarray) else value
    return np.frombuffer(
        json.dumps(texts, ensure_ascii=False).encode("utf-8", "surrogatepass"), dtype=np.uint8
    )


def _unpacked(packed: NDArray[Any]) -> Any:
    return json.loads(packed.tobytes().decode("utf-8", "surrogatepass"))


def _texts(packed: NDArray[Any]) -> NDArray[np.object_]:
    return np.array(_unpacked(packed), dtype=object)


def _array(stored: dict[str, Any], name: str, kind: str) -> Any:
    """What may be None is so where an earlier program did not keep it."""
    if kind == "Ids":
        return _texts(stored[name])
    if "None" in kind and (name not in stored or not stored[name].size):
        return None
    return stored[name]


def _sound(path: Path, reading: Callable[[Path], Read]) -> Read:
    """What reading a file gives; what may go wrong in a broken one, as a planner's problem."""
    try:
        return reading(path)
    except (
        OSError,
        ValueError,
        KeyError,
        IndexError,
        TypeError,
        EOFError,
        RecursionError,
        StopIteration,
        RuntimeError,
        zlib.error,
        zipfile.BadZipFile,
    ) as error:
        reason = f"{type(error).__name__}: {error}"
        raise InputError.at(
            Place(path),
            tr("the file is broken or not of this program: {reason}", reason=reason),
            tr("Solve the scenario again to get a whole run folder."),
        ) from error

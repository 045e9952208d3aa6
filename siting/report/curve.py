"""The curve that lies beside a run: curve.json, read back, and what is proven between its budgets."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from siting.errors import InputError, Place
from siting.language import tr

FILE, KEY = "curve.json", "curve"
"""The file in a run folder, and the key of a report's summary that it is found under."""
FORMAT = 1
Told = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Box:
    """Between two budgets: every best plan of a budget from `left` to `right` has a value from `low` to `high`.

    The plan of the smaller budget stands at the larger one, and no plan passes the bound of a larger budget."""

    left: float
    right: float
    low: float
    high: float


def boxes(told: Told) -> list[Box]:
    """Of each two budgets in a row; where nothing is proven of the larger one there is none."""
    found = []
    for one, other in pairwise(told["points"]):
        if other["bound"] is None or one["value"] is None:
            continue
        low, high = sorted((one["value"], other["bound"]))
        found.append(Box(one["budget"], other["budget"], low, high))
    return found


def read(folder: Path, certificate_sha256: object) -> dict[str, Any] | None:
    """The curve of a run folder, None where there is none.

    Raises ValueError or KeyError where the file is broken, InputError where it is another run's."""
    path = folder / FILE
    if not path.is_file():
        return None
    told = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(told, dict):
        raise TypeError(type(told).__name__)
    if told["format"] != FORMAT:
        raise ValueError(tr("written by another version of this program"))
    if told["certificate_sha256"] != certificate_sha256:
        message = tr("curve.json is of another run than summary.json (certificate_sha256)")
        hint = tr("Remove it, or make it again: siting curve {folder} --into-report", folder=folder)
        raise InputError.at(Place(path), message, hint)
    for name in ("points", "impossible", "maximise", "currency", "title", "notices", "before"):
        told[name]
    return told

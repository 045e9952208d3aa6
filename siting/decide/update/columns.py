"""Which column of a file of outlets is which, and the words for opened and closed."""

from __future__ import annotations

from siting.readers import Table
from siting.scenario import Scenario

WORDS: dict[str, tuple[str, ...]] = {
    "id": ("id", "outlet", "outlet_id", "编号", "网点编号", "网点"),
    "name": ("name", "名称", "网点名称"),
    "format": ("format", "业态"),
    "x": ("x", "lon", "lng", "longitude", "经度", "easting"),
    "y": ("y", "lat", "latitude", "纬度", "northing"),
    "site": ("site", "site_id", "候选点", "候选点编号"),
    "places": ("places", "名额"),
    "status": ("status", "状态"),
}
DEGREES = ("lon", "lng", "longitude", "lat", "latitude", "经度", "纬度")
OPENED = ("opened", "open", "opens", "new", "开业", "新开", "已开业", "新增")
CLOSED = ("closed", "close", "closes", "关闭", "停业", "已关闭", "关停")


def columns_of(table: Table, case: Scenario) -> dict[str, str]:
    """What -> the column of the file: as the scenario calls it in its outlets, else by its usual names."""
    there = [str(name) for name in table.frame.columns]
    folded = {name.strip().casefold(): name for name in reversed(there)}
    found = {}
    for what, words in WORDS.items():
        own = [getattr(layer.columns, what, None) for layer in case.settings.outlets]
        match = next((name for name in own if name in there), None)
        match = match or next((folded[word] for word in words if word in folded), None)
        if match is not None:
            found[what] = match
    return found


def in_degrees(columns: dict[str, str]) -> bool:
    """Whether the names of the columns say that the coordinates are degrees."""
    return any(columns.get(axis, "").strip().casefold() in DEGREES for axis in ("x", "y"))


def status_of(text: str) -> bool | None:
    """Whether it opened; None for a word that says neither."""
    word = text.strip().casefold()
    return True if word in OPENED else False if word in CLOSED else None

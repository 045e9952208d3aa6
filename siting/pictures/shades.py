"""The colour of every home on a map, and what the colours mean."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from siting.language import tr
from siting.report import LOST, NEW, THERE, Report, palette

BEFORE, AFTER, CHANGE = "before", "after", "change"
MOMENTS = (BEFORE, AFTER, CHANGE)
GAINS = ("#f7c98c", "#ef8a1d", "#a8500a")
"""One, two, and three or more formats newly in reach: from palette.NEW towards light and dark."""
LOW = (palette.SHORT, *palette.FIFTHS[1:])


@dataclass(frozen=True, slots=True, eq=False)
class Shades:
    """shade: (n_homes,) position in colours; the later a colour stands, the later it is drawn.

    labels: what each colour means, in the language in force."""

    shade: NDArray[np.intp]
    colours: tuple[str, ...]
    labels: tuple[str, ...]


def shades(report: Report, format: int | None, when: str) -> Shades:
    """Of one format, or of all formats together."""
    if not report.formats:
        everyone = np.zeros(len(report.homes.people), dtype=np.intp)
        return Shades(everyone, (palette.SHORT,), (tr("homes"),))
    return _of_all(report, when) if format is None else _of_one(report.homes.state[format], when)


def _of_one(state: NDArray[np.int8], when: str) -> Shades:
    before, after = (state == THERE) | (state == LOST), (state == THERE) | (state >= NEW)
    if when != CHANGE:
        in_reach = (before if when == BEFORE else after).astype(np.intp)
        return Shades(in_reach, (palette.SHORT, palette.THERE), (tr("out of reach"), tr("in reach")))
    shade = np.select([state >= NEW, state == LOST, state == THERE], [3, 2, 1], 0)
    colours = (palette.SHORT, palette.THERE, palette.LOST, palette.NEW)
    labels = (tr("out of reach"), tr("in reach today"), tr("no longer in reach"), tr("newly in reach"))
    keep = [0, 1, 3] if not (state == LOST).any() else [0, 1, 2, 3]
    place = np.zeros(4, dtype=np.intp)
    place[keep] = np.arange(len(keep))
    return Shades(place[shade], tuple(colours[one] for one in keep), tuple(labels[one] for one in keep))


def _of_all(report: Report, when: str) -> Shades:
    """Before and after: the share of the formats in reach, in fifths. Change: how many formats are gained."""
    state = report.homes.state
    if when == CHANGE:
        return _gains(state)
    here = (state == THERE) | ((state == LOST) if when == BEFORE else (state >= NEW))
    share = here.mean(axis=0)
    fifth = np.clip(np.ceil(share * len(LOW)).astype(np.intp) - 1, 0, len(LOW) - 1)
    steps = range(0, 100, 100 // len(LOW))
    shares = [f"{low}-{low + 100 // len(LOW)} %" for low in steps]
    labels = [tr("{share} of the formats", share=share) for share in shares]
    return Shades(fifth, LOW, tuple(labels))


def _gains(state: NDArray[np.int8]) -> Shades:
    gained = (state >= NEW).sum(axis=0)
    lost = (state == LOST).any(axis=0) & (gained == 0)
    labels = [tr("gains nothing"), tr("gains 1 format"), tr("gains 2 formats"), tr("gains 3 or more")]
    colours = [palette.SHORT, *GAINS]
    shade = np.minimum(gained, len(GAINS))
    if lost.any():
        shade = np.where(lost, 1, np.where(shade > 0, shade + 1, shade))
        colours.insert(1, palette.LOST)
        labels.insert(1, tr("loses a format"))
    return Shades(shade.astype(np.intp), tuple(colours), tuple(labels))

"""Which layers of points lie shifted against the streets, and which coordinate system explains it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from siting import crs as systems
from siting.crs import OFFSET, mistaken_for, reread
from siting.inputs import Floats, Origin
from siting.travel.shift.fit import CAP_M, Fit, capped, clearly_above_zero, fit, sample, typical_m
from siting.travel.shift.search import APART_M, best_moves
from siting.travel.snap import Grid

# Calibrated on real cities: docs/explanation/coordinates.md has the rates of false alarms and of misses.
LEAST_POINTS = 20
CLEAR = 4.5
CLEARER = 3.5
# The best of thousands of movements is a hard rival: where streets repeat themselves it wins.
CLEARER_THAN_RIVAL = 0.5
RATIO = 0.8
LEAST_POINTS_MOVED = 50
CLEAR_MOVED = 7.0
CLEARER_MOVED = 5.0
CLEARER_THAN_RIVAL_MOVED = 4.0
RATIO_MOVED = 0.75
LEAST_MOVE_M = 100.0

Cause = Literal["layer", "streets", "either", "twice", "unknown"]


@dataclass(frozen=True, slots=True, eq=False)
class Shift:
    """A layer that lies beside the streets.

    layer: its position among the layers; -1 for the streets themselves. cause: "layer": it is in `system`;
    "streets": they are; "either": the two cannot be told apart (system is the layer's, streets_system theirs);
    "twice": it was moved from `system` to WGS-84 although it was there already; "unknown": no system explains it.
    away_m: (2,) mean metres, east and north, from where it fits to where it lies. now_m, then_m: median distance
    to the nearest street as it lies and where it fits. points: how many were looked at."""

    layer: int
    cause: Cause
    system: str
    streets_system: str
    away_m: Floats
    now_m: float
    then_m: float
    points: int


@dataclass(frozen=True, slots=True, eq=False)
class _Layer:
    """Sampled places of a layer: as given in degrees and in metres, and how they fit."""

    lonlat: Floats
    xy_m: Floats
    said: str
    fit: Fit

    @property
    def fits(self) -> bool:
        return self.fit.clear >= CLEAR and self.fit.ratio <= RATIO


def find_shifts(layers: Sequence[Origin], streets: Grid, streets_crs: str, working: str) -> list[Shift]:
    """The layers that clearly fit the streets better elsewhere, and why.

    streets_crs: what the streets' coordinates were read as; working: the projected CRS of `streets`.
    1. A layer that fits as it lies is left alone, and so is one that fits nowhere, or has too few points.
    2. Else each system that is often mistaken for the layer's own, or for the streets' own, is tried. One of them
       must fit clearly (CLEAR standard errors nearer to the streets than the same points moved aside, RATIO of
       their distance), clearly better than the layer as it lies (CLEARER), and better than any other movement of
       the layer would (CLEARER_THAN_RIVAL).
    3. Else one movement of the whole layer is looked for, under stricter conditions since many are tried, and
       only where no other movement does nearly as well.
    4. Streets that would explain every layer, where none fits as it lies, are to blame; where another layer fits,
       the layer was moved once too often."""
    looked_at = [_layer(origin, streets, working) for origin in layers]
    found = [
        None if layer is None or layer.fits else _judge(number, layer, streets, streets_crs, working)
        for number, layer in enumerate(looked_at)
    ]
    shifts = [shift for shift in found if shift is not None]
    streets_fit = any(layer is not None and layer.fits for layer in looked_at)
    return _blamed(shifts, streets_fit)


def _layer(origin: Origin, streets: Grid, working: str) -> _Layer | None:
    xy_m = systems.to_working(origin.lonlat, systems.WGS84, working)
    some = sample(xy_m)
    if len(some) < LEAST_POINTS:
        return None
    return _Layer(origin.lonlat[some], xy_m[some], origin.crs, fit(xy_m[some], streets))


def _judge(number: int, layer: _Layer, streets: Grid, streets_crs: str, working: str) -> Shift | None:
    """The named system that fits clearly and best, else the movement that does, else None."""
    best: tuple[float, Floats, str, str] | None = None
    tried: list[Floats] = []
    for own, theirs, lonlat in _readings(layer, streets_crs):
        xy_m = systems.to_working(lonlat, systems.WGS84, working)
        tried.append(xy_m)
        here = fit(xy_m, streets)
        better = clearly_above_zero(layer.fit.capped_m - here.capped_m)
        if here.clear < CLEAR or here.ratio > RATIO or better < CLEARER:
            continue
        mean_m = float(here.capped_m.mean())
        if best is None or mean_m < best[0]:
            best = (mean_m, xy_m, own, theirs)
    if best is None:
        return _moved(number, layer, streets, tried)
    _, xy_m, own, theirs = best
    if not _unlike_elsewhere(xy_m, streets):
        return None
    cause: Cause = "either" if own and theirs else "layer" if own else "streets"
    return _shift(number, cause, own, theirs, layer, xy_m, streets)


def _unlike_elsewhere(xy_m: Floats, streets: Grid) -> bool:
    """Whether no other movement does as well: streets that repeat themselves fit again a block further on."""
    rival_m, _ = best_moves(xy_m, streets, APART_M)
    there_m = capped(xy_m + rival_m, streets, CAP_M)
    return clearly_above_zero(there_m - capped(xy_m, streets, CAP_M)) >= CLEARER_THAN_RIVAL


def _readings(layer: _Layer, streets_crs: str) -> list[tuple[str, str, Floats]]:
    """(system of the layer or "", system of the streets or "", (n, 2) degrees that follow), each place once."""
    own = {name: reread(layer.lonlat, layer.said, name) for name in mistaken_for(layer.said, layer.lonlat)}
    found = [(name, "", lonlat) for name, lonlat in own.items()]
    for theirs in mistaken_for(streets_crs, layer.lonlat):
        # seen from streets that are misread, the layer lies where streets that are not would see it misread
        lonlat = reread(layer.lonlat, theirs, streets_crs)
        same = [k for k, (_, _, other) in enumerate(found) if np.abs(lonlat - other).max() < 1e-7]
        if same:
            found[same[0]] = (found[same[0]][0], theirs, lonlat)
        else:
            found.append(("", theirs, lonlat))
    return found


def _moved(number: int, layer: _Layer, streets: Grid, tried: list[Floats]) -> Shift | None:
    """The movement that fits, if it is sure. tried: (n, 2) metres of each, where systems would put the layer."""
    if len(layer.xy_m) < LEAST_POINTS_MOVED:
        return None
    move_m, rival_m = best_moves(layer.xy_m, streets)
    if np.hypot(*move_m) < LEAST_MOVE_M:
        return None
    if any(
        np.hypot(*(there.mean(axis=0) - layer.xy_m.mean(axis=0) - move_m)) < LEAST_MOVE_M for there in tried
    ):
        return None  # next to a system that was tried and not clear enough: neither is sure
    here = fit(layer.xy_m + move_m, streets)
    better = clearly_above_zero(layer.fit.capped_m - here.capped_m)
    if here.clear < CLEAR_MOVED or here.ratio > RATIO_MOVED or better < CLEARER_MOVED:
        return None
    there_m = capped(layer.xy_m + rival_m, streets, CAP_M)
    if clearly_above_zero(there_m - here.capped_m) < CLEARER_THAN_RIVAL_MOVED:
        return None
    return _shift(number, "unknown", "", "", layer, layer.xy_m + move_m, streets)


def _shift(
    number: int, cause: Cause, own: str, theirs: str, layer: _Layer, xy_m: Floats, streets: Grid
) -> Shift:
    away_m = (layer.xy_m - xy_m).mean(axis=0)
    now_m, then_m = typical_m(layer.xy_m, streets), typical_m(xy_m, streets)
    return Shift(number, cause, own, theirs, away_m, now_m, then_m, len(xy_m))


def _blamed(shifts: list[Shift], streets_fit: bool) -> list[Shift]:
    """Settles what one layer alone could not tell (rule 4)."""
    if streets_fit:
        return [
            replace(shift, cause="twice", system=shift.streets_system)
            if shift.cause == "streets" and shift.streets_system in OFFSET
            else replace(shift, cause="unknown")
            if shift.cause == "streets"
            else replace(shift, cause="layer")
            if shift.cause == "either"
            else shift
            for shift in shifts
        ]
    theirs = {shift.streets_system for shift in shifts}
    if len(theirs) == 1 and theirs != {""} and (len(shifts) > 1 or shifts[0].cause == "streets"):
        return [replace(max(shifts, key=lambda shift: shift.points), layer=-1, cause="streets")]
    return [
        replace(shift, cause="layer") if shift.cause == "either" and len(theirs) > 1 else shift
        for shift in shifts
    ]

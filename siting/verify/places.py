"""Formats with places in a run: seats against the city's points, places against scenario and map, and who finds one."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from siting.certificate import Evidence, PlaceFigures, place_figures
from siting.exporters._read_run import CERTIFICATE, MAP, Run
from siting.language import tr
from siting.verify.city import City
from siting.verify.compare import field
from siting.verify.needs import formats_of, values, years_of

Marks = NDArray[np.bool_]


NO_LIMIT: dict[str, Any] = {"places": None, "assigned": None}


def limited(run: Run) -> Marks:
    """(n_formats,) whether outlets of the format can be full, as the scenario says."""
    said = formats_of(run)
    return np.array([said[each].get("places") is not None for each in run.evidence.format_ids.tolist()])


def place_findings(run: Run, town: City) -> Iterator[str]:
    """1. A seat's people are those of its point, who have arrived, and it counts what they count in its phase's years.
    2. Whoever an outlet of today reaches has a seat with one of them, and nobody else; whoever an option newly reaches
    has a seat with the same options. 3. Rows of formats with places count nothing themselves. 4. Places are those of
    the scenario, of the map's outlets, and of the project list."""
    evidence, asked = run.evidence, limited(run)
    if not asked.any():
        if len(evidence.seat_people):
            yield tr("{file}: places, although no format of the scenario has any", file=CERTIFICATE)
        return
    n_demand, wrong = len(town.people), 0
    format, point = np.divmod(evidence.seat_row, n_demand)
    if (format >= len(asked)).any() or not asked[format].all():
        yield tr("{file}: seats of formats without places", file=CERTIFICATE)
        return
    phase = evidence.seat_phase if len(evidence.seat_phase) else np.zeros(len(point), dtype=np.int32)
    counts = evidence.seat_people * values(run, town)[format, point]
    counts = counts * years_of(run)[phase] if len(evidence.phase_ids) else counts
    wrong += int((~np.isclose(evidence.seat_weight, counts, rtol=1e-9, atol=1e-9)).sum())  # RULE 1
    wrong += int((evidence.seat_people != town.weight[format, point]).sum())
    wrong += int((town.arrival[point] > phase).sum())
    wrong += _reached_otherwise(evidence, town, asked, phase)  # RULE 2
    wrong += int((evidence.weight[asked[evidence.row_format]] != 0).sum())  # RULE 3
    if wrong:
        yield tr(
            "{file}: {count} seats are not those of the people, outlets and formats of {other}",
            file=CERTIFICATE,
            count=wrong,
            other=MAP,
        )
    yield from _places(run, asked)


def _reached_otherwise(evidence: Evidence, town: City, asked: Marks, phase: NDArray[np.int32]) -> int:
    """RULE 2: how many seats or rows do not fit the marks of today, or the options of the rows beside them."""
    n_demand, n_options = len(town.people), len(evidence.cost)
    n_phases, shape = max(1, len(evidence.phase_ids)), town.weight.shape
    starts = evidence.seat_indptr
    seat_of_pair = np.repeat(np.arange(len(phase)), np.diff(starts))
    has_outlet = np.zeros(len(phase), dtype=np.bool_)
    has_outlet[seat_of_pair[evidence.seat_doors >= n_options]] = True
    marked = np.zeros((n_phases, *shape), dtype=np.bool_)
    marked[(phase, *np.divmod(evidence.seat_row, n_demand))] = has_outlet
    arrived = town.arrival[None, :] <= np.arange(n_phases)[:, None]
    today = (town.before & (town.weight > 0) & asked[:, None])[None] & arrived[:, None, :]
    position = {
        (int(when), int(row)): seat
        for seat, (when, row) in enumerate(zip(phase, evidence.seat_row, strict=True))
    }
    other = 0
    for row in np.flatnonzero(asked[evidence.row_format]).tolist():
        when = int(evidence.row_phase[row]) if len(evidence.row_phase) else 0
        seat = position.get((when, int(evidence.row_format[row]) * n_demand + int(evidence.row_demand[row])))
        mine = evidence.indices[slice(*evidence.indptr[row : row + 2])]
        if seat is None or has_outlet[seat]:
            other += 1
        else:
            other += not np.array_equal(evidence.seat_doors[slice(*starts[seat : seat + 2])], mine)
    return other + int((marked != today).sum())


def _places(run: Run, asked: Marks) -> Iterator[str]:
    """RULE 4."""
    evidence, said = run.evidence, formats_of(run)
    formats = evidence.format_ids.tolist()
    new = [said[each].get("places") for each in formats]
    expected = np.array([math.inf if each is None else float(each) for each in new])[evidence.option_format]
    sites = evidence.site_ids.tolist()
    upgraded = np.array([identity.startswith("upgrade:") for identity in sites], dtype=np.bool_)
    more = [entry["more_places"] for entry in run.scenario.get("upgrades") or [] if "more_places" in entry]
    own = upgraded[evidence.option_site] & np.isin(evidence.option_places, more)
    if ((evidence.option_places != expected) & ~own).any():
        yield tr("{file}: places of new outlets are not those of the scenario", file=CERTIFICATE)
    figures = place_figures(evidence, len(run.layers["demand"]["people"]))
    if figures is None:  # nobody is in reach of a place: the map has nothing to tell of them
        return
    layer = run.layers["existing_outlets"]
    told = [math.inf if each is None else float(each) for each in layer.get("places", [])]
    known = dict(zip(formats, asked.tolist(), strict=True))
    has = [known.get(str(each), False) for each in layer["format"]]
    if told != evidence.outlet_places.tolist() or has != np.isfinite(evidence.outlet_places).tolist():
        yield tr("{file}: places of outlets of today are not those of {other}", file=CERTIFICATE, other=MAP)
    for identity, count, claimed in zip(
        layer["outlet"], figures.old.tolist(), layer.get("assigned", []), strict=True
    ):
        yield from field(f"{MAP}, existing_outlets, {identity}", "assigned", {"assigned": claimed}, count)


def of_options(run: Run, town: City) -> list[dict[str, Any]]:
    """(n_options,) what lists say of places; None, or nothing, for an option without a limit."""
    evidence, figures = run.evidence, place_figures(run.evidence, len(town.people))
    if figures is None:
        return [NO_LIMIT] * len(evidence.cost)
    told = zip(evidence.option_places.tolist(), figures.new.tolist(), strict=True)
    return [
        {"places": places, "assigned": count} if math.isfinite(places) else NO_LIMIT for places, count in told
    ]


def by_format(
    run: Run, figures: PlaceFigures | None, number: int, before: float, after: float
) -> dict[str, float]:
    """What summary.json says of places of a format; nothing where it has none. before, after: people in reach."""
    evidence = run.evidence
    if figures is None or not limited(run)[number]:
        return {}
    called = str(evidence.format_ids[number])
    here = [str(each) == called for each in run.layers["existing_outlets"]["format"]]
    today = float(evidence.outlet_places[np.array(here, dtype=np.bool_)].sum())
    chosen = evidence.selection[evidence.option_format[evidence.selection] == number]
    served = figures.served[:, number].tolist()
    return {
        "places_before": today,
        "places_after": today + float(evidence.option_places[chosen].sum()),
        "served_before": served[0],
        "served_after": served[1],
        "newly_served": served[1] - served[0],
        "without_place_before": before - served[0],
        "without_place_after": after - served[1],
    }

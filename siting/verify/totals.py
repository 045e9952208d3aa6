"""The figures of summary.json, gaps.csv and the circles layer, added up anew from the city's points."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from siting.certificate import place_figures
from siting.exporters._read_run import Run
from siting.verify import places
from siting.verify.city import City
from siting.verify.closings import at_risk, opening
from siting.verify.needs import formats_of, values
from siting.verify.offers import department

Figures = dict[str, Any]


def percent(part: float, whole: float) -> float | None:
    """In per cent; None where there is nobody."""
    return 100.0 * part / whole if whole > 0 else None


def people(town: City) -> Figures:
    """summary.json, people."""
    total = float(town.people.sum())
    with_all = [float(town.people[marks.all(axis=0)].sum()) for marks in (town.before, town.after)]
    return {
        "total": total,
        "points": len(town.people),
        "groups": {name: float(group.sum()) for name, group in town.groups.items()},
        **{f"with_every_format_{when}": with_all[n] for n, when in enumerate(("before", "after"))},
        **{
            f"percent_with_every_format_{when}": percent(with_all[n], total)
            for n, when in enumerate(("before", "after"))
        },
    }


def formats(run: Run, town: City) -> dict[str, Figures]:
    """summary.json, formats. `reachable` is recomputed where every option is for sale."""
    evidence, found = run.evidence, {}
    counts, said = town.weight * values(run, town), formats_of(run)
    new = opening(evidence)
    opened = np.bincount(evidence.option_format[new], minlength=len(evidence.format_ids))
    risk = at_risk(evidence, len(town.people))
    seats = place_figures(evidence, len(town.people))
    for number, identity in enumerate(evidence.format_ids.tolist()):
        weight, before, after = town.weight[number], town.before[number], town.after[number]
        served = [weight * share[number] for share in (town.share_before, town.share_after)]
        bought = new[evidence.option_format[new] == number]
        rows = np.flatnonzero((evidence.row_format == number) & evidence.in_last_phase)
        could = evidence.people[rows].sum() + served[0].sum() - (weight * risk[number]).sum()
        claimed = run.summary["formats"].get(identity, {})
        group = str(evidence.format_group[number])
        found[identity] = {
            "group": group,
            "group_people": float(town.groups[group].sum()),
            "rate": float(said[identity].get("rate", 1.0)),
            **department(said[identity], claimed),
            "value_total": float(counts[number].sum()),
            "value_before": float((counts[number] * town.share_before[number]).sum()),
            "value_after": float((counts[number] * town.share_after[number]).sum()),
            **reach(weight.sum(), served[0].sum(), served[1].sum()),
            "reachable": float(could)
            if run.scenario.get("missing", "people") == "people"
            else claimed.get("reachable"),
            "points": len(before),
            "points_covered_before": int(before.sum()),
            "points_covered_after": int(after.sum()),
            "outlets_before": int(town.outlets[:, number].sum()),
            "opened": int(opened[number]),
            "cost": float(evidence.cost[bought].sum()),
            **places.by_format(run, seats, number, float(served[0].sum()), float(served[1].sum())),
        }
    return found


def reach(total: float, before: float, after: float) -> Figures:
    """People of a group, those in reach before and after, and shares in per cent."""
    return {
        "weight_total": float(total),
        "covered_before": float(before),
        "covered_after": float(after),
        "newly_covered": float(after - before),
        "percent_covered_before": percent(float(before), float(total)),
        "percent_covered_after": percent(float(after), float(total)),
    }


def tables(run: Run, town: City) -> dict[str, NDArray[Any]]:
    """(n_circles + 1, n_formats) tables, last row outside: total, before, after, outlets, opened, cost; and by circle
    site_cost. What is opened counts where the new_outlets layer puts it."""
    shape = (len(town.circles) + 1, len(town.columns))
    opened, cost, site_cost = np.zeros(shape, dtype=np.int64), np.zeros(shape), np.zeros(shape[0])
    circle = {identity: number for number, identity in enumerate([*town.circles, ""])}
    format = {identity: number for number, identity in enumerate(town.columns)}
    new = run.layers["new_outlets"]
    for where, what, money, once in zip(
        new["circle"], new["format"], new["cost"], new["site_cost"], strict=True
    ):
        place = (circle.get(str(where), shape[0] - 1), format.get(str(what), 0))
        opened[place] += 1
        cost[place] += float(money)
        site_cost[place[0]] += float(once)
    return {
        "total": town.by_circle(town.weight),
        "before": town.by_circle(town.weight * town.share_before),
        "after": town.by_circle(town.weight * town.share_after),
        "outlets": town.outlets,
        "stands": town.outlets - _closed(run, circle, format, shape),
        "opened": opened,
        "cost": cost,
        "site_cost": site_cost,
    }


def _closed(
    run: Run, circle: dict[str, int], format: dict[str, int], shape: tuple[int, int]
) -> NDArray[np.int64]:
    """Outlets of today that close, as the existing_outlets layer marks them."""
    layer, found = run.layers["existing_outlets"], np.zeros(shape, dtype=np.int64)
    for where, what, closes in zip(
        layer["circle"], layer["format"], layer.get("closes", [False] * len(layer["circle"])), strict=True
    ):
        if closes:
            found[circle.get(str(where), shape[0] - 1), format.get(str(what), 0)] += 1
    return found


def circles(run: Run, town: City) -> dict[str, Figures]:
    """summary.json, circles; names as the layer has them."""
    table, residents = tables(run, town), town.by_circle(town.people[None, :])[:, 0]
    names = run.layers["circles"]["name"]
    return {
        identity: {
            "name": names[row],
            "people": float(residents[row]),
            "formats_present_before": int((table["outlets"][row] > 0).sum()),
            "formats_present_after": int((table["stands"][row] + table["opened"][row] > 0).sum()),
            "opened": int(table["opened"][row].sum()),
            "cost": float(table["cost"][row].sum() + table["site_cost"][row]),
            "site_cost": float(table["site_cost"][row]),
            "formats": {
                format: {
                    **reach(*(table[key][row, number] for key in ("total", "before", "after"))),
                    "outlets_before": int(table["outlets"][row, number]),
                    "opened": int(table["opened"][row, number]),
                    "cost": float(table["cost"][row, number]),
                }
                for number, format in enumerate(town.columns)
            },
        }
        for row, identity in enumerate(town.circles)
    }


def districts(run: Run) -> dict[str, Figures]:
    """summary.json, districts: what opens in each that the summary or the new_outlets layer names."""
    new = run.layers["new_outlets"]
    found = {name: _spent(0, 0.0, 0.0) for name in _named(run, "districts") + new["district"] if name}
    for name, cost, once in zip(new["district"], new["cost"], new["site_cost"], strict=True):
        if name:
            found[name] = _with(found[name], 1, float(cost), float(once))
    return found


def sources(run: Run) -> dict[str, Figures]:
    """summary.json, sources: outlets by their source, sites by the source that certificate.npz gives."""
    new, evidence = run.layers["new_outlets"], run.evidence
    of_site = dict(zip(evidence.site_ids.tolist(), evidence.site_source.tolist(), strict=True))
    paying = [of_site.get(site, "") for site in new["site"]]
    found = {name: _spent(0, 0.0, 0.0) for name in [*_named(run, "sources"), *new["source"], *paying] if name}
    for name, payer, cost, once in zip(new["source"], paying, new["cost"], new["site_cost"], strict=True):
        if name:
            found[name] = _with(found[name], 1, float(cost), 0.0)
        if payer:
            found[payer] = _with(found[payer], 0, 0.0, float(once))
    return found


def _named(run: Run, table: str) -> list[Any]:
    """The names in a table of the summary; of what is no table, none."""
    claimed = run.summary.get(table)
    return list(claimed) if isinstance(claimed, dict) else []


def _spent(opened: int, cost: float, site_cost: float) -> Figures:
    return {"opened": opened, "cost": cost + site_cost, "site_cost": site_cost}


def _with(figures: Figures, opened: int, cost: float, site_cost: float) -> Figures:
    """The figures with one outlet's added."""
    return {name: figures[name] + more for name, more in _spent(opened, cost, site_cost).items()}


def circles_layer(town: City, of_summary: dict[str, Figures]) -> list[Figures]:
    """plan.gpkg, circles: a record a row, from the same figures."""
    found = []
    for identity, entry in of_summary.items():
        by_format = entry["formats"].values()
        total, before, after = (
            sum(each[key] for each in by_format)
            for key in ("weight_total", "covered_before", "covered_after")
        )
        record = {
            "circle": identity,
            "people": entry["people"],
            "present_before": entry["formats_present_before"],
            "present_after": entry["formats_present_after"],
            "opened": entry["opened"],
            "cost": entry["cost"],
            "site_cost": entry["site_cost"],
            "percent_before": percent(before, total),
            "percent_after": percent(after, total),
        }
        for name, each in zip(town.columns.values(), by_format, strict=True):
            record |= {
                f"{name}_people": each["weight_total"],
                f"{name}_before": each["covered_before"],
                f"{name}_after": each["covered_after"],
            }
        found.append(record)
    return found


def gaps(run: Run, town: City) -> list[Figures]:
    """gaps.csv, a record a line: every circle by format, then outside every circle."""
    table = tables(run, town)
    return [
        {
            "circle": identity,
            "format": format,
            "present": str(bool(table["outlets"][row, number] > 0)),
            "outlets": int(table["outlets"][row, number]),
            "weight_total": float(table["total"][row, number]),
            "in_reach": float(table["before"][row, number]),
            "short": float(table["total"][row, number] - table["before"][row, number]),
        }
        for row, identity in enumerate([*town.circles, ""])
        for number, format in enumerate(town.columns)
    ]

"""The demand layer, from its file to the people that are planned for: read, counted, clipped, accounted for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from siting.inputs import people
from siting.inputs.clip import box_in, read_clip, taken
from siting.inputs.layers import Files, ReadLayer, read_located, unique_ids
from siting.inputs.spreading import Counted, read_spread
from siting.inputs.types import Floats, Ids, frozen
from siting.language import tr
from siting.population import Clip, Ledger, Step
from siting.population.areas import check_areas


@dataclass(frozen=True, slots=True, eq=False)
class Residents:
    """Places with people.

    ids: (n,), each once. groups: name -> (n,) people at each row of the layer, "people" for everyone first.
    steps: from the people in the files to these; empty after an error. clipped_away: ids outside the clip, where a
    ready travel table may name them."""

    layer: ReadLayer
    ids: Ids
    groups: dict[str, Floats]
    steps: tuple[Step, ...]
    clipped_away: frozenset[str] = frozenset()


def read_residents(files: Files) -> Residents | None:
    """The demand of a scenario; None after an error that leaves no rows to check.

    1. The people of every row of the file are counted, and come into the account; or the people of `demand.totals` are
       spread over the rows (`read_spread`).
    2. Areas that overlap, so that people may be counted twice, are said, or refused (`check_areas`).
    3. What lies outside of `demand.clip` is taken out, of an area the share that lies outside.
    4. What is left has to be what the account says (TotalsError)."""
    settings, problems = files.scenario.settings.demand, files.problems
    clip = None if settings.clip is None else read_clip(files)
    if settings.clip is not None and clip is None:
        return None
    ledger = Ledger()
    found = _counted(files, clip, ledger) if settings.totals is None else read_spread(files, ledger)
    if found is None:
        return None
    layer, ids, groups = found.layer, found.ids, found.groups
    if clip is not None:
        layer, ids, groups = _clipped(layer, ids, groups, clip, files, ledger)  # RULE 3
    away = frozenset(found.ids) - frozenset(ids) if files.scenario.settings.travel.table else frozenset()
    everyone = groups[people.EVERYONE]
    steps = () if problems.errors else ledger.close(float(everyone.sum()), len(layer))  # RULE 4
    return Residents(layer, ids, groups, steps, away)


def _counted(files: Files, clip: Clip | None, ledger: Ledger) -> Counted | None:
    """The rows of the demand's file, which has the people itself; None after an error that leaves none."""
    settings, problems = files.scenario.settings.demand, files.problems
    layer = read_located(files, settings, "demand", within=None if clip is None else box_in(clip, files))
    if layer is None:
        return None
    ids = unique_ids(layer.table, settings.columns.id, problems)
    groups = count(layer, files, ledger)
    if settings.columns.x is None and layer.crs and not problems.errors:
        check_areas(layer.table, groups[people.EVERYONE], ids, layer.crs, problems)  # RULE 2
    return Counted(layer, ids, groups)


def count(layer: ReadLayer, files: Files, ledger: Ledger) -> dict[str, Floats]:
    """People of each group at each row of the layer, as the file has them."""
    groups = people.read_groups(layer.table, files)
    read = tr("in the file, around the clip") if layer.table.windowed else tr("in the file")
    tally = layer.table.tally
    if tally is None:
        ledger.add(read, float(np.nansum(groups[people.EVERYONE])), len(layer))
        return groups
    ledger.add(read, tally.people, tally.places)
    ledger.add(tr("cells of 0 people"), 0.0, -tally.nobody)
    return groups


def _clipped(
    layer: ReadLayer, ids: Ids, groups: dict[str, Floats], clip: Clip, files: Files, ledger: Ledger
) -> tuple[ReadLayer, Ids, dict[str, Floats]]:
    """The rows inside the clip; of one that is cut, every group by its share inside."""
    inside = taken(layer, clip, files)
    if inside is None:
        return layer, ids, groups
    cut = {name: frozen(group[inside.rows] * inside.share) for name, group in groups.items()}
    before, after = groups[people.EVERYONE].sum(), cut[people.EVERYONE].sum()
    ledger.add(tr("outside the clip"), float(after - before), len(inside.rows) - len(layer))
    if after == 0 < before or after < 1 <= before:
        message = tr("nobody lives inside the clip")
        if after > 0:
            message = tr("less than one person lives inside the clip: {people:.2g}", people=after)
        files.problems.error(files.scenario.place("demand", "clip", "file"), message)
    return inside.layer, ids[inside.rows], cut

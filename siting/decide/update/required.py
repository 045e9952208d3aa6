"""Rules that ask for something to open at a site, once something of it has opened there."""

from __future__ import annotations

from typing import Any

import numpy as np

from siting.decide.update.types import Realised
from siting.model import Labels, Model
from siting.rules.required_sites import RequiredSites

Entry = dict[str, Any]


def left_to_open(
    entry: Entry, rule: RequiredSites, model: Model, names: Labels, done: tuple[Realised, ...]
) -> list[Entry]:
    """The rule without the sites where what it asks for stands; of a rule that asks for every one of some formats,
    those that are still missing at such a site."""
    scope = rule.scope
    mine = [one for one in done if bool(scope.opens(model)[one.option])]
    if not mine:
        return [entry]
    sites = entry.get("sites")
    if sites is None:
        inside = np.unique(model.option_site[scope.opens(model)])
        sites = [names.site_ids[site] for site in inside.tolist()]
    met = {one.site for one in mine}
    left = [site for site in sites if site not in met]
    found = [entry | {"sites": left}] if left else []
    for site in sorted(met) if entry.get("all") else ():
        there = {one.format for one in mine if one.site == site}
        formats = [one for one in entry["formats"] if one not in there]
        if formats:
            found.append(entry | {"sites": [site], "formats": formats})
    return found

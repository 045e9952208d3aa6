"""Floor area that realised projects have taken of their sites."""

from __future__ import annotations

from typing import Any

import numpy as np

from siting.decide.update.types import Realised
from siting.model import Labels, Model
from siting.rules.site_area import SiteArea

Entry = dict[str, Any]
LEAST = 1e-9
"""A share of a site's area that nothing fits into: the rule takes none of 0."""


def area_left(
    entry: Entry, rule: SiteArea, model: Model, names: Labels, done: tuple[Realised, ...]
) -> list[Entry]:
    """One more rule for each site of a realised project: what is left of its area, as a share of it. The rule itself
    stays, and the stricter one counts."""
    options = np.array([one.option for one in done], dtype=np.int32)
    options = options[rule.scope.opens(model)[options]] if len(options) else options
    taken = np.bincount(
        model.option_site[options],
        weights=np.nan_to_num(model.option_area_m2[options]),
        minlength=model.n_sites,
    )
    sites = np.flatnonzero((taken > 0) & (model.city.site_area_m2 > 0))
    left = rule.share - taken[sites] / model.city.site_area_m2[sites]
    return [
        entry | {"sites": [names.site_ids[site]], "share": max(float(share), LEAST)}
        for site, share in zip(sites.tolist(), left, strict=True)
    ]

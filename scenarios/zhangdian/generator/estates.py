"""New estates: compounds whose towers are still being built, and whose people move in with the second phase."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from generator.compounds import Compound
from generator.dwellings import Dwellings
from generator.rounding import Whole

SHARE_OF_PEOPLE = 0.04


def built_later(
    compounds: list[Compound], dwellings: Dwellings, people: Whole, rng: np.random.Generator
) -> NDArray[np.bool_]:
    """(n_dwellings,) buildings of estates, the outermost more often, that together hold SHARE_OF_PEOPLE of all."""
    estates = [n for n, compound in enumerate(compounds) if compound.use == "estate"]
    leaning = np.array([np.exp(-3.0 * compounds[n].centrality) for n in estates])
    order = np.argsort(-np.log(rng.random(len(estates))) / leaning, kind="stable")
    within = np.bincount(dwellings.compound[~dwellings.rural], people[~dwellings.rural], len(compounds))
    later = np.zeros(len(compounds), dtype=np.bool_)
    moved = 0.0
    for estate in np.array(estates)[order]:
        if moved >= SHARE_OF_PEOPLE * people.sum():
            break
        later[estate] = True
        moved += within[estate]
    found = np.zeros(len(dwellings.use), dtype=np.bool_)
    found[~dwellings.rural] = later[dwellings.compound[~dwellings.rural]]
    return found

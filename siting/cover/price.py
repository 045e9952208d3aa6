"""Price: what opening an option counts as, so that heuristics weigh gains against what is scarce."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from siting.cover.bound import option_charges, site_charges
from siting.cover.compiled import compiled
from siting.cover.covers import Limits, sums
from siting.cover.search import Search
from siting.inputs import Floats

LEAST = 1e-100
"""Limits below count as this when they divide."""


class Price(NamedTuple):
    """option: (n_options,) >= 0, price of an option itself. site: (n_sites,) >= 0, paid once by each site that
    has open options; sites are those of `Limits.site`."""

    option: Floats
    site: Floats


def charged(limits: Limits, limit_price: Floats) -> Price:
    """What limit prices (n_limits,) make of the amounts that options and sites take."""
    return Price(option_charges(limits, limit_price), site_charges(limits, limit_price))


def same_for_all(limits: Limits) -> Price:
    """One for every option, nothing for a site: only gains count."""
    return Price(np.ones(len(limits.start) - 1), np.zeros(limits.n_sites))


def scarcity(limits: Limits) -> Floats:
    """(n_limits,) one over the limit where all options together would exceed it, else 0."""
    n_limits = len(limits.limit)
    asked = sums(limits.which, limits.amount, n_limits)
    asked += sums(limits.site_which, limits.site_amount, n_limits)
    return np.where(asked > limits.limit, 1.0 / np.maximum(limits.limit, LEAST), 0.0)


def scarcity_price(limits: Limits) -> Price:
    """What options and sites take, as shares of the limits, summed over limits that can bind."""
    return charged(limits, scarcity(limits))


def above_zero(price: Price) -> Price:
    """The prices, with zeros of options replaced by something far below every other price."""
    positive = price.option[price.option > 0]
    least = float(positive.min()) * 1e-12 if len(positive) else 1.0
    return Price(np.maximum(price.option, least), price.site)


@compiled
def to_open(limits: Limits, search: Search, price: Price, option: int) -> float:
    """What opening a closed option would cost now: with its site where nothing is open there yet."""
    site = limits.site[option]
    if site >= 0 and search.open_at[site] == 0:
        return float(price.option[option] + price.site[site])
    return float(price.option[option])

"""Which outlets are asked about: ids found in the city, and why one that is asked for is not for sale."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from siting.decide.basis import Basis
from siting.decide.explain.people import People
from siting.errors import InputError, Place
from siting.inputs import Positions
from siting.language import tr
from siting.parts import suggestion


def site_of(basis: Basis, identity: str) -> int:
    """Position of a site. Raises InputError where there is none of that id."""
    return _found(basis, "--site", tr("site"), identity, [str(one) for one in basis.inputs.sites.ids])


def format_of(basis: Basis, identity: str) -> int:
    """Position of a format. Raises InputError where the scenario has none of that id."""
    return _found(basis, "--format", tr("format"), identity, [one.id for one in basis.inputs.formats])


def _found(basis: Basis, option: str, kind: str, identity: str, known: list[str]) -> int:
    if identity in known:
        return known.index(identity)
    message = tr("unknown {kind} '{name}'", kind=kind, name=identity)
    raise InputError.at(Place(_folder(basis), where=option), message, suggestion(identity, known))


def _folder(basis: Basis) -> Path | None:
    return basis.folder


def options_of(basis: Basis, site: int, format: int) -> Positions:
    """Options of a site and a format, one for each phase; none where it is not for sale."""
    question = basis.question
    return np.flatnonzero((question.option_site == site) & (question.option_format == format)).astype(
        np.int32
    )


def why_not_for_sale(basis: Basis, people: People, site: int, format: int) -> str:
    """What keeps a format from a site, in plain words; "" where it is for sale and somebody may gain."""
    inputs, coverage = basis.inputs, people.coverage
    if not inputs.site_admits[site, format]:
        return tr("the site does not admit this format")
    options = options_of(basis, site, format)
    if not len(options):
        circle = int(inputs.site_circle[site])
        if circle < 0:
            return tr("the site lies outside every circle, and only what a circle lacks is for sale")
        return tr(
            "circle {circle} has this format already, and only what a circle lacks is for sale",
            circle=inputs.circles.ids[circle],
        )
    rows, _ = people.of(int(people.options[options[0]]))
    if not float(coverage.weight[rows].sum()) > 0:
        return tr("nobody of the format's group lives within its reach")
    return ""


def nothing_missing(basis: Basis, people: People, option: int) -> bool:
    """Whether outlets of today reach everybody in reach of the option, and none of them can be full."""
    rows, _ = people.of(int(people.options[option]))
    question = basis.question
    wanted = question.indices == option
    return not bool(wanted.any()) and bool((people.coverage.weight[rows] > 0).any())

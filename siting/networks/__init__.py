"""Walkable streets, from whatever file a city has: one part per kind of file.

A part has `ABOUT`, `SUFFIXES` and `read(scenario, problems) -> Streets | None`: what the file says, in
the file's own coordinates. Everything after that (coordinates in metres, lengths, duplicate streets,
fragments) is the same for all and stands in `_build.py`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from siting import parts
from siting.errors import Problems
from siting.inputs import Floats, Positions
from siting.language import tr

if TYPE_CHECKING:
    from siting.scenario import Scenario

Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Streets:
    """A network as its file says it, in straight segments between nodes.

    xy: (n_nodes, 2) in `crs`; tail, head: (n_segments,) positions of nodes; oneway: (n_segments,) true
    where walking is allowed from tail to head only. line: (n_segments,) position of the street that a
    segment is a piece of; line_length_m: (n_lines,) length the file states, nan where it is measured.
    crs: None when the file does not say. join: nodes at equal places (to a millimetre) are the same node."""

    xy: Floats
    tail: Positions
    head: Positions
    oneway: Bools
    line: Positions
    line_length_m: Floats
    crs: str | None
    join: bool
    files: tuple[Path, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """Streets that one can walk: nodes joined by straight edges, at most one edge for two nodes.

    node_xy_m: (n_nodes, 2) metres in the working CRS, neighbours in space near in order.
    edge_nodes: (n_edges, 2), the lower position first. forward_m: (n_edges,) walking length from the first
    node to the second, backward_m: the other way; inf where walking that way is not allowed.
    component: (n_nodes,) number of the connected piece (ignoring directions), 0 the largest.
    files: what was read."""

    node_xy_m: Floats
    edge_nodes: Positions
    forward_m: Floats
    backward_m: Floats
    component: Positions
    files: tuple[Path, ...]

    @property
    def n_nodes(self) -> int:
        """How many nodes."""
        return len(self.node_xy_m)

    @property
    def n_edges(self) -> int:
        """How many pairs of neighbouring nodes."""
        return len(self.edge_nodes)

    @property
    def pieces(self) -> NDArray[np.float32]:
        """(n_edges, 4) each edge as a straight piece, x, y, x, y, for a map."""
        return self.node_xy_m.astype(np.float32)[self.edge_nodes].reshape(-1, 4)


def read(scenario: Scenario, working_crs: str, problems: Problems) -> Network:
    """The walkable network of a scenario, in metres of the working CRS.

    Streets between the same two nodes count once, with the shortest length; loops from a node to itself
    are dropped; fragments smaller than `min_component_nodes` are left out with a warning.
    Raises InputError with everything that is wrong with the files."""
    from siting.networks import _build

    settings = scenario.settings.travel.network
    assert settings is not None
    name = settings.reader or _part_of(settings.file)
    if name is None:
        known = ", ".join(sorted({suffix for part in parts.names("networks") for suffix in _suffixes(part)}))
        problems.error(
            scenario.place("travel", "network", "file"),
            tr("no reader of street networks knows the ending of '{file}'", file=settings.file),
            tr("Known endings: {known}. Or name a reader.", known=known),
        )
        problems.stop_on_errors()
        raise AssertionError
    streets: Streets | None = parts.load("networks", name).read(scenario, problems)
    problems.stop_on_errors()
    assert streets is not None
    return _build.build(streets, scenario, working_crs, problems)


def _part_of(file: str | None) -> str | None:
    """The part whose endings fit the file best: the longest ending wins."""
    fits = [
        (len(suffix), part)
        for part in parts.names("networks")
        for suffix in _suffixes(part)
        if file is not None and file.lower().endswith(suffix)
    ]
    return max(fits)[1] if fits else None


def _suffixes(part: str) -> tuple[str, ...]:
    suffixes: tuple[str, ...] = parts.load("networks", part).SUFFIXES
    return suffixes

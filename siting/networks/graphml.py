"""GraphML, as OSMnx and networkx write it: nodes with x and y, edges with length and bends.

Read piece by piece, so that memory does not hold the XML as well. An edge of a directed graph can be walked
one way only, unless its counterpart stands in the file too, as OSMnx writes for walking."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import numpy as np

from siting import readers
from siting.errors import Place, Problems
from siting.inputs import Floats
from siting.language import mark, tr
from siting.networks import Streets

if TYPE_CHECKING:
    from siting.scenario import Scenario

ABOUT = mark("GraphML as OSMnx writes it")
SUFFIXES = (".graphml",)
SHOWN = 5


@dataclass(slots=True)
class _Graph:
    """What the file says, as text: node id -> attributes; edges as (from, to, directed, attributes)."""

    attributes: dict[str, str] = field(default_factory=dict)
    nodes: dict[str, dict[str, str]] = field(default_factory=dict)
    edges: list[tuple[str, str, bool, dict[str, str]]] = field(default_factory=list)


def read(scenario: Scenario, problems: Problems) -> Streets | None:
    """The graph as streets. Columns x, y and length_m name attributes; the length is `length` by default.

    A node without a place, an edge without one of its nodes, a length that is no number and a line that is no
    WKT are errors. Bends of an edge become nodes of their own, the same ones for both directions."""
    settings = scenario.settings.travel.network
    assert settings is not None
    path, place = scenario.file("travel", "network", "file"), scenario.place("travel", "network", "file")
    if not readers.is_there(path, place, problems):
        return None
    try:
        graph = _parsed(path)
    except ElementTree.ParseError as fault:
        problems.error(Place(path, *fault.position), tr("is not GraphML: {reason}", reason=fault))
        return None
    if not graph.nodes:
        problems.error(Place(path), tr("is not GraphML with nodes"))
        return None
    columns = settings.columns
    xy = _coordinates(path, graph, columns.x, columns.y, problems)
    length_m = _lengths(path, graph, columns.length_m or "length", problems)
    bends = _bends(path, graph, problems)
    position = {name: number for number, name in enumerate(graph.nodes)}
    lost = [name for edge in graph.edges for name in edge[:2] if name not in position]
    if lost:
        message = tr(
            "{count} ends of edges name a node that is not in the file: {ids}",
            count=len(lost),
            ids=", ".join(lost[:SHOWN]),
        )
        problems.error(Place(path), message)
    if problems.errors:
        return None
    return _streets(path, graph, position, xy, length_m, bends)


def _parsed(path: Path) -> _Graph:
    graph, names, directed = _Graph(), {}, True
    for event, element in ElementTree.iterparse(path, events=("start", "end")):
        tag = element.tag.rpartition("}")[2]
        if event == "start":
            if tag == "graph":
                directed = element.get("edgedefault") != "undirected"
            continue
        if tag == "key":
            names[element.get("id")] = element.get("attr.name") or str(element.get("id"))
        elif tag == "node":
            graph.nodes[str(element.get("id"))] = dict(_data(element, names))
            element.clear()
        elif tag == "edge":
            own = element.get("directed")
            one_way = directed if own is None else own == "true"
            ends = str(element.get("source")), str(element.get("target"))
            graph.edges.append((*ends, one_way, dict(_data(element, names))))
            element.clear()
        elif tag == "graph":
            graph.attributes.update(_data(element, names))
    return graph


def _data(element: Any, names: dict[str | None, str]) -> Iterator[tuple[str, str]]:
    for child in element:
        if child.tag.rpartition("}")[2] == "data":
            key = child.get("key")
            yield names.get(key, str(key)), (child.text or "").strip()


def _coordinates(path: Path, graph: _Graph, x: str, y: str, problems: Problems) -> Floats:
    xy = np.array([[_number(node.get(x)), _number(node.get(y))] for node in graph.nodes.values()])
    wrong = np.flatnonzero(~np.isfinite(xy).all(axis=1))
    if len(wrong):
        ids = ", ".join(
            name for name, bad in zip(graph.nodes, ~np.isfinite(xy).all(axis=1), strict=True) if bad
        )
        message = tr(
            "{count} nodes have no place in '{x}' and '{y}': {ids}", count=len(wrong), x=x, y=y, ids=ids[:100]
        )
        problems.error(Place(path), message)
    return xy


def _lengths(path: Path, graph: _Graph, attribute: str, problems: Problems) -> Floats:
    """(n_edges,) stated lengths, nan where an edge states none."""
    said = [edge[3].get(attribute, "") for edge in graph.edges]
    length_m = np.array([_number(text) if text else np.nan for text in said])
    given = np.array([bool(text) for text in said], bool)
    wrong = np.flatnonzero(given & ~(np.isfinite(length_m) & (length_m >= 0)))
    if len(wrong):
        edge = graph.edges[int(wrong[0])]
        message = tr(
            "edge {tail} -> {head}: {attribute} is '{text}', must be a number >= 0 ({count} edges)",
            tail=edge[0],
            head=edge[1],
            attribute=attribute,
            text=said[int(wrong[0])],
            count=len(wrong),
        )
        problems.error(Place(path), message)
    return length_m


def _bends(path: Path, graph: _Graph, problems: Problems) -> list[Floats]:
    """For every edge the (n, 2) places between its ends, in its own direction."""
    import shapely

    said = np.array([edge[3].get("geometry") or None for edge in graph.edges], dtype=object)
    lines = shapely.from_wkt(said, on_invalid="ignore")
    given = np.array([text is not None for text in said], bool)
    wrong = np.flatnonzero(given & (shapely.get_type_id(lines) != 1))
    if len(wrong):
        edge = graph.edges[int(wrong[0])]
        message = tr(
            "edge {tail} -> {head}: the geometry is no LINESTRING ({count} edges)",
            tail=edge[0],
            head=edge[1],
            count=len(wrong),
        )
        problems.error(Place(path), message)
        return []
    none = np.empty((0, 2))
    return [none if line is None else shapely.get_coordinates(line)[1:-1] for line in lines]


def _streets(
    path: Path, graph: _Graph, position: dict[str, int], xy: Floats, length_m: Floats, bends: list[Floats]
) -> Streets:
    """Edges cut at their bends; the bends of a street that stands in both directions are the same nodes."""
    places, next_node = [xy], len(xy)
    first_bend: dict[tuple[int, int, bytes], int] = {}
    tail, head, line, oneway = [], [], [], []
    for number, (start, end, one_way, _) in enumerate(graph.edges):
        here, there, inner = position[start], position[end], bends[number]
        turned = here > there or (here == there and inner.tobytes() > inner[::-1].tobytes())
        along = np.ascontiguousarray(inner[::-1] if turned else inner)
        key = (min(here, there), max(here, there), along.tobytes())
        if key not in first_bend:
            first_bend[key] = next_node
            places.append(along)
            next_node += len(along)
        nodes = list(range(first_bend[key], first_bend[key] + len(along)))
        chain = [here, *(reversed(nodes) if turned else nodes), there]
        tail += chain[:-1]
        head += chain[1:]
        line += [number] * (len(chain) - 1)
        oneway += [one_way] * (len(chain) - 1)
    return Streets(
        np.concatenate(places),
        np.array(tail, np.int32),
        np.array(head, np.int32),
        np.array(oneway, bool),
        np.array(line, np.int32),
        length_m,
        graph.attributes.get("crs") or None,
        False,
        (path,),
    )


def _number(text: str | None) -> float:
    try:
        return float(text or "nan")
    except ValueError:
        return float("nan")

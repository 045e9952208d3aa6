"""GraphML networks as OSMnx writes them."""

from __future__ import annotations

from pathlib import Path

import pytest

from siting.errors import InputError
from siting.networks import Network
from tests.small_streets import network_of, streets_of, write_case

KEYS = ["x", "y", "crs", "length", "geometry"]


def graphml(nodes: str, edges: list[tuple[str, ...]], kind: str = "directed", crs: str = "plane") -> str:
    """nodes: `id,x,y ...`; edges: (from, to, length) or (from, to, length, WKT)."""
    keys = [f'<key id="k{name}" for="all" attr.name="{name}" attr.type="string"/>' for name in KEYS]
    lines = [
        '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">',
        *keys,
        f'<graph edgedefault="{kind}">',
    ]
    lines.append(f'<data key="kcrs">{crs}</data>' if crs else "")
    for node in nodes.split():
        identity, x, y = node.split(",")
        lines.append(f'<node id="{identity}"><data key="kx">{x}</data><data key="ky">{y}</data></node>')
    for tail, head, length, *wkt in edges:
        bends = f'<data key="kgeometry">{wkt[0]}</data>' if wkt else ""
        length = f'<data key="klength">{length}</data>' if length else ""
        lines.append(f'<edge source="{tail}" target="{head}">{length}{bends}</edge>')
    return "\n".join([*lines, "</graph></graphml>"])


def read(folder: Path, text: str) -> Network:
    case = write_case(folder, "{network: {file: city.graphml}}", files={"city.graphml": text})
    return network_of(case)[0]


def test_a_directed_pair_is_one_street_for_both_directions(tmp_path: Path) -> None:
    network = read(tmp_path, graphml("a,0,0 b,10,0", [("a", "b", "12"), ("b", "a", "12")]))
    assert streets_of(network) == {((0, 0), (10, 0), 12.0), ((10, 0), (0, 0), 12.0)}


def test_a_single_directed_edge_is_walked_one_way(tmp_path: Path) -> None:
    assert streets_of(read(tmp_path, graphml("a,0,0 b,10,0", [("b", "a", "12")]))) == {
        ((10, 0), (0, 0), 12.0)
    }


def test_an_undirected_graph_is_walked_both_ways(tmp_path: Path) -> None:
    network = read(tmp_path, graphml("a,0,0 b,10,0", [("b", "a", "")], kind="undirected"))
    assert streets_of(network) == {((0, 0), (10, 0), 10.0), ((10, 0), (0, 0), 10.0)}


def test_bends_become_nodes_and_share_the_stated_length(tmp_path: Path) -> None:
    there, back = "LINESTRING (0 0, 3 4, 3 14)", "LINESTRING (3 14, 3 4, 0 0)"
    network = read(tmp_path, graphml("a,0,0 b,3,14", [("a", "b", "30", there), ("b", "a", "30", back)]))
    assert streets_of(network) == {
        ((0, 0), (3, 4), 10.0),
        ((3, 4), (0, 0), 10.0),
        ((3, 4), (3, 14), 20.0),
        ((3, 14), (3, 4), 20.0),
    }


def test_parallel_streets_with_other_bends_stay_apart(tmp_path: Path) -> None:
    edges = [("a", "b", "", "LINESTRING (0 0, 5 5, 10 0)"), ("a", "b", "", "LINESTRING (0 0, 5 -5, 10 0)")]
    network = read(tmp_path, graphml("a,0,0 b,10,0", edges, kind="undirected"))
    assert (network.n_nodes, network.n_edges) == (4, 4)


def test_a_street_that_returns_to_its_beginning_keeps_its_bends(tmp_path: Path) -> None:
    loop = "LINESTRING (0 0, 5 5, 10 0, 0 0)"
    edges = [("a", "a", "", loop), ("a", "a", "", "LINESTRING (0 0, 10 0, 5 5, 0 0)")]
    network = read(tmp_path, graphml("a,0,0", edges))
    assert (network.n_nodes, network.n_edges) == (3, 3)
    assert (network.forward_m < 15).all()
    assert (network.backward_m < 15).all()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("<graphml><graph>", "is not GraphML"),
        ("<html></html>", "is not GraphML with nodes"),
        (graphml("a,0,0 b,ten,0", [("a", "b", "1")]), "1 nodes have no place in 'x' and 'y': b"),
        (graphml("a,0,0 b,1,0", [("a", "c", "1")]), "not in the file: c"),
        (graphml("a,0,0 b,1,0", [("a", "b", "[1, 2]")]), r"length is '\[1, 2\]', must be a number >= 0"),
        (graphml("a,0,0 b,1,0", [("a", "b", "-1")]), "must be a number >= 0"),
        (graphml("a,0,0 b,1,0", [("a", "b", "1", "POINT (0 0)")]), "no LINESTRING"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(InputError, match=says):
        read(tmp_path, text)


def test_the_streets_of_futian_are_read_with_the_lengths_they_state(shared: Path, tmp_path: Path) -> None:
    file = shared / "data" / "shenzhen_futian" / "streets.graphml"
    case = write_case(tmp_path, f"{{network: {{file: {file}}}}}", crs="EPSG:4547")
    network, problems = network_of(case, "EPSG:4547")
    assert not problems.warnings
    ways_km = (
        network.forward_m[network.forward_m < 1e9].sum() + network.backward_m[network.backward_m < 1e9].sum()
    ) / 1000
    assert ways_km == pytest.approx(337, abs=1.5)

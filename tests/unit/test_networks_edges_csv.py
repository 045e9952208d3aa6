"""Networks from two tables: what is read, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from siting.errors import InputError
from tests.small_streets import edges_case, network_of, streets_of, write_case

SQUARE = "a,0,0 b,100,0 c,100,100"


def test_edges_can_be_walked_both_ways(tmp_path: Path) -> None:
    network, problems = network_of(edges_case(tmp_path, SQUARE, "a,b,100 b,c,120"))
    assert streets_of(network) == {
        ((0, 0), (100, 0), 100.0),
        ((100, 0), (0, 0), 100.0),
        ((100, 0), (100, 100), 120.0),
        ((100, 100), (100, 0), 120.0),
    }
    assert not problems.warnings
    assert [path.name for path in network.files] == ["edges.csv", "nodes.csv"]


def test_lengths_are_measured_where_no_column_gives_them(tmp_path: Path) -> None:
    case = edges_case(tmp_path, "a,0,0 b,30,40", "a,b,7", network="columns: {node: id}")
    network, _ = network_of(case)
    assert network.forward_m.tolist() == [50.0]


def test_a_oneway_edge_is_walked_forward_only(tmp_path: Path) -> None:
    case = edges_case(
        tmp_path,
        SQUARE,
        "a,b,100,true b,c,100,no c,a,150,是",
        header="from,to,length_m,oneway",
        network="columns: {length_m: length_m, oneway: oneway}",
    )
    assert streets_of(network_of(case)[0]) == {
        ((0, 0), (100, 0), 100.0),
        ((100, 0), (100, 100), 100.0),
        ((100, 100), (100, 0), 100.0),
        ((100, 100), (0, 0), 150.0),
    }


def test_the_shortest_of_several_edges_counts_for_each_direction(tmp_path: Path) -> None:
    case = edges_case(
        tmp_path,
        "a,0,0 b,100,0",
        "a,b,130,no b,a,110,yes a,b,120,yes",
        header="from,to,length_m,oneway",
        network="columns: {length_m: length_m, oneway: oneway}",
    )
    assert streets_of(network_of(case)[0]) == {((0, 0), (100, 0), 120.0), ((100, 0), (0, 0), 110.0)}


def test_loops_and_nodes_without_streets_are_dropped(tmp_path: Path) -> None:
    network, _ = network_of(edges_case(tmp_path, SQUARE, "a,a,5 a,b,100"))
    assert (network.n_nodes, network.n_edges) == (2, 1)


def test_chinese_ids_and_gb18030_files_are_read(tmp_path: Path) -> None:
    case = edges_case(tmp_path, "甲,0,0 乙,100,0", "甲,乙,100")
    for name in ("nodes.csv", "edges.csv"):
        text = (tmp_path / name).read_text(encoding="utf-8")
        (tmp_path / name).write_bytes(text.encode("gb18030"))
    assert network_of(case)[0].n_edges == 1


@pytest.mark.parametrize(
    ("nodes", "edges", "says"),
    [
        (SQUARE, "a,b,100 a,x,5", ["edges.csv:3: column 'to': node 'x'"]),
        (
            SQUARE,
            "a,x,5 y,b,5",
            ["edges.csv:2: column 'to': node 'x'", "edges.csv:3: column 'from': node 'y'"],
        ),
        (SQUARE, "a,b,-100", ["edges.csv:2", "-100", ">= 0"]),
        (SQUARE, "a,b,nan", ["edges.csv:2", "nan"]),
        (SQUARE, "a,b,", ["edges.csv:2", "empty"]),
        (SQUARE + " a,5,5", "a,b,100", ["nodes.csv:5", "node 'a' stands twice"]),
        ("a,0,0 b,east,0", "a,b,100", ["nodes.csv:3", "east"]),
        (SQUARE, "a,a,5", ["no street that can be walked"]),
    ],
)
def test_wrong_rows_are_named(tmp_path: Path, nodes: str, edges: str, says: list[str]) -> None:
    with pytest.raises(InputError) as caught:
        network_of(edges_case(tmp_path, nodes, edges))
    for text in says:
        assert text in str(caught.value)


def test_all_wrong_columns_are_named_at_once(tmp_path: Path) -> None:
    case = edges_case(
        tmp_path,
        SQUARE,
        "a,b,100",
        network="columns: {node: ID, from_node: u, to_node: v, length_m: metres}",
    )
    with pytest.raises(InputError) as caught:
        network_of(case)
    text = str(caught.value)
    assert all(f"'{column}'" in text for column in ("ID", "u", "v", "metres"))


def test_a_word_that_is_neither_yes_nor_no_is_refused(tmp_path: Path) -> None:
    case = edges_case(
        tmp_path,
        SQUARE,
        "a,b,100,perhaps",
        header="from,to,length_m,oneway",
        network="columns: {length_m: length_m, oneway: oneway}",
    )
    with pytest.raises(InputError, match="'perhaps' is neither yes nor no"):
        network_of(case)


def test_an_edges_table_without_nodes_is_refused(tmp_path: Path) -> None:
    case = write_case(tmp_path, "{network: {file: edges.csv}}", files={"edges.csv": "from,to\na,b\n"})
    with pytest.raises(InputError, match="'nodes' is missing"):
        network_of(case)


def test_degrees_need_a_named_coordinate_system(tmp_path: Path) -> None:
    case = edges_case(tmp_path, "a,14.5,35.9 b,14.501,35.9", "a,b,90", network_crs=None)
    with pytest.raises(InputError, match="states no coordinate system"):
        network_of(case, "EPSG:32633")


def test_a_network_on_a_plane_does_not_mix_with_a_place_on_earth(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="mixes with no other"):
        network_of(edges_case(tmp_path, SQUARE, "a,b,100"), "EPSG:32633")


def test_exchanged_longitude_and_latitude_are_noticed(tmp_path: Path) -> None:
    case = edges_case(tmp_path, "a,36.8,118.05 b,36.8,118.06", "a,b,90", network_crs="EPSG:4326")
    with pytest.raises(InputError, match="exchanged"):
        network_of(case, "EPSG:32650")


def test_lengths_that_are_no_metres_are_doubted(tmp_path: Path) -> None:
    _, problems = network_of(edges_case(tmp_path, SQUARE, "a,b,0.1 b,c,0.1"))
    assert ["Lengths must be in metres" in str(problem) for problem in problems.warnings] == [True]

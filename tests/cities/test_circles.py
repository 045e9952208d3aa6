"""Circles drawn for whole cities: connected on their streets, within bounds, the same every time."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import shapely
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components, dijkstra
from scipy.spatial import cKDTree

from siting import circles, inputs, networks, scenario
from siting.errors import Problems
from siting.networks import Network

CITY = """name: {city}
crs: {crs}
demand: {{file: {folder}/demand.csv, crs: "EPSG:4326", columns: {{x: lon, y: lat, people: pop}}}}
sites: {{file: {folder}/outlets.csv, crs: "EPSG:4326", columns: {{id: osm_id, x: lon, y: lat}}}}
circles: {{draw: {{people: {people}, min_people: {least}, max_people: {most}}}}}
travel:
  network:
    file: {folder}/edges.csv
    nodes: {folder}/nodes.csv
    crs: "EPSG:4326"
    columns: {{x: lon, y: lat, from_node: u, to_node: v, length_m: length_m}}
  snap_to: node
formats: [{{id: pharmacy, cutoff_min: 15, demand: people, cost: 1}}]
budget: 5
"""


def drawn(case: scenario.Scenario) -> tuple[circles.Drawn, Network, Problems]:
    problems = Problems()
    city = inputs.read(case, problems)
    network = networks.read(case, city.crs, problems)
    return circles.draw(case, city, problems, network), network, problems


def people_of(found: circles.Drawn) -> np.ndarray:
    inside = found.inputs.demand_circle >= 0
    return np.bincount(
        found.inputs.demand_circle[inside], found.inputs.people[inside], len(found.inputs.circles)
    )


def parts_on_streets(found: circles.Drawn, network: Network) -> list[int]:
    """Into how many parts the streets of each circle fall.

    People stand at the nearest node, and every other node belongs to the people nearest along the streets, both as
    SciPy finds them: nothing of what drew the circles is used."""
    city, n = found.inputs, network.n_nodes
    inside = city.demand_circle >= 0
    at_node = np.full(n, -1)
    at_node[cKDTree(network.node_xy_m).query(city.demand.xy_m[inside])[1]] = city.demand_circle[inside]
    length_m = np.maximum(np.minimum(network.forward_m, network.backward_m), 1e-9)
    streets = csr_matrix((length_m, network.edge_nodes.T), (n, n))
    _, _, source = dijkstra(
        streets, directed=False, indices=np.flatnonzero(at_node >= 0), return_predecessors=True, min_only=True
    )
    circle = np.where(source >= 0, at_node[source], -1)
    nodes = [np.flatnonzero(circle == number) for number in range(len(city.circles))]
    return [int(connected_components(streets[mine][:, mine], directed=False)[0]) for mine in nodes]


def check(
    case: scenario.Scenario, count: int, bounds: tuple[float, float], share: float = 0.95
) -> circles.Drawn:
    found, network, _ = drawn(case)
    people = people_of(found)
    assert len(people) == count
    assert ((people >= bounds[0]) & (people <= bounds[1])).mean() >= share
    assert parts_on_streets(found, network) == [1] * count
    again = drawn(case)[0].inputs
    np.testing.assert_array_equal(found.inputs.demand_circle, again.demand_circle)
    assert shapely.is_valid(found.inputs.circles.polygons).all()
    assert shapely.equals_exact(found.inputs.circles.polygons, again.circles.polygons).all()
    return found


def city_of(
    shared: Path, folder: Path, city: str, crs: str, people: float, bounds: tuple[float, float]
) -> scenario.Scenario:
    text = CITY.format(
        city=city, crs=crs, folder=shared / "data" / city, people=people, least=bounds[0], most=bounds[1]
    )
    (folder / "scenario.yaml").write_text(text, encoding="utf-8")
    return scenario.load(folder)


@pytest.mark.parametrize(
    ("people", "bounds", "count"), [(20_000, (15_000, 25_000), 6), (8_000, (5_000, 12_000), 15)]
)
def test_circles_of_maribor(
    people: float, bounds: tuple[float, float], count: int, shared: Path, tmp_path: Path
) -> None:
    found = check(city_of(shared, tmp_path, "maribor", "EPSG:32633", people, bounds), count, bounds)
    # the others live farther than 250 m from every street that is joined to the city's
    assert people_of(found).sum() > 0.98 * found.inputs.people.sum()


def test_circles_of_zhangdian_synthetic(root: Path) -> None:
    sets = ["circles={draw: {people: 20000, min_people: 15000, max_people: 25000}}", "travel.snap_to=node"]
    found = check(scenario.load(root / "scenarios" / "zhangdian", sets=sets), 64, (15_000, 25_000), 1.0)
    assert people_of(found).sum() == found.inputs.people.sum() == 1_272_967


def test_circles_of_three_islands(shared: Path, tmp_path: Path) -> None:
    """Malta and Gozo have circles of their own; who is on streets joined to neither is in none, which is said."""
    case = city_of(shared, tmp_path, "malta", "EPSG:32633", 20_000, (15_000, 25_000))
    found, network, problems = drawn(case)
    people = people_of(found)
    assert ((people >= 15_000) & (people <= 25_000)).mean() >= 0.95
    inside = found.inputs.demand_circle >= 0
    piece = network.component[cKDTree(network.node_xy_m).query(found.inputs.demand.xy_m[inside])[1]]
    islands = np.unique(np.stack([found.inputs.demand_circle[inside], piece]), axis=1)
    assert len(islands[0]) == len(people)  # each circle on one island
    assert len(np.unique(islands[1])) == 2
    assert any("are in no circle" in str(warning) for warning in problems.warnings)
    assert parts_on_streets(found, network) == [1] * len(people)

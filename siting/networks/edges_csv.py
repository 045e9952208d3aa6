"""Street networks as two tables: nodes with coordinates, and edges that name them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from siting import readers
from siting.errors import Problems
from siting.inputs import Floats, Ids, Positions
from siting.language import mark, tr
from siting.networks import Streets
from siting.scenario.schema import Layer, NetworkColumns

if TYPE_CHECKING:
    from siting.scenario import Scenario

ABOUT = mark("nodes and edges as two tables (CSV)")
SUFFIXES = (".csv", ".tsv", ".csv.gz")
YES = ("true", "yes", "t", "y", "1", "是")
NO = ("false", "no", "f", "n", "0", "否", "")
SHOWN = 5


def read(scenario: Scenario, problems: Problems) -> Streets | None:
    """Two tables as a network; the columns are those that the scenario names.

    An edge whose node is in no row of the nodes, a repeated node, a negative or unreadable length and an
    unreadable direction are errors that name their rows. Lengths are measured where no column gives them."""
    settings = scenario.settings.travel.network
    assert settings is not None and settings.file is not None
    place = scenario.place("travel", "network")
    if settings.nodes is None:
        problems.error(place, tr("an edges table needs a nodes table: key 'nodes' is missing"))
        return None
    edges_path, nodes_path = scenario.file("travel", "network", "file"), scenario.file("travel", "network", "nodes")
    edges = readers.read(edges_path, Layer(file=settings.file), scenario.place("travel", "network", "file"), problems)
    nodes = readers.read(nodes_path, Layer(file=settings.nodes), scenario.place("travel", "network", "nodes"), problems)
    if nodes is None or edges is None:
        return None
    columns = settings.columns
    found = _nodes(nodes, columns, problems)
    segments = _edges(edges, columns, problems)
    if found is None or segments is None:
        return None
    ids, xy = found
    tail, head = _positions(edges, columns, ids, segments, problems)
    length_m, oneway = segments[2], segments[3]
    line = np.arange(len(tail), dtype=np.int32)
    return Streets(xy, tail, head, oneway, line, length_m, None, False, (edges_path, nodes_path))


def _nodes(table: readers.Table, columns: NetworkColumns, problems: Problems) -> tuple[Ids, Floats] | None:
    if readers.missing(table, columns.node, problems):
        return None
    xy = readers.coordinates(table, columns.x, columns.y, problems)
    if xy is None:
        return None
    ids = readers.texts(table, columns.node)
    _refuse_repeated(table, columns.node, ids, problems)
    return ids, xy


def _edges(
    table: readers.Table, columns: NetworkColumns, problems: Problems
) -> tuple[Ids, Ids, Floats, NDArray[np.bool_]] | None:
    wanted = [columns.from_node, columns.to_node, columns.length_m, columns.oneway]
    if any([readers.missing(table, column, problems) for column in wanted if column is not None]):
        return None
    n = len(table)
    length_m, oneway = np.full(n, np.nan), np.zeros(n, bool)
    if columns.length_m is not None:
        length_m = readers.numbers(table, columns.length_m, problems, lowest=0)
    if columns.oneway is not None:
        oneway = _yes_or_no(table, columns.oneway, problems)
    return readers.texts(table, columns.from_node), readers.texts(table, columns.to_node), length_m, oneway


def _yes_or_no(table: readers.Table, column: str, problems: Problems) -> NDArray[np.bool_]:
    words = np.array([str(word).lower() for word in readers.texts(table, column)], dtype=object)
    yes = np.isin(words, YES)
    wrong = np.flatnonzero(~yes & ~np.isin(words, NO))
    if len(wrong):
        message = tr("'{word}' is neither yes nor no ({count} rows)", word=words[wrong[0]], count=len(wrong))
        problems.error(table.place(int(wrong[0]), column), message, tr("Write true or false."))
    return yes


def _refuse_repeated(table: readers.Table, column: str, ids: Ids, problems: Problems) -> None:
    import pandas as pd

    repeated = np.flatnonzero(pd.Series(ids).duplicated())
    if len(repeated):
        row = int(repeated[0])
        message = tr("node '{id}' stands twice ({count} repeated nodes)", id=ids[row], count=len(repeated))
        problems.error(table.place(row, column), message)


def _positions(
    table: readers.Table,
    columns: NetworkColumns,
    ids: Ids,
    segments: tuple[Ids, Ids, Floats, NDArray[np.bool_]],
    problems: Problems,
) -> tuple[Positions, Positions]:
    """Positions of the nodes that edges name; names without a node are an error."""
    import pandas as pd

    index = pd.Index(ids)
    if not index.is_unique:
        return np.zeros(len(table), np.int32), np.zeros(len(table), np.int32)
    ends = []
    for column, names in ((columns.from_node, segments[0]), (columns.to_node, segments[1])):
        position = index.get_indexer(pd.Index(names))
        lost = np.flatnonzero(position < 0)
        if len(lost):
            row = int(lost[0])
            more = ", ".join(f"'{names[k]}' ({table.row_name(int(k))})" for k in lost[1:SHOWN])
            message = tr("node '{id}' is in no row of the nodes ({count} such edges)", id=names[row], count=len(lost))
            hint = tr("Also: {more}.", more=more) if more else ""
            problems.error(table.place(row, column), message, hint)
        ends.append(np.maximum(position, 0).astype(np.int32))
    return ends[0], ends[1]

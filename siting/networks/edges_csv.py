"""Street networks as two tables: nodes with coordinates, and edges that name them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from siting import readers
from siting.errors import Problems
from siting.inputs import Floats, Ids, Positions
from siting.language import mark, tr
from siting.networks import Streets
from siting.networks._columns import lengths, yes_or_no
from siting.scenario.schema import Layer, NetworkColumns

if TYPE_CHECKING:
    from siting.scenario import Scenario

ABOUT = mark("nodes and edges as two tables (CSV)")
SUFFIXES = (".csv", ".tsv", ".csv.gz", ".tsv.gz")
SHOWN = 5


def read(scenario: Scenario, problems: Problems) -> Streets | None:
    """Two tables as a network; the columns are those that the scenario names.

    An edge whose node is in no row of the nodes, a repeated node, a negative or unreadable length and an
    unreadable direction are errors that name their rows. Lengths are measured where no column gives them."""
    settings = scenario.settings.travel.network
    assert settings is not None
    if settings.nodes is None:
        message = tr("an edges table needs a nodes table: key 'nodes' is missing")
        problems.error(scenario.place("travel", "network"), message)
        return None
    edges, nodes = _table(scenario, "file", problems), _table(scenario, "nodes", problems)
    if nodes is None or edges is None:
        return None
    columns = settings.columns
    found = _nodes(nodes, columns, problems)
    ends = [_ids(edges, columns.from_node, problems), _ids(edges, columns.to_node, problems)]
    length_m = lengths(edges, columns.length_m, problems)
    oneway = yes_or_no(edges, columns.oneway, problems)
    if found is None or ends[0] is None or ends[1] is None:
        return None
    tail = _positions(edges, columns.from_node, found[0], ends[0], problems)
    head = _positions(edges, columns.to_node, found[0], ends[1], problems)
    line = np.arange(len(tail), dtype=np.int32)
    return Streets(found[1], tail, head, oneway, line, length_m, None, False, (edges.path, nodes.path))


def _table(scenario: Scenario, key: str, problems: Problems) -> readers.Table | None:
    path, place = scenario.file("travel", "network", key), scenario.place("travel", "network", key)
    return readers.read(path, Layer(file=str(path)), place, problems)


def _ids(table: readers.Table, column: str, problems: Problems) -> Ids | None:
    return None if readers.missing(table, column, problems) else readers.texts(table, column)


def _nodes(table: readers.Table, columns: NetworkColumns, problems: Problems) -> tuple[Ids, Floats] | None:
    """Ids, each once, and coordinates."""
    import pandas as pd

    ids = _ids(table, columns.node, problems)
    xy = readers.coordinates(table, columns.x, columns.y, problems)
    if ids is None or xy is None:
        return None
    repeated = np.flatnonzero(pd.Series(ids).duplicated())
    if len(repeated):
        row = int(repeated[0])
        message = tr("node '{id}' stands twice ({count} repeated nodes)", id=ids[row], count=len(repeated))
        problems.error(table.place(row, columns.node), message)
        return None
    return ids, xy


def _positions(table: readers.Table, column: str, ids: Ids, named: Ids, problems: Problems) -> Positions:
    """Positions of the nodes that a column names; names without a node are an error."""
    import pandas as pd

    position = pd.Index(ids).get_indexer(pd.Index(named))
    lost = np.flatnonzero(position < 0)
    if len(lost):
        row = int(lost[0])
        more = ", ".join(f"'{named[k]}' ({table.row_name(int(k))})" for k in lost[1:SHOWN])
        message = tr("node '{id}' is in no row of the nodes ({count} edges)", id=named[row], count=len(lost))
        problems.error(table.place(row, column), message, tr("Also: {more}.", more=more) if more else "")
    return np.asarray(np.maximum(position, 0), dtype=np.int32)

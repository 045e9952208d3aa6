"""Onto the streets: the nearest edge, or the nearest node, of every point.

Edges are sorted into the squares of a grid; a point looks into the squares around it, ring by ring,
until no nearer edge can come. Ties go to the lower position, so that a result never depends on
how many processors ran."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numba
import numpy as np
from numpy.typing import NDArray

from siting.inputs import Floats, Positions, frozen
from siting.networks import Network
from siting.travel import threads

EDGES_PER_SQUARE = 0.5
# More than any city, and few enough squares to be counted.
FARTHEST_M = 1e9
CHUNK = 16_384


@dataclass(frozen=True, slots=True, eq=False)
class Snapped:
    """Where points meet the streets; all arrays (n_points,).

    edge: nearest edge, -1 where none lies within the limit. share: how far along it, 0 at its first node,
    1 at its second. leg_m: straight distance from the point to the street, nan where there is none."""

    edge: Positions
    share: Floats
    leg_m: Floats

    @property
    def lost(self) -> Positions:
        """Positions of points with no street within the limit."""
        return np.flatnonzero(self.edge < 0).astype(np.int32)


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """Straight pieces sorted into squares, once, for any number of points.

    piece: (n_pieces, 4) x and y of both ends. indptr, indices: pieces that pass through each square, CSR,
    row by row from (x0, y0). owner: (n_pieces,) edge of the piece; at: share along the edge where the piece
    stands, when the piece is a single node; nan when it is the whole edge."""

    piece: Floats
    indptr: NDArray[np.int64]
    indices: Positions
    x0: float
    y0: float
    side_m: float
    columns: int
    rows: int
    owner: Positions
    at: Floats


def grid(network: Network, snap_to: Literal["edge", "node"]) -> Grid:
    """The streets of a network, ready to be looked up: its edges, or only its nodes."""
    first, second = network.edge_nodes[:, 0], network.edge_nodes[:, 1]
    if snap_to == "edge":
        piece = np.hstack([network.node_xy_m[first], network.node_xy_m[second]])
        owner = np.arange(network.n_edges, dtype=np.int32)
        at = np.full(network.n_edges, np.nan)
    else:
        nodes, place = np.unique(np.concatenate([first, second]), return_index=True)
        piece = np.hstack([network.node_xy_m[nodes], network.node_xy_m[nodes]])
        owner = (place % network.n_edges).astype(np.int32)
        at = (place >= network.n_edges).astype(np.float64)
    return _sorted_into_squares(np.ascontiguousarray(piece), owner, at)


def grid_of_pieces(piece: Floats) -> Grid:
    """Straight pieces, (n, 4) x and y of both ends, ready to be looked up: each is an edge of its own."""
    owner = np.arange(len(piece), dtype=np.int32)
    return _sorted_into_squares(np.ascontiguousarray(piece), owner, np.full(len(piece), np.nan))


def _sorted_into_squares(piece: Floats, owner: Positions, at: Floats) -> Grid:
    low = np.minimum(piece[:, :2].min(axis=0), piece[:, 2:].min(axis=0))
    high = np.maximum(piece[:, :2].max(axis=0), piece[:, 2:].max(axis=0))
    width, height = np.maximum(high - low, 1.0)
    side_m = max(float(np.sqrt(width * height * EDGES_PER_SQUARE / len(piece))), max(width, height) / 30_000)
    columns, rows = int(width / side_m) + 1, int(height / side_m) + 1
    count = _fill(piece, low[0], low[1], side_m, columns, rows, np.empty(0, np.int64), np.empty(0, np.int32))
    indptr = np.concatenate([[0], np.cumsum(count)]).astype(np.int64)
    indices = np.empty(indptr[-1], np.int32)
    _fill(piece, low[0], low[1], side_m, columns, rows, indptr, indices)
    return Grid(piece, indptr, indices, float(low[0]), float(low[1]), side_m, columns, rows, owner, at)


def snap(xy_m: Floats, streets: Grid, snap_m: float, n_threads: int | None = None) -> Snapped:
    """The nearest street of every point, if it lies within snap_m (closed).

    xy_m: (n_points, 2) metres. Exact; the time grows with points times the streets nearby."""
    points = np.ascontiguousarray(xy_m, dtype=np.float64)
    limit_m = min(snap_m, FARTHEST_M)
    edge = np.full(len(points), -1, np.int32)
    share, leg_m = np.zeros(len(points)), np.full(len(points), np.nan)

    def work(start: int, stop: int) -> None:
        _nearest(
            points[start:stop],
            streets.piece,
            streets.indptr,
            streets.indices,
            streets.x0,
            streets.y0,
            streets.side_m,
            streets.columns,
            streets.rows,
            limit_m,
            edge[start:stop],
            share[start:stop],
            leg_m[start:stop],
        )

    threads.in_chunks(work, len(points), CHUNK, n_threads)
    found = edge >= 0
    piece = edge[found]
    at = streets.at[piece]
    share[found] = np.where(np.isnan(at), share[found], at)
    edge[found] = streets.owner[piece]
    return Snapped(frozen(edge), frozen(share), frozen(leg_m))


@numba.njit(nogil=True, cache=True)
def _fill(piece, x0, y0, side, columns, rows, indptr, indices):  # type: ignore[no-untyped-def]
    """Lists the pieces of each square; with empty arrays it only counts them.

    Row by row of squares, the part of the piece inside the row gives the columns it passes."""
    room = indices.size > 0
    count = np.zeros(columns * rows, np.int64)
    for k in range(piece.shape[0]):
        ax, ay, bx, by = piece[k, 0], piece[k, 1], piece[k, 2], piece[k, 3]
        if ay > by:
            ax, ay, bx, by = bx, by, ax, ay
        low_row = min(max(int((ay - y0) / side), 0), rows - 1)
        high_row = min(max(int((by - y0) / side), 0), rows - 1)
        for row in range(low_row, high_row + 1):
            from_x, to_x = ax, bx
            if by > ay:
                bottom = min(max((y0 + row * side - ay) / (by - ay), 0.0), 1.0)
                top = min(max((y0 + (row + 1) * side - ay) / (by - ay), 0.0), 1.0)
                from_x, to_x = ax + bottom * (bx - ax), ax + top * (bx - ax)
            # a hair wider on both sides, so that rounding never hides a square
            left = int((min(from_x, to_x) - x0) / side - 1e-6)
            right = int((max(from_x, to_x) - x0) / side + 1e-6)
            for column in range(min(max(left, 0), columns - 1), min(max(right, 0), columns - 1) + 1):
                square = row * columns + column
                if room:
                    indices[indptr[square] + count[square]] = k
                count[square] += 1
    return count


@numba.njit(nogil=True, cache=True)
def _nearest(points, piece, indptr, indices, x0, y0, side, columns, rows, limit, edge, share, leg):  # type: ignore[no-untyped-def]
    """Nearest piece of every point, by growing rings of squares.

    After the ring r has been searched, everything nearer than r sides (from the point's own square outwards)
    has been seen."""
    for i in range(points.shape[0]):
        x, y = points[i, 0], points[i, 1]
        column, row = int(np.floor((x - x0) / side)), int(np.floor((y - y0) / side))
        inside = min(
            x - (x0 + column * side),
            x0 + (column + 1) * side - x,
            y - (y0 + row * side),
            y0 + (row + 1) * side - y,
        )
        best2, best_piece, best_share = np.inf, -1, 0.0
        last = int(limit / side) + 2
        away = max(max(-column, column - (columns - 1)), max(-row, row - (rows - 1)))
        for ring in range(max(away, 0), last + 1):
            seen = (ring - 1) * side + max(inside, 0.0)
            if ring > 0 and (best2 < max(seen - 1e-6, 0.0) ** 2 or seen - 1e-6 > limit):
                break
            for r in range(max(row - ring, 0), min(row + ring, rows - 1) + 1):
                edge_row = r == row - ring or r == row + ring
                step = 1 if edge_row or ring == 0 else 2 * ring
                for c in range(column - ring, column + ring + 1, step):
                    if c < 0 or c >= columns:
                        continue
                    square = r * columns + c
                    for p in range(indptr[square], indptr[square + 1]):
                        k = indices[p]
                        ax, ay = piece[k, 0], piece[k, 1]
                        dx, dy = piece[k, 2] - ax, piece[k, 3] - ay
                        length2 = dx * dx + dy * dy
                        t = 0.0
                        if length2 > 0:
                            t = min(max(((x - ax) * dx + (y - ay) * dy) / length2, 0.0), 1.0)
                        away2 = (x - (ax + t * dx)) ** 2 + (y - (ay + t * dy)) ** 2
                        if away2 < best2 or (away2 == best2 and k < best_piece):
                            best2, best_piece, best_share = away2, k, t
        if best_piece >= 0 and np.sqrt(best2) <= limit + 1e-6:
            edge[i], share[i], leg[i] = best_piece, best_share, np.sqrt(best2)

"""What the rules' upper limits leave room for, of all options at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix, csr_matrix, vstack

from siting.inputs import Floats, Positions
from siting.model import Model, upper_limits

NONE = -1
SLACK = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Room:
    """Upper limits that follow from the rules, and what a selection takes of them.

    alone: (n_limits, n_options) what an option takes where its site is open already; whole: and what its site takes.
    left: (n_limits,) what is left. open_at: (n_sites,) how many options of the selection stand at each site."""

    alone: coo_matrix
    whole: coo_matrix
    left: Floats
    open_at: NDArray[np.int64]
    site: Positions
    is_open: NDArray[np.bool_]

    def fits(self, out: int = NONE) -> NDArray[np.bool_]:
        """(n_options,) whether a closed option would fit once `out` is closed. Of rules that are more than upper limits
        this is only a part."""
        left, here = self.left, self.open_at[self.site]
        if out != NONE:
            stands_alone = self.open_at[self.site[out]] == 1
            left = left + _column(self.whole if stands_alone else self.alone, out)
            here = here - (self.site == self.site[out])
        over = np.where(here > 0, _over(self.alone, left), _over(self.whole, left))
        return np.asarray(~over & ~self.is_open)


def room(model: Model, selection: Positions) -> Room:
    """What the rules of a question leave to a selection."""
    packings = [packing for rule in model.rules if (packing := upper_limits(rule, model)) is not None]
    own = vstack([csr_matrix((0, model.n_options)), *(one.matrix for one in packings)], format="csr")
    sites = vstack(
        [
            csr_matrix((0, model.n_sites)),
            *(
                csr_matrix((len(one.limit), model.n_sites)) if one.site_matrix is None else one.site_matrix
                for one in packings
            ),
        ],
        format="csr",
    )
    limit = np.concatenate([np.zeros(0), *(one.limit for one in packings)])
    used = np.concatenate([np.zeros(0), *(one.used(model, selection) for one in packings)])
    is_open = np.zeros(model.n_options, dtype=bool)
    is_open[selection] = True
    return Room(
        alone=own.tocoo(),
        whole=(own + sites[:, model.option_site]).tocoo(),
        left=limit - used + SLACK * np.maximum(1.0, np.abs(limit)),
        open_at=np.bincount(model.option_site[selection], minlength=model.n_sites),
        site=model.option_site,
        is_open=is_open,
    )


def _column(matrix: coo_matrix, option: int) -> Floats:
    mine = matrix.col == option
    found: Floats = np.bincount(matrix.row[mine], matrix.data[mine], matrix.shape[0]).astype(np.float64)
    return found


def _over(matrix: coo_matrix, left: Floats) -> NDArray[np.bool_]:
    """(n_options,) whether an option takes more of any limit than is left."""
    found = np.zeros(matrix.shape[1], dtype=bool)
    found[matrix.col[matrix.data > left[matrix.row]]] = True
    return found

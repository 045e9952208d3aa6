"""What a plan does otherwise than the one that stands, outlet by outlet."""

from __future__ import annotations

import numpy as np

from siting.decide.changes import Standing
from siting.decide.update.types import Move
from siting.inputs import Inputs, Positions
from siting.model import Model


def moves(model: Model, inputs: Inputs, standing: Standing, selection: Positions) -> tuple[Move, ...]:
    """Outlets that it opens, then those that it strikes off, then those that open in another phase; outlets of today
    that it keeps or closes otherwise come under the first two."""

    def pair(option: int) -> tuple[int, int]:
        return int(model.option_site[option]), int(model.option_format[option])

    def phase(option: int) -> str:
        return inputs.phases.ids[int(model.option_phase[option])]

    def names(option: int) -> tuple[str, str, str]:
        site, format = pair(option)
        return str(inputs.sites.ids[site]), inputs.formats[format].id, phase(option)

    struck = np.setdiff1d(standing.options, selection).tolist()
    fresh = np.setdiff1d(selection, standing.options).tolist()
    was = {pair(one): one for one in struck}
    again = {pair(one) for one in fresh} & was.keys()
    kept = model.option_keep
    return (
        *(Move("stays" if kept[one] else "opened", *names(one)) for one in fresh if pair(one) not in again),
        *(
            Move("closes" if kept[one] else "struck_off", *names(one))
            for one in struck
            if pair(one) not in again
        ),
        *(Move("moved", *names(one), phase(was[pair(one)])) for one in fresh if pair(one) in again),
    )

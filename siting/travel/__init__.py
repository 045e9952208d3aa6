"""Travel: who can walk to which site and outlet, and how far it is."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from siting.errors import Problems
from siting.inputs import Inputs, Positions, frozen
from siting.travel.limits import limits
from siting.travel.reach import TOLERANCE, Reach, TravelTimes
from siting.travel.stops import origins_of
from siting.travel.stranded import far_from_streets, out_of_reach

if TYPE_CHECKING:
    from siting.networks import Network
    from siting.scenario import Scenario
    from siting.travel.threads import Progress

__all__ = ["TOLERANCE", "Reach", "TravelTimes", "measure"]


def measure(
    scenario: Scenario,
    inputs: Inputs,
    problems: Problems,
    progress: Progress | None = None,
    network: Network | None = None,
) -> TravelTimes:
    """How far people walk to every site and outlet, by the way of travel that the scenario names.

    What is wrong goes to `problems`; raises InputError where nothing could be measured. Who is cut off is
    named in the result's `cut_off`. progress(done, total) is told while long searches run. network: the scenario's
    streets, where they have been read already."""
    way = scenario.settings.travel
    if len(inputs.outlines) > 1:
        from siting.travel.shift import warnings_of_shifted_areas

        problems.warnings.extend(warnings_of_shifted_areas(inputs))
    nobody = frozen(np.empty(0, np.int32))
    lost: tuple[Positions, Positions, Positions] = (nobody, nobody, nobody)
    if way.network is not None:
        from siting.travel import streets

        bound = limits(scenario, inputs, "m")
        origins = origins_of(inputs, bound)
        asked = (scenario, origins.inputs, origins.limits, problems, progress, network)
        walked, network = streets.measure(*asked)
        sites, outlets, files = origins.gathered(walked.sites), walked.outlets, network.files
        problems.warnings.extend(origins.warnings(scenario, walked.sites_at.lost))
        lost = (walked.demand_at.lost, origins.lost(walked.sites_at.lost), walked.outlets_at.lost)
    elif way.table is not None:
        from siting.travel import table

        bound = limits(scenario, inputs, table.unit(scenario))
        sites, outlets, files = table.measure(scenario, inputs, bound, problems)
    else:
        from siting.travel import straight

        bound = limits(scenario, inputs, "m")
        origins = origins_of(inputs, bound)
        sites, outlets = straight.measure(scenario, origins.inputs, origins.limits, problems)
        sites, files = origins.gathered(sites), ()
    problems.stop_on_errors()
    cut_off = far_from_streets(scenario, inputs, *lost) + out_of_reach(
        scenario, inputs, sites, lost[0], lost[1]
    )
    own = (bound.unit, bound.format, bound.speed_m_per_min)
    walked_on = {} if network is None else {"streets": frozen(network.pieces)}
    return TravelTimes(sites, outlets, *own, *lost, tuple(cut_off), _hashes(files), bound.option, **walked_on)


def _hashes(files: tuple[Path, ...]) -> dict[str, str]:
    found = {}
    for path in files:
        with path.open("rb") as stream:
            found[str(path.resolve())] = hashlib.file_digest(stream, "sha256").hexdigest()
    return found

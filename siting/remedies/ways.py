"""Ways measured farther than the cutoffs of a scenario; streets are read once."""

from __future__ import annotations

import time
from dataclasses import replace

from siting import networks
from siting.errors import InputError, Problems
from siting.inputs import Inputs
from siting.networks import Network
from siting.remedies.possible import Clock
from siting.scenario import Scenario
from siting.travel import TravelTimes, measure

SLOWER = 3.0


class Ways:
    """Measures as long as there is time: a search that is likely to outlast it is not begun."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self._network: Network | None = None
        self._took_s = 0.0

    def share(self, part: float) -> Ways:
        """The same with a part of the time left."""
        other = Ways(self.clock.share(part))
        other._network, other._took_s = self._network, self._took_s
        return other

    def measured(self, case: Scenario, inputs: Inputs) -> TravelTimes | None:
        """Ways of a city with farther cutoffs; None where there is no time for it, or it cannot be done."""
        if self.clock.must_stop() or SLOWER * self._took_s > self.clock.left_s:
            return None
        try:
            if case.settings.travel.network is not None and self._network is None:
                self._network = networks.read(case, inputs.crs, Problems())
            began = time.perf_counter()
            found = measure(case, replace(inputs, outlines=()), Problems(), network=self._network)
        except InputError:
            return None
        self._took_s = time.perf_counter() - began
        return found

"""Questions about plans: how much money, what next, why here, what of my own list, how sure, what changed since.

Every one starts from a `Basis`: a city that has been read, the question asked of it, and a plan that stands. What is
said is a value (a plan that was found, recomputed from the coverage) or a bound (proven: no plan passes it)."""

from __future__ import annotations

from siting.decide.again import again
from siting.decide.basis import Basis, of, of_run, of_scenario

__all__ = ["Basis", "again", "of", "of_run", "of_scenario"]

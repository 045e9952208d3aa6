"""Population: from what a file counts to the people that are planned for, with every total kept.

`Ledger` accounts for it step by step; the other files of this package say how people are clipped, shared out and
spread. Everything here works on arrays and geometry; `inputs.residents` shows the whole way."""

from __future__ import annotations

from siting.population.clip import Clip, Inside, areas_inside, cells_inside, points_inside
from siting.population.steps import Ledger, Step

__all__ = ["Clip", "Inside", "Ledger", "Step", "areas_inside", "cells_inside", "points_inside"]

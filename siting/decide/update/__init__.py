"""Update: a plan held against the outlets that opened and closed since, and made again with few changes."""

from __future__ import annotations

from siting.decide.update.run import update
from siting.decide.update.types import Move, News, Step, Update, Wish

__all__ = ["Move", "News", "Step", "Update", "Wish", "update"]

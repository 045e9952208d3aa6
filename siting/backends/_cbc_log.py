"""What CBC's log proves, and why it says that it ended. Every objective in it is minimised."""

from __future__ import annotations

import re
from typing import Literal

from siting.backends._printed import highest, lowest

Ending = Literal["searched", "within_gap", "time_limit", "infeasible", "unknown"]

# Only what CBC says before it stops: the first relaxation, and the tree so far. When its time ends inside a later
# relaxation, newer CBCs take the unfinished objective for a bound, in the lines on cuts, on the partial search and in
# the final "Lower bound".
_BOUND = re.compile(
    r"^Cbc0010I After .* best possible ([-+.\de]+)|^Continuous objective value is (\S+)", re.MULTILINE
)
_LEFTOVER = re.compile(r"Exiting as integer gap of (\S+) less")
_ENDINGS: tuple[tuple[str, Ending], ...] = (
    ("Result - Optimal solution found (within gap tolerance)", "within_gap"),
    ("Result - Optimal solution found", "searched"),
    ("Result - Stopped on time limit", "time_limit"),
    ("LP relaxation stopped on time limit", "time_limit"),
    ("infeasible", "infeasible"),
    ("Empty problem", "searched"),
)


def bound(log: str) -> float:
    """The highest lower bound in the log, -inf when there is none. Rounded outwards, since a printed bound
    may be rounded to the wrong side."""
    texts = (next(text for text in found if text) for found in _BOUND.findall(log))
    return max((lowest(text) for text in texts), default=-float("inf"))


def leftover(log: str) -> float:
    """By how much at most a better solution could beat the one found, where CBC ended for the gap asked for."""
    return min((highest(text) for text in _LEFTOVER.findall(log)), default=float("inf"))


def ending(log: str) -> Ending:
    """Why CBC ended, in its own words. "searched": nothing better is left but what its cutoff increment hides."""
    return next((ending for words, ending in _ENDINGS if words in log), "unknown")

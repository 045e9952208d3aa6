"""The check of an explanation: the outlet forced out, or in, and the question solved again."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from siting.decide.again import again
from siting.decide.explain.explaining import Grounds
from siting.decide.explain.types import Change, Explained, Loss
from siting.errors import InfeasibleError, NoPlanError
from siting.inputs import Positions
from siting.outcome import Outcome, Start, Watch


def solved(grounds: Grounds, said: Explained, watch: Watch) -> Explained:
    """The explanation with the interval of the loss that a new solve proves; unchanged where nothing is for sale."""
    if not said.options:
        return said
    options = np.array(said.options, dtype=np.int32)
    chosen = said.state in ("opened", "kept")
    begin = _begin(grounds, said)
    settings = grounds.basis.case.settings.solve
    question = grounds.basis.question
    found: list[Outcome] = []
    unknown = False  # time was over before there was a plan: nothing new is proven then
    for opened in [None] if chosen else said.options:
        try:
            if opened is None:
                found.append(again(question, settings, watch, begin, closed=options))
            else:
                it = np.array([opened], dtype=np.int32)
                found.append(again(question, settings, watch, begin, opened=it))
        except InfeasibleError:
            continue
        except NoPlanError:
            unknown = True
    loss = _loss(grounds, found, unknown)
    if said.loss is not None and said.loss.at_least > loss.at_least:  # what was proven before still holds
        loss = replace(loss, at_least=said.loss.at_least, proof=said.loss.proof)
    return replace(said, solved=loss)


def _begin(grounds: Grounds, said: Explained) -> Start:
    """The plan that the explanation found, and the prices of the run."""
    known = None if said.loss is None else said.loss.found
    selection: Positions = grounds.basis.selection
    if known is not None:
        selection = grounds.tally.changed(known.closes, known.opens)
    return Start(selection, grounds.basis.dual)


def _loss(grounds: Grounds, found: list[Outcome], unknown: bool) -> Loss:
    """Of the best plan, and of the bound on all of them; infinite where it is proven that there is none."""
    sign, value = grounds.tally.sign, grounds.basis.value
    if not found:
        return Loss(None, -np.inf if unknown else np.inf, "" if unknown else "solve", None)
    best = max(found, key=lambda one: sign * one.value)
    bound = np.inf * sign if unknown else sign * max(sign * one.bound for one in found)
    standing = grounds.basis.selection
    closes = np.setdiff1d(standing, best.selection).astype(np.int32)
    opens = np.setdiff1d(best.selection, standing).astype(np.int32)
    change = Change(closes, opens, best.value)
    proof = "" if unknown else "solve"
    return Loss(sign * (value - best.value) + 0.0, sign * (value - bound) + 0.0, proof, change)

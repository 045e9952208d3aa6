"""What `verify` says of a run that holds."""

from __future__ import annotations

import numpy as np

from siting.certificate import Evidence, Recomputed
from siting.exporters._read_run import MAP, PROJECTS, SUMMARY, Run
from siting.language import tr
from siting.outcome import relative_gap
from siting.verify.closings import opening
from siting.verify.equity import OBJECTIVES, recomputed_rules
from siting.verify.phases import rechecked


def what_holds(run: Run, found: Recomputed) -> list[str]:
    """What was recomputed and holds, a sentence each."""
    evidence = run.evidence
    value = float(evidence.value) if np.isnan(found.value) else found.value
    lines = [
        tr(
            "recomputed from {rows} rows and {options} options: value {value:,.10g}, cost {cost:,.10g}",
            rows=len(evidence.weight),
            options=len(evidence.cost),
            value=value,
            cost=found.cost,
        ),
        tr("limits: {count} hold", count=len(evidence.limit_most)),
    ]
    if evidence.requires:
        lines.append(tr("required coverage: reached"))
    bound = float(evidence.bound)
    lines.append(
        tr(
            "bound {bound:,.10g}, as strategy and solver report it: gap {gap:.4%}",
            bound=bound,
            gap=relative_gap(value, bound),
        )
    )
    lines += _certified(evidence, value, found.certified_bound)
    if np.isnan(found.value) and str(evidence.objective) in OBJECTIVES:
        lines.append(
            tr(
                "the value of the objective {name}: recomputed from {file}",
                name=str(evidence.objective),
                file=MAP,
            )
        )
    elif np.isnan(found.value):
        lines.append(tr("the value of the objective {name} is not recomputed", name=str(evidence.objective)))
    again = recomputed_rules(run) | rechecked(run)
    lines += [
        tr("rule {name}: holds, recomputed from {file}", name=name, file=MAP)
        if name in again
        else tr("rule {name}: more than a limit, checked when the plan was made", name=name)
        for name in evidence.unchecked
    ]
    count, files = len(opening(evidence)), ", ".join((SUMMARY, PROJECTS, MAP))
    lines.append(tr("{count} outlets opened, the same in {files}", count=count, files=files))
    lines.append(tr("figures of people, formats and circles: added up anew from {files}", files=MAP))
    return lines


def _certified(evidence: Evidence, value: float, bound: float) -> list[str]:
    """The certified bound and how it was computed; nothing where there is none."""
    if not np.isfinite(bound):
        return []
    return [
        tr(
            "certified bound {bound:,.10g}, recomputed from prices: gap {gap:.4%}",
            bound=bound,
            gap=relative_gap(value, bound),
        ),
        tr(
            "prices: rows {rows}, limits {limits}, cuts {cuts}, in whole multiples of 2^{exponent}; nothing is rounded "
            "after that",
            rows=len(evidence.u),
            limits=int((evidence.prices != 0).sum()),
            cuts=len(evidence.cut_prices),
            exponent=-int(evidence.scale),
        ),
    ]

"""Every plan is checked once more before anybody sees it: by the certificate, and by the rules themselves."""

from __future__ import annotations

import math

from siting.certificate import Evidence, Recomputed, misfits, recompute
from siting.errors import VerificationError
from siting.language import tr
from siting.model import Model
from siting.outcome import Outcome

RELATIVE_TOLERANCE = 1e-9
# Solvers prove their bounds to about a millionth; a bound is only wrong when it lies further below the value.
BOUND_TOLERANCE = 1e-6


def differ(one: float, other: float) -> bool:
    """Whether two sums of the same people or money are more than rounding apart."""
    return not math.isclose(one, other, rel_tol=RELATIVE_TOLERANCE, abs_tol=1e-6)


def passes_bound(value: float, bound: float, maximise: bool) -> bool:
    """Whether a value lies on the possible side of a proven bound."""
    slack = BOUND_TOLERANCE * max(1.0, abs(bound))
    return value <= bound + slack if maximise else value >= bound - slack


def check(model: Model, outcome: Outcome, evidence: Evidence) -> Recomputed:
    """The plan's figures by code of their own. Raises VerificationError with all that does not hold."""
    found = figures(evidence)
    findings = model.broken_rules(outcome.selection)
    findings += broken_limits(evidence, found) if not findings else []
    findings += missed_targets(evidence, found)
    if not math.isnan(found.value) and differ(found.value, outcome.value):
        findings.append(value_differs(outcome.value, found.value))
    value = outcome.value if math.isnan(found.value) else found.value
    findings += bound_findings(outcome.bound, value, found.certified_bound, bool(evidence.maximise))
    findings += stop_findings(outcome.stop, outcome.value, outcome.bound)
    if findings:
        raise VerificationError(findings)
    return found


def figures(evidence: Evidence) -> Recomputed:
    """`certificate.recompute`; arrays that do not fit, or a dual that is none, are a VerificationError."""
    flaws = misfits(evidence)
    if flaws:
        raise VerificationError([tr("the certificate's arrays do not fit: {flaws}", flaws=", ".join(flaws))])
    try:
        return recompute(evidence)
    except ValueError as error:
        raise VerificationError([tr("the certificate: {reason}", reason=error)]) from error


def broken_limits(evidence: Evidence, found: Recomputed) -> list[str]:
    """Limits that the selection does not keep, with both numbers."""
    return [
        tr(
            "rule broken: {rule}: {used:,.10g}, allowed {least:,.10g} to {most:,.10g}",
            rule=evidence.limit_labels[row],
            used=found.used[row],
            least=evidence.limit_least[row],
            most=evidence.limit_most[row],
        )
        for row in found.broken
    ]


def missed_targets(evidence: Evidence, found: Recomputed) -> list[str]:
    """Required coverage that the selection does not reach, with both numbers."""
    if evidence.all_required:
        missed = int((~found.covered & (evidence.weight > 0)).sum())
        return [tr("{count} rows that an option reaches are not covered", count=missed)] if missed else []
    return [
        tr(
            "required coverage missed: {reached:,.10g} of {needed:,.10g}",
            reached=found.reached[target],
            needed=evidence.required_weight[target],
        )
        for target in found.short
    ]


def value_differs(claimed: float, recomputed: float) -> str:
    """The sentence for a value that the coverage and the costs do not give."""
    return tr(
        "value: {claimed:,.6f} is claimed, the coverage gives {recomputed:,.6f}",
        claimed=claimed,
        recomputed=recomputed,
    )


def stop_findings(stop: str, value: float, bound: float) -> list[str]:
    """Why a run cannot have ended as it says: "optimal" needs a bound that meets the value."""
    if stop != "optimal" or not differ(value, bound):
        return []
    text = tr(
        "called optimal, but the bound {bound:,.6f} is not the value {value:,.6f}", bound=bound, value=value
    )
    return [text]


def bound_findings(bound: float, value: float, certified: float, maximise: bool) -> list[str]:
    """Why the bound, or the certified one, cannot be right; the certified one is exact and gets no tolerance."""
    beyond = value > certified if maximise else value < certified
    sides = (
        (tr("bound"), bound, not math.isnan(bound) and not passes_bound(value, bound, maximise)),
        (tr("certified bound"), certified, beyond),
    )
    return [
        tr(
            "{name}: {bound:,.6f} is proven impossible by the plan's value {value:,.6f}",
            name=name,
            bound=number,
            value=value,
        )
        for name, number, is_wrong in sides
        if is_wrong
    ]

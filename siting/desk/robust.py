"""What `siting robust` does: reads the city, asks its cases, shows and writes what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from siting import decide
from siting.decide.robust import weigh
from siting.decide.robust.records import records
from siting.decide.robust.wished import cases_of
from siting.desk import robust_files
from siting.desk.robust_shown import show
from siting.journal import Journal
from siting.language import figure, share, tr
from siting.outcome import Watch
from siting.stopping import INTERRUPTED, stopping_at_signals
from siting.terminal import Progress, note, show_json, show_problems


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for. source: a scenario or a run folder. cases: names and files; own: cases as text. gap,
    time_limit_s: of each solve, None for the scenario's."""

    source: Path
    sets: tuple[str, ...]
    override: str | None
    cases: tuple[str, ...]
    own: tuple[str, ...]
    relative: bool
    rules: str
    gap: float | None
    time_limit_s: float | None


def robust(wish: Wish, output: Path | None, as_json: bool) -> int:
    """Asks the cases and tells what they say; what was asked before Ctrl-C is kept."""
    if output is not None:
        robust_files.check(output)
    with Progress(tr("reading {name}", name=wish.source)) as progress:
        journal, watch = Journal(progress.note), Watch(listener=progress.point)
        basis = decide.of(wish.source, journal, wish.sets, wish.override)
        basis = basis.limited(wish.gap, wish.time_limit_s)
        cases = cases_of(basis, wish.cases, wish.own, wish.sets)
        if basis.case.settings.demand.clusters:
            note(tr("cases are asked on the demand points; demand.clusters is left aside"))
        said = tr("Stopping; the cases that are done are being told. Press Ctrl-C again to end at once.")

        def hear(upper: float, lower: float) -> None:
            number = share if wish.relative else figure
            text = tr(
                "worst loss at most {upper}, of any plan at least {lower}",
                upper=number(upper),
                lower=number(lower),
            )
            progress.note(text)

        with stopping_at_signals(watch, journal, said):
            found = weigh(basis, cases, watch, journal, wish.relative, wish.rules, hear)
        if output is not None:
            robust_files.write(found, robust_files.as_plan(found, journal), output)
    if as_json:
        show_json(records(found))
    else:
        show_problems(basis.found.warnings)
        show(found)
        if output is not None:
            print(tr("written to {folder}", folder=output))
    return INTERRUPTED if watch.interrupted else 0

"""An update from its beginning to its end: what was known, what changed, what is left of the plan, and the new one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from siting import pipeline, plan
from siting.decide.basis import Basis
from siting.decide.changes import Standing
from siting.decide.update import cities, differing, outlet_layer
from siting.decide.update.figures import projects
from siting.decide.update.given import Given
from siting.decide.update.left import Left, left
from siting.decide.update.limits import Shrunk
from siting.decide.update.lines import read
from siting.decide.update.mentions import mended
from siting.decide.update.moving import moves
from siting.decide.update.realised import realised
from siting.decide.update.solving import Ladder
from siting.decide.update.types import News, Update, Wish
from siting.errors import InputError, Place, Problems
from siting.journal import Journal
from siting.language import tr
from siting.outcome import Watch
from siting.plan.doubts import doubts


def update(
    folder: Path,
    wish: Wish,
    outlets_file: Path,
    journal: Journal | None = None,
    watch: Watch | None = None,
) -> Update | News:
    """The run folder's plan with the outlets of now; the news alone where nothing changed and nothing else was asked.

    outlets_file: where the outlets of now are written, so that the new scenario can name them; written only where the
    scenario's own files do not hold them. Raises InputError with every broken line, InfeasibleError where no plan keeps
    to the rules, or none with so few changes."""
    journal, watch = journal or Journal(), watch or Watch()
    known = cities.known(folder, journal)
    before = known.before
    news = _news(known, wish)
    if news.none and wish.budget is None and not known.other_files:
        return news
    found = known.now or before.found
    if news.given != "files":
        found = _with(news, before, outlets_file, journal)
    done = realised(before, news, wish.near_m)
    asked = left(known, found, news, done, wish, journal)
    ladder = _ladder(asked, wish, watch, journal)
    chosen = ladder.climb(wish)
    with journal.stage("plan"):
        stock = replace(asked.after.found, warnings=doubts(asked.after.found, asked.after.question))
        made = plan.make(stock, asked.after.question, ladder.outcome(chosen), journal)
    inputs = before.inputs
    return Update(
        wish=wish,
        before=before,
        after=asked.after,
        news=news,
        realised=done,
        given_up=tuple(f"{site} / {inputs.formats[format].id}" for site, format in news.given_up),
        lost=asked.lost,
        limits=tuple(asked.shrunk.limits),
        projects=projects(before, asked.after, asked.rest),
        broken=tuple(ladder.broken),
        fewest=(ladder.steps[0].changes, ladder.least),
        steps=tuple(ladder.steps),
        chosen=chosen,
        moves=moves(asked.after.question, asked.after.inputs, ladder.standing, chosen.selection),
        plan=made,
        notes=_notes(news, asked.shrunk),
        other_files=known.other_files,
    )


def _news(known: cities.Known, wish: Wish) -> News:
    before = known.before
    outlets = outlet_layer.of_inputs(before.inputs)
    if wish.outlets is not None and not _is_own(wish.outlets, before):
        if known.now is not None:
            message = tr("the scenario's own file of outlets changed since the run was made")
            hint = tr("Update with that file alone (without --outlets), then with this one.")
            raise InputError.at(Place(wish.outlets), message, hint)
        problems = Problems()
        lines = read(wish.outlets, wish.crs, before.case, before.inputs, problems)
        model, inputs = before.question, before.inputs
        pairs = {
            (str(inputs.sites.ids[model.option_site[one]]), int(model.option_format[one]))
            for one in before.selection.tolist()
        }
        found = Given(lines, outlets, inputs, pairs, problems).news(wish.whole)
        problems.errors.sort(key=lambda one: one.place.line or 0)  # as a reader meets them
        problems.stop_on_errors()
        return found
    now = outlets if known.now is None else outlet_layer.of_inputs(known.now.inputs)
    return differing.news(outlets, now, "files")


def _is_own(path: Path, before: Basis) -> bool:
    case = before.found.scenario
    return path.is_file() and str(path.resolve()) in cities.outlet_files(case)


def _with(news: News, before: Basis, path: Path, journal: Journal) -> pipeline.Stock:
    """The city with the outlets of now, which are written to the file first."""
    inputs = before.inputs
    outlet_layer.write(news.after, inputs.formats, path)
    entry = outlet_layer.entry(path, news.after, inputs.crs)
    closed = set(news.before.ids[news.closed].tolist())
    more = mended(before.case, news.after, inputs, closed)
    return pipeline.gaps(cities.with_outlets(before.case, [entry], more), journal)


def _ladder(asked: Left, wish: Wish, watch: Watch, journal: Journal) -> Ladder:
    basis = asked.after
    settings = basis.limited(wish.gap, wish.time_limit_s).case.settings.solve
    standing = Standing.of(basis.question, basis.selection)
    return Ladder(basis.question, standing, basis.dual, settings, watch, journal)


def _notes(news: News, less: Shrunk) -> tuple[str, ...]:
    if not less.untouched:
        return news.notes
    text = tr(
        "what was realised no longer counts in these rules, which speak of new outlets: {rules}",
        rules=", ".join(dict.fromkeys(less.untouched)),
    )
    return (*news.notes, text)

"""What the keys of a scenario must say about each other; needs no data file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from pydantic import ValidationError

from siting import parts
from siting.catalogue import formats as catalogue
from siting.errors import Problems
from siting.language import tr
from siting.parts import suggestion
from siting.scenario.ages import known_groups
from siting.scenario.ages_checks import check_ages
from siting.scenario.circles_checks import check_circles
from siting.scenario.closures_checks import check_closures
from siting.scenario.clusters_checks import check_clusters
from siting.scenario.formats import EVERYONE, ResolvedFormat, id_place
from siting.scenario.goal_checks import check_goals
from siting.scenario.grades_checks import check_grades
from siting.scenario.group_checks import check_group_weights
from siting.scenario.phases_checks import check_phases
from siting.scenario.places import key_place, value_place
from siting.scenario.places_checks import check_places
from siting.scenario.site_checks import check_sites
from siting.scenario.source import Key
from siting.scenario.supply_checks import check_supply
from siting.scenario.survey_checks import check_surveys
from siting.scenario.totals_checks import check_totals
from siting.scenario.validate import Draft
from siting.scenario.wording import problems_of

BUYS_ALL = (None, "max_coverage", "backup_coverage", "min_walk", "min_worst_walk")
NOT_IN_FILE_NAMES = re.compile(r'[/\\:*?"<>|\x00-\x1f]|^\.+$|^\s|\s$')


def check(draft: Draft, formats: Sequence[ResolvedFormat], problems: Problems) -> None:
    """Every rule that several keys share; what they break goes to `problems`."""
    _name(draft, problems)
    _part_names(draft, problems)
    _rules(draft, problems)
    _unique_formats(draft, formats, problems)
    _groups(draft, problems)
    check_group_weights(draft, problems)
    check_clusters(draft, problems)
    check_ages(draft, problems)
    check_totals(draft, problems)
    _travel(draft, formats, problems)
    _outlets(draft, formats, problems)
    check_sites(draft, [format.id for format in formats], problems)
    check_circles(draft, problems)
    check_phases(draft, problems)
    check_supply(draft, formats, problems)
    check_closures(draft, formats, problems)
    check_surveys(draft, problems)
    check_grades(draft, formats, problems)
    check_places(draft, formats, problems)
    check_goals(draft, formats, problems)
    _limits(draft, formats, problems)
    _site_costs(draft, problems)


def _name(draft: Draft, problems: Problems) -> None:
    name = draft.word("name")
    if name and NOT_IN_FILE_NAMES.search(name):
        message = tr("'{name}' cannot be the name of a folder", name=name)
        problems.error(
            value_place(draft.root, ("name",)),
            message,
            tr('Leave out / \\ : * ? " < > | and put the rest into title.'),
        )


def _part_names(draft: Draft, problems: Problems) -> None:
    named: list[tuple[str, tuple[Key, ...]]] = [
        ("objectives", ("objective",)),
        ("strategies", ("solve", "strategy")),
        ("backends", ("solve", "backend")),
        ("networks", ("travel", "network", "reader")),
        *(("readers", (*keys, "reader")) for keys in _layers(draft)),
    ]
    for folder, keys in named:
        name = draft.word(*keys)
        if name is not None:
            _known_part(draft, folder, name, keys, problems)


def _layers(draft: Draft) -> Iterable[tuple[Key, ...]]:
    yield from (("demand",), ("demand", "clip"), ("sites",), ("circles",), ("travel", "table"))
    yield from (("demand", "totals"), ("demand", "totals", "table"))
    yield ("demand", "single_years")
    yield from (("outlets", index) for index in draft.outlets)
    yield from (("mobile", index) for index in draft.mobile)
    yield from (("surveys", index) for index in draft.surveys)


def _known_part(draft: Draft, folder: str, name: str, keys: Sequence[Key], problems: Problems) -> bool:
    known = parts.names(folder)
    if name not in known:
        message = tr("unknown {kind} '{name}'", kind=tr(parts.FOLDERS[folder]), name=name)
        problems.error(value_place(draft.root, keys), message, suggestion(name, known))
    return name in known


def _rules(draft: Draft, problems: Problems) -> None:
    for index, entry in draft.rules.items():
        path = ("rules", index)
        name = entry.get("rule")
        if name is None:
            hint = tr("Known: {names}.", names=", ".join(parts.names("rules")))
            problems.error(key_place(draft.root, path), tr("missing key '{key}'", key="rule"), hint)
        elif not isinstance(name, str):
            problems.error(value_place(draft.root, (*path, "rule")), tr("must be the name of a rule"))
        elif _known_part(draft, "rules", name, (*path, "rule"), problems):
            settings = parts.load("rules", name).Settings
            try:
                settings.model_validate({key: value for key, value in entry.items() if key != "rule"})
            except ValidationError as error:
                problems.errors.extend(problems_of(error, settings, draft.root, path))


def _unique_formats(draft: Draft, formats: Sequence[ResolvedFormat], problems: Problems) -> None:
    first: dict[str, int] = {}
    for format in formats:
        if format.id in first:
            message = tr("the format '{id}' is listed twice", id=format.id)
            line = id_place(draft.root, first[format.id]).line
            hint = tr("It stands at line {line} already.", line=line) if line else ""
            problems.error(id_place(draft.root, format.index), message, hint)
        first.setdefault(format.id, format.index)


def _groups(draft: Draft, problems: Problems) -> None:
    if draft.demand is None:
        return
    if EVERYONE in draft.demand.groups:
        message = tr("'people' always means everyone, it cannot be a group")
        problems.error(
            key_place(draft.root, ("demand", "groups", EVERYONE)),
            message,
            tr("Name its column under demand.columns.people."),
        )
    known = known_groups(draft.demand)
    for name in draft.travel.group_speed_m_per_min if draft.travel else ():
        if name not in known:
            path = ("travel", "group_speed_m_per_min")
            place = key_place(draft.root, (*path, name), path)
            problems.error(place, tr("unknown demand group '{name}'", name=name), suggestion(name, known))


def _travel(draft: Draft, formats: Sequence[ResolvedFormat], problems: Problems) -> None:
    travel, root = draft.travel, draft.root
    if travel is None:
        return
    kinds = ("network", "table", "plane", "great_circle")
    given = [kind for kind in kinds if getattr(travel, kind) is not None]
    if len(given) != 1:
        message = tr("needs exactly one of: {keys}", keys=", ".join(kinds))
        problems.error(key_place(root, ("travel",)), message, _one_kind_hint(draft, kinds, given))
    if travel.network and not travel.network.file:
        message = tr("missing key '{key}'", key="file")
        problems.error(key_place(root, ("travel", "network")), message, tr("With nodes, it names the edges."))
    if travel.great_circle and draft.word("crs") == "plane":
        problems.error(
            value_place(root, ("crs",)), tr("great circles need places on the globe, not on a plane")
        )
    if travel.table:
        _table(draft, formats, problems)


def _one_kind_hint(draft: Draft, kinds: Sequence[str], given: Sequence[str]) -> str:
    if given:
        return tr("Given: {keys}.", keys=", ".join(given))
    empty = [kind for kind in kinds if kind in (draft.value("travel") or {})]
    return tr("Write '{text}'.", text=f"{empty[0]}: {{}}") if empty else ""


def _table(draft: Draft, formats: Sequence[ResolvedFormat], problems: Problems) -> None:
    table = draft.travel.table if draft.travel else None
    if table is None:
        return
    if (table.minutes is None) == (table.metres is None):
        message = tr("needs exactly one of: {keys}", keys="minutes, metres")
        problems.error(
            key_place(draft.root, ("travel", "table")), message, tr("It names the column of the table.")
        )
        return
    for format in formats if table.minutes is not None else ():
        if format.cutoff_m is not None:
            message = tr("a cutoff in metres cannot be compared with a table of minutes")
            place = value_place(draft.root, ("formats", format.index, "cutoff_m"))
            problems.error(place, message, tr("Give the format cutoff_min."))


def _outlets(draft: Draft, formats: Sequence[ResolvedFormat], problems: Problems) -> None:
    known = list(dict.fromkeys((*(format.id for format in formats), *catalogue())))
    for index, layer in draft.outlets.items():
        path = ("outlets", index)
        ways = {"format": layer.format, "columns.format": layer.columns.format, "osm_tags": layer.osm_tags}
        given = [key for key, value in ways.items() if value is not None]
        if len(given) != 1:
            message = tr("needs exactly one of: {keys}", keys=", ".join(ways))
            hint = tr("Given: {keys}.", keys=", ".join(given)) if given else ""
            problems.error(key_place(draft.root, path), message, hint)
        if layer.format_values and layer.columns.format is None:
            message = tr("format_values needs columns.format, whose values it translates")
            problems.error(key_place(draft.root, (*path, "format_values"), path), message)
        named: list[tuple[tuple[Key, ...], str]] = [((*path, "format"), layer.format)] if layer.format else []
        named += [((*path, "format_values", value), format) for value, format in layer.format_values.items()]
        for keys, format in named:
            if format not in known and format not in _wrong_ids(draft):
                message = tr("unknown format '{name}'", name=format)
                problems.error(value_place(draft.root, keys), message, suggestion(format, known))


def _wrong_ids(draft: Draft) -> set[str]:
    """Ids of formats that have problems of their own: whoever names them is not to blame."""
    entries = draft.value("formats") or []
    ids = (entry.get("id") if isinstance(entry, dict) else entry for entry in entries)
    return {id for id in ids if isinstance(id, str)}


def _limits(draft: Draft, formats: Sequence[ResolvedFormat], problems: Problems) -> None:
    budget = draft.value("budget")
    if budget == 0 and not isinstance(budget, bool):
        problems.warn(
            value_place(draft.root, ("budget",)),
            tr("the budget is 0: only outlets that cost nothing can open"),
        )
    limited = any(format.max_cost is not None or format.max_new is not None for format in formats)
    limited |= any(phase.budget is not None or phase.max_new is not None for phase in draft.phases.values())
    buys_all = draft.word("objective") in BUYS_ALL
    if budget is None and not limited and not draft.value("rules") and buys_all:
        message = tr("nothing limits the plan: no budget, no max_cost, no max_new, no rules")
        problems.warn(value_place(draft.root, ("budget",)), message, tr("Every useful outlet will open."))


def _site_costs(draft: Draft, problems: Problems) -> None:
    """Budgets of formats do not pay for sites, nor those by source where sites have none; without another, what
    sites cost decides nothing."""
    keys: list[tuple[Key, ...]] = [("sites", "site_cost"), ("sites", "columns", "site_cost")]
    given = [path for path in keys if draft.value(*path)]
    sourced = draft.value("sites", "source") or draft.value("sites", "columns", "source")
    deaf = ("formats",) if sourced else ("formats", "sources")
    by_phase = any(phase.budget is not None for phase in draft.phases.values())
    pays = (
        draft.value("budget") is not None
        or by_phase
        or any(
            entry.get("rule") == "budget"
            and not any(key in entry or entry.get("each") == key[:-1] for key in deaf)
            for entry in draft.rules.values()
        )
    )
    if given and not pays and draft.word("objective") in (None, "max_coverage"):
        problems.warn(
            key_place(draft.root, given[0]),
            tr("no budget pays for the sites themselves"),
            tr("Give a budget for all formats together; those of single formats leave out what sites cost."),
        )

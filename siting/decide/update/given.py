"""What a file of outlets says, as outlets before and after: lines of what changed, or every outlet there is."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from siting.decide.update.differing import news
from siting.decide.update.lines import OTHER, UNKNOWN, Lines
from siting.decide.update.outlet_layer import keys
from siting.decide.update.types import News, OutletLayer
from siting.errors import Problems
from siting.inputs import Inputs
from siting.language import tr
from siting.parts import did_you_mean
from siting.readers import few

MOST_KNOWN = 0.5


@dataclass(slots=True)
class Given:
    """inputs: the city before; projects: (site id, format position) of the standing plan."""

    lines: Lines
    before: OutletLayer
    inputs: Inputs
    projects: set[tuple[str, int]]
    problems: Problems
    notes: list[str] = field(default_factory=list)

    def news(self, whole: bool | None) -> News:
        """whole: whether the file holds every outlet; None: seen from the file."""
        if self._is_whole(whole):
            return self._layer()
        return self._changes()

    def _is_whole(self, asked: bool | None) -> bool:
        """1. Lines that say opened or closed are changes. 2. Without them, a file in which most outlets are known is
        taken for the whole layer. 3. Anything else is not guessed."""
        lines = self.lines
        if lines.opened is not None:
            if asked and not lines.opened.all():
                message = tr("a file of every outlet has no closed ones: leave them out")
                self.problems.error(lines.table.place(column=lines.columns["status"]), message)
            return bool(asked)
        if asked is not None:
            return asked
        known = np.isin(lines.layer.ids.astype(str), self.before.ids.astype(str))
        if known.mean() > MOST_KNOWN:
            text = tr(
                "{file} says of no outlet that it opened or closed, and {known} of its {count} ids are known: "
                "taken for every outlet there is",
                file=lines.table.path.name,
                known=int(known.sum()),
                count=len(known),
            )
            self.notes.append(text)
            return True
        message = tr(
            "no column says what opened or closed, and {known} of {count} ids are known",
            known=int(known.sum()),
            count=len(known),
        )
        hint = tr(
            "Add a column status with opened or closed; or say --outlets-replace, if these are all outlets."
        )
        self.problems.error(lines.table.place(), message, hint)
        self.problems.stop_on_errors()
        raise AssertionError

    def _layer(self) -> News:
        """Every outlet, with what the run knew of those whose line leaves something out."""
        after = self._completed(np.arange(len(self.lines.layer)))
        self._report_twice(after, np.flatnonzero(self._planned(np.arange(len(self.lines.layer)))))
        return news(self.before, after, "layer", notes=tuple(self.notes))

    def _changes(self) -> News:
        """What stays, and what the lines open."""
        opened = self.lines.opened
        assert opened is not None
        rows = np.flatnonzero(opened)
        stays, given_up = self._without_closed(np.flatnonzero(~opened))
        more = self._completed(rows)
        planned = rows[self._planned(rows)]
        self._report_twice(more, planned)
        left = self.before.take(np.flatnonzero(stays))
        there = set(keys(left))
        for row, key in zip(planned.tolist(), keys(more), strict=True):
            if key in there:
                message = tr("outlet '{id}' stands already", id=key[0])
                hint = tr("Give the new one an id of its own, or close the old one in a line.")
                self._error(row, "id", message, hint)
        return news(self.before, left.beside(more), "changes", tuple(given_up), tuple(self.notes))

    def _without_closed(self, rows: np.ndarray) -> tuple[np.ndarray, list[tuple[str, int]]]:
        """(n_before,) which outlets stay; and the projects that will not come."""
        layer, stays = self.lines.layer, np.ones(len(self.before), dtype=bool)
        given_up = []
        for row in rows.tolist():
            identity, format, site = str(layer.ids[row]), int(layer.format[row]), str(layer.site[row])
            if identity:
                mine = self.before.ids == identity
                if format >= 0:
                    mine = mine & (self.before.format == format)
                if not mine.any():
                    known = sorted(set(self.before.ids.tolist()))
                    message = tr("no outlet of today is called '{id}'", id=identity)
                    if format >= 0 and (self.before.ids == identity).any():
                        message = tr("outlet '{id}' is of another format", id=identity)
                    self._error(row, "id", message, _suggestion(identity, known))
                elif not stays[mine].any():
                    self._error(row, "id", tr("outlet '{id}' closes twice", id=identity))
                stays &= ~mine
            elif site and format >= 0:
                if (site, format) in self.projects:
                    given_up.append((site, format))
                else:
                    message = tr("the standing plan has no such project at site '{site}'", site=site)
                    self._error(row, "site", message)
            else:
                self._error(row, "id", tr("a closed line needs an id, or the site and format of a project"))
        return stays, given_up

    def _planned(self, rows: np.ndarray) -> np.ndarray:
        return np.asarray(self.lines.layer.format[rows] >= 0)

    def _completed(self, rows: np.ndarray) -> OutletLayer:
        """Lines of outlets that are there, with a format of the scenario, an id and a place each."""
        layer = self.lines.layer
        self._report_formats(rows)
        rows = rows[self._planned(rows)]
        found = layer.take(rows)
        if "id" not in self.lines.columns:
            taken = set(self.before.ids.tolist())
            ids = [self._fresh(int(number), taken) for number in self.lines.table.row_numbers()[rows]]
            found = replace(found, ids=np.array(ids, dtype=object))
        for row, identity in zip(rows.tolist(), found.ids.tolist(), strict=True):
            if not identity:
                self._error(row, "id", tr("the id is empty"))
        return self._placed(rows, self._as_known(found))

    def _as_known(self, found: OutletLayer) -> OutletLayer:
        """What a line leaves out, of outlets that stood before: name, place and places."""
        at = {key: row for row, key in enumerate(keys(self.before))}
        rows = np.array([at.get(key, -1) for key in keys(found)], dtype=np.int64)
        xy_m, places, names = found.xy_m.copy(), found.places.copy(), found.names.copy()
        known = rows >= 0
        lost = known & np.isnan(xy_m).any(axis=1) & (found.site == "")
        xy_m[lost] = self.before.xy_m[rows[lost]]
        unsaid = known & np.isnan(places)
        places[unsaid] = self.before.places[rows[unsaid]]
        nameless = known & (names == "")
        names[nameless] = self.before.names[rows[nameless]]
        return replace(found, xy_m=xy_m, places=places, names=names)

    def _placed(self, rows: np.ndarray, found: OutletLayer) -> OutletLayer:
        """Where a line names a site and no coordinates, the site's. Nobody asks for them in a city without any."""
        sites = self.inputs.sites
        at = {str(one): number for number, one in enumerate(sites.ids)}
        xy_m = found.xy_m.copy()
        nowhere = not np.isfinite(sites.xy_m).any()
        for spot, row in enumerate(rows.tolist()):
            site = str(found.site[spot])
            if site and site not in at:
                self._error(row, "site", tr("unknown site '{site}'", site=site), _suggestion(site, list(at)))
            elif np.isnan(xy_m[spot]).any() and site:
                xy_m[spot] = sites.xy_m[at[site]]
            elif np.isnan(xy_m[spot]).any() and not nowhere:
                self._error(row, "", tr("neither coordinates nor a site say where the outlet is"))
        return replace(found, xy_m=xy_m)

    def _report_formats(self, rows: np.ndarray) -> None:
        formats = self.lines.layer.format
        for row in rows[formats[rows] == UNKNOWN].tolist():
            if self._text(row, "format") == "":
                self._error(row, "format", tr("the format is not said"))
        others = rows[formats[rows] == OTHER]
        if len(others):
            names = few(dict.fromkeys(self._text(row, "format") for row in others.tolist()))
            text = tr(
                "{count} outlets are of formats that the scenario does not plan, and are left out: {formats}",
                count=len(others),
                formats=names,
            )
            self.notes.append(text)

    def _report_twice(self, found: OutletLayer, rows: np.ndarray) -> None:
        first: dict[tuple[str, int], int] = {}
        for row, key in zip(rows.tolist(), keys(found), strict=True):
            if key[0] and first.setdefault(key, row) != row:
                where = self.lines.table.row_name(first[key])
                self._error(row, "id", tr("id '{id}' stands twice, first at {first}", id=key[0], first=where))

    def _text(self, row: int, what: str) -> str:
        from siting.readers import texts

        column = self.lines.columns.get(what)
        return "" if column is None else str(texts(self.lines.table.take(np.array([row])), column)[0])

    def _fresh(self, number: int, taken: set[str]) -> str:
        """An id for a line without one, which no outlet has."""
        identity, tail = f"new-{number}", 1
        while identity in taken:
            tail += 1
            identity = f"new-{number}-{tail}"
        taken.add(identity)
        return identity

    def _error(self, row: int, what: str, message: str, hint: str = "") -> None:
        self.problems.error(self.lines.table.place(row, self.lines.columns.get(what, "")), message, hint)


def _suggestion(name: str, known: list[str]) -> str:
    """The nearest id; a city has too many to list."""
    close = did_you_mean(name, known)
    return tr("Did you mean '{name}'?", name=close) if close else ""

"""What must hold for the keys that spread published totals: demand.totals, spread, land_use and their columns."""

from __future__ import annotations

from collections.abc import Sequence

from siting.errors import Problems
from siting.language import tr
from siting.scenario.people import Demand
from siting.scenario.places import key_place, value_place
from siting.scenario.source import Key
from siting.scenario.totals import Totals
from siting.scenario.validate import Draft

# Those of the reader of OpenStreetMap files, which is not loaded for a look at a name.
OSM_ENDINGS = (".osm.pbf", ".pbf", ".osm", ".osm.gz", ".osm.bz2")
WAYS = "people, floor_area, footprint, street_length, equal"


def is_osm(demand: Demand) -> bool:
    """Whether the places are buildings or streets of an OpenStreetMap file."""
    if demand.reader is not None:
        return demand.reader == "osm_pbf"
    return demand.file.lower().endswith(OSM_ENDINGS)


def check_totals(draft: Draft, problems: Problems) -> None:
    """The rules of the keys; what they break goes to `problems`.

    1. Totals and the way they are spread go together.
    2. Places of an OpenStreetMap file are buildings or streets: people reach them by a spread alone.
    3. Each way has the columns that it needs, and none that it has no use for.
    4. Land use: the column and the factors go together, and some factor is not 0.
    5. Numbers of a table of their own are joined by id, and stand in one place only.
    6. What is added for areas without a place can be found, and can be told which circle it is in."""
    demand = draft.demand
    if demand is None:
        return
    say = _Say(draft, problems)
    if demand.totals is not None and demand.spread is None:  # RULE 1
        message = tr("totals need spread: what people are spread by over the places in an area")
        say.key(("totals",), message, tr("Choices: {names}.", names=WAYS))
    if demand.spread is not None and demand.totals is None:
        message = tr("spread needs totals: the areas whose published people are spread")
        say.key(("spread",), message)
    if is_osm(demand):  # RULE 2
        _osm(demand, say)
    _columns(demand, say)
    _land_use(demand, say)
    if demand.totals is not None and demand.totals.table is not None:  # RULE 5
        if demand.totals.columns.id is None:
            message = tr("totals.table needs totals.columns.id, by which its rows are joined to the areas")
            say.key(("totals", "table"), message)
        if draft.value("demand", "totals", "columns", "people") is not None:
            message = tr(
                "the people stand in totals.table.people; totals.columns.people is one place too many"
            )
            say.key(("totals", "columns", "people"), message)


class _Say:
    """Puts an error at a key under demand."""

    def __init__(self, draft: Draft, problems: Problems) -> None:
        self.draft, self.problems = draft, problems

    def key(self, keys: Sequence[Key], message: str, hint: str = "") -> None:
        self.problems.error(key_place(self.draft.root, ("demand", *keys)), message, hint)

    def value(self, keys: Sequence[Key], message: str, hint: str = "") -> None:
        self.problems.error(value_place(self.draft.root, ("demand", *keys)), message, hint)

    def gives(self, *keys: Key) -> bool:
        return self.draft.value("demand", *keys) is not None


def _osm(demand: Demand, say: _Say) -> None:
    if demand.spread is None:
        message = tr("an OpenStreetMap file has buildings and streets, but no people")
        hint = tr("Give totals, and spread: floor_area, footprint, street_length or equal.")
        say.key(("file",), message, hint)
    if demand.spread == "people":
        message = tr("an OpenStreetMap file has no people to spread by")
        say.value(("spread",), message, tr("Choices: {names}.", names=WAYS.removeprefix("people, ")))
    for column in ("id", "x", "y", "people", "circle", "floor_area_m2", "levels", "land_use"):
        if say.gives("columns", column):
            message = tr("an OpenStreetMap file has no columns; its tags are known")
            say.key(("columns", column), message)


def _columns(demand: Demand, say: _Say) -> None:  # RULE 3
    spread, columns = demand.spread, demand.columns
    if spread is None and demand.totals is not None:
        return  # RULE 1 has been broken; what else is needed depends on the way
    if spread is None:
        for column in ("floor_area_m2", "levels", "land_use"):
            if getattr(columns, column) is not None:
                say.key(("columns", column), tr("columns.{column} needs totals and spread", column=column))
        if demand.default_levels is not None:
            say.key(("default_levels",), tr("default_levels needs spread: floor_area"))
        if demand.land_use:
            say.key(("land_use",), tr("land_use needs totals and spread"))
        return
    if spread == "floor_area" and not is_osm(demand) and not (columns.floor_area_m2 or columns.levels):
        message = tr("spread: floor_area needs columns.floor_area_m2 or columns.levels")
        say.value(("spread",), message, tr("With neither, buildings can be compared by spread: footprint."))
    if spread != "people" and demand.records:
        message = tr("spread: {spread} has no use for records, where every row is a person", spread=spread)
        say.key(("records",), message)
    if spread != "people" and say.gives("columns", "people"):
        message = tr("spread: {spread} has no use for columns.people", spread=spread)
        hint = tr("The people of the areas are named by totals.columns.people, or totals.table.people.")
        say.key(("columns", "people"), message, hint)
    if spread == "street_length":
        for column in ("x", "y"):
            if getattr(columns, column) is not None:
                message = tr("spread: street_length needs lines, not columns.{column}", column=column)
                say.key(("columns", column), message)
    if spread != "floor_area" and demand.default_levels is not None:
        say.key(("default_levels",), tr("default_levels needs spread: floor_area"))
    if demand.totals is not None:
        _empty(demand, demand.totals, say)


def _empty(demand: Demand, totals: Totals, say: _Say) -> None:  # RULE 6
    if totals.empty == "streets" and not is_osm(demand):
        message = tr("empty: streets needs the streets of an OpenStreetMap file under demand.file")
        say.value(("totals", "empty"), message, tr("Choices: {names}.", names="error, point"))
    if totals.empty == "streets" and demand.spread == "street_length":
        message = tr("empty: streets adds nothing to spread: street_length")
        say.value(("totals", "empty"), message, tr("Choices: {names}.", names="error, point"))
    if totals.empty != "error" and demand.columns.circle is not None:
        message = tr("places added for empty areas have no value in columns.circle")
        hint = tr("Give the circles as areas, in which places are found by location.")
        say.value(("totals", "empty"), message, hint)


def _land_use(demand: Demand, say: _Say) -> None:  # RULE 4
    if demand.spread is None:
        return
    if demand.land_use and demand.columns.land_use is None and not is_osm(demand):
        say.key(("land_use",), tr("land_use needs columns.land_use, whose values it has factors for"))
    if demand.columns.land_use is not None and not demand.land_use:
        message = tr("columns.land_use needs land_use: a factor for each of its values")
        say.key(("columns", "land_use"), message, tr("For example {example}.", example="{residential: 1}"))
    if demand.land_use and not any(demand.land_use.values()) and not is_osm(demand):
        say.key(("land_use",), tr("every factor of land_use is 0: nobody could live anywhere"))

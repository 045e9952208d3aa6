"""Which ways of OpenStreetMap a person can walk: the rule table `walkable.csv`, and how its rows combine.

Sources of the rows: "wiki", the default access table for all countries and the pages of the tags
(wiki.openstreetmap.org/wiki/OSM_tags_for_routing/Access_restrictions, .../Key:foot, .../Key:access,
.../Key:oneway); "osmnx", the walking filter of OSMnx (doi:10.1016/j.compenvurbsys.2017.05.004), with which
that of osmnet, made for pandana, agrees on highway=motorway, proposed, construction, abandoned, platform,
raceway and on foot=no; "osrm", the foot profile of OSRM."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal

TABLE = Path(__file__).with_name("walkable.csv")
Walk = Literal["both", "forward", "backward"]


@cache
def rules() -> dict[tuple[str, str], str]:
    """(key, value) -> what the table says of it."""
    with TABLE.open(encoding="utf-8", newline="") as stream:
        return {(row["key"], row["value"]): row["says"] for row in csv.DictReader(stream)}


@cache
def keys() -> tuple[str, ...]:
    """The keys that the table speaks of; `highway` is asked apart."""
    return tuple(sorted({key for key, _ in rules()} - {"highway"}))


def walk(tags: Mapping[str, str]) -> Walk | None:
    """How a way with these tags can be walked; None where it cannot.

    1. The kind of highway: "no" ends it, an unknown kind too; "foot" needs the permission of rule 3.
    2. Anything "closed" (an area, a private driveway) ends it.
    3. foot=* decides where it is "allowed" or "forbidden".
    4. Else what is "restricted" for everyone (access=private) is so for people on foot.
    5. oneway=* is for vehicles; only what the table calls "forward" or "backward" binds people on foot."""
    kind = rules().get(("highway", tags.get("highway", "")), "no")
    if kind == "no":  # 1
        return None
    says = {rules().get((key, tags[key])) for key in keys() if key in tags}
    if "closed" in says or "forbidden" in says:  # 2, 3
        return None
    if "allowed" not in says and (kind == "foot" or "restricted" in says):  # 1, 3, 4
        return None
    if "forward" in says:  # 5
        return "forward"
    return "backward" if "backward" in says else "both"

"""What must hold for the keys under demand.clusters, and for demand.records."""

from __future__ import annotations

from siting import parts
from siting.errors import Problems
from siting.language import tr
from siting.parts import suggestion
from siting.scenario.clusters import Clusters
from siting.scenario.places import key_place, value_place
from siting.scenario.source import Key
from siting.scenario.validate import Draft

PATH: tuple[Key, ...] = ("demand", "clusters")
SIZES = ("k", "cell_m", "min_people")
OTHER_PEOPLE = tuple(
    ("demand", *keys) for keys in (("columns", "people"), ("band",), ("spread",), ("totals",))
)


def check_clusters(draft: Draft, problems: Problems) -> None:
    """What breaks these rules goes to `problems`.

    1. The method is known, and its own key is given, and no other.
    2. The objective counts people covered, and no rule counts people: what holds on clusters may not hold on points.
    3. Records count one person each, and so take people from no column, grid or total."""
    demand = draft.demand
    if demand is None:
        return
    for path in OTHER_PEOPLE if demand.records else ():
        if draft.value(*path) is not None:  # RULE 3
            message = tr(
                "records: true counts every row as one; it does not go with {key}", key=".".join(path)
            )
            problems.error(key_place(draft.root, path), message, tr("Leave out one of the two."))
    if demand.clusters is None:
        return
    _keys(draft, demand.clusters, problems)
    objective = draft.word("objective") or "max_coverage"
    if objective != "max_coverage" and objective in parts.names("objectives"):  # RULE 2
        message = tr("clusters go with max_coverage alone, not with '{objective}'", objective=objective)
        hint = tr("What is required on clusters may be missed on the points. Leave the clusters out.")
        problems.error(key_place(draft.root, PATH), message, hint)
    for entry in draft.rules.values():
        rule = entry.get("rule")
        if rule in parts.names("rules") and getattr(parts.load("rules", str(rule)), "COUNTS_PEOPLE", False):
            message = tr("clusters do not go with the rule '{rule}', which counts people", rule=rule)
            hint = tr("What is required on clusters may be missed on the points. Leave the clusters out.")
            problems.error(key_place(draft.root, PATH), message, hint)


def _keys(draft: Draft, clusters: Clusters, problems: Problems) -> None:
    """RULE 1."""
    known = parts.names("clustering")
    if clusters.method not in known:
        kind = tr(parts.FOLDERS["clustering"])
        message = tr("unknown {kind} '{name}'", kind=kind, name=clusters.method)
        problems.error(
            value_place(draft.root, (*PATH, "method")), message, suggestion(clusters.method, known)
        )
        return
    own = parts.load("clustering", clusters.method).KEY
    if getattr(clusters, own) is None:
        message = tr("'{method}' needs the key '{key}'", method=clusters.method, key=own)
        problems.error(key_place(draft.root, PATH), message)
    for key in SIZES:
        if key != own and getattr(clusters, key) is not None:
            message = tr("'{method}' has no use for {key}", method=clusters.method, key=key)
            problems.error(key_place(draft.root, (*PATH, key)), message, tr("It takes {key}.", key=own))

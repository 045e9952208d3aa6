"""Which coordinate system a network is in: what the scenario says, else what the file carries."""

from __future__ import annotations

from siting import crs
from siting.errors import Place, Problems
from siting.language import tr
from siting.networks import Streets


def coordinate_system(
    streets: Streets, asked: str | None, working_crs: str, place: Place, problems: Problems
) -> str:
    """The crs of the file's coordinates, checked against them; whatever is doubtful is an error.

    Offset systems (gcj02, bd09) have no name that a file could carry, so there the scenario's word stands."""
    said = crs.canonical(asked or streets.crs or "")
    if not said:
        problems.error(place, tr("nothing says in which coordinate system the street network is"), tr(crs.CHOICES))
        return working_crs
    reason = crs.why_not(said)
    if reason:
        problems.error(place, reason, tr(crs.CHOICES))
        return working_crs
    if asked and streets.crs and said not in crs.OFFSET and not crs.same_place(said, crs.canonical(streets.crs)):
        message = tr("the scenario says {asked}, the file itself says {own}", asked=said, own=streets.crs[:80])
        problems.error(place, message, tr("Leave crs out to believe the file."))
    if (said == "plane") != (working_crs == "plane"):
        message = tr("the street network is in {crs}, everything else in {working}", crs=said, working=working_crs)
        problems.error(place, message, tr("A plane mixes with no other coordinate system."))
    for fault in crs.check(streets.xy, said):
        message = tr("{message} ({count} of {total} nodes)", message=fault.message, count=len(fault.rows),
                     total=len(streets.xy))
        problems.error(place, message, fault.hint)
    return said

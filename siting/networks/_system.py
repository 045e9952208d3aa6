"""Which coordinate system a network is in: what the scenario says, else what the file carries."""

from __future__ import annotations

from siting import crs
from siting.errors import Place, Problems
from siting.language import tr
from siting.networks import Streets


def coordinate_system(
    streets: Streets, asked: str | None, working_crs: str, place: Place, problems: Problems
) -> str:
    """The crs of the file's coordinates, checked against them; raises InputError where it cannot be right.

    The scenario's word counts more than the file's, since no file can state an offset system (gcj02, bd09);
    a contradiction is a warning. Where everything is on a plane, a file that states nothing is too."""
    stated = None if streets.crs is None else crs.canonical(streets.crs)
    said = crs.canonical(asked) if asked else stated
    if said is None and working_crs == crs.PLANE:
        said = crs.PLANE
    if said is None:
        problems.error(place, tr("the street network states no coordinate system"), tr(crs.CHOICES))
        problems.stop_on_errors()
        raise AssertionError
    reason = crs.why_not(said)
    if reason is not None:
        problems.error(place, reason, tr(crs.CHOICES))
        problems.stop_on_errors()
    if (said == crs.PLANE) != (working_crs == crs.PLANE):
        message = tr(
            "the street network is in {crs}, the other layers in {working}", crs=said, working=working_crs
        )
        problems.error(place, message, tr("'plane' mixes with no other coordinate system."))
        problems.stop_on_errors()
    if stated is not None and _contradicts(said, stated):
        message = tr(
            "the file states {stated}, the scenario {said}; the scenario's word is taken",
            stated=stated[:40],
            said=said,
        )
        problems.warn(place, message)
    for fault in crs.check(streets.xy, said):
        message = tr(
            "{message} ({count} of {total} nodes)",
            message=fault.message,
            count=len(fault.rows),
            total=len(streets.xy),
        )
        problems.error(place, message, fault.hint)
    problems.stop_on_errors()
    return said


def _contradicts(said: str, stated: str) -> bool:
    if stated == "OGC:CRS84" or crs.why_not(stated) is not None:
        return False
    return not crs.is_geographic(stated) if said in crs.OFFSET else not crs.same(said, stated)

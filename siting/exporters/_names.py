"""Names of the columns of a format or a demand group, the same in every layer and for whoever reads them back."""

from __future__ import annotations

from collections.abc import Iterable


def column_names(ids: Iterable[str]) -> dict[str, str]:
    """Id -> what names its columns: the id, made unique where only case tells two ids apart.

    SQLite, and so GeoPackage, takes "Bank" and "bank" for the same column."""
    taken: set[str] = set()
    names = {}
    for identity in ids:
        name, number = identity, 1
        while name.casefold() in taken:
            number += 1
            name = f"{identity}_{number}"
        taken.add(name.casefold())
        names[identity] = name
    return names

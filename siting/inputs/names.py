"""Format names as people write them in files: ids, or the Chinese or English names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from siting import catalogue, parts
from siting.inputs.types import FormatInput

ELSEWHERE = -1  # a format of the catalogue that the scenario does not plan


@dataclass(frozen=True, slots=True, eq=False)
class FormatNames:
    """Finds the position of a format by id or name. known: folded text -> position, or ELSEWHERE."""

    known: Mapping[str, int]

    def find(self, text: str) -> int | None:
        """Position in the scenario; ELSEWHERE when only the catalogue knows it; None when nobody does."""
        return self.known.get(_folded(text))

    def suggestion(self, text: str) -> str | None:
        """The known id or name that was perhaps meant."""
        return parts.did_you_mean(_folded(text), self.known)


def format_names(formats: Iterable[FormatInput]) -> FormatNames:
    """Ids win over names, the scenario's formats over the catalogue's."""
    known: dict[str, int] = {}
    for shipped in catalogue.formats().values():
        for text in (shipped.id, shipped.name_en, shipped.name_zh):
            known[_folded(text)] = ELSEWHERE
    planned = list(formats)
    for position, one in enumerate(planned):
        known.update({_folded(text): position for text in one.names.values()})
    known.update({_folded(one.id): position for position, one in enumerate(planned)})
    return FormatNames(known)


def _folded(text: str) -> str:
    return text.strip().casefold()

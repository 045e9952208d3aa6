"""Pictures of a plan by matplotlib: maps for documents, notebooks and pages."""

from __future__ import annotations

from siting.pictures.city import city_map
from siting.pictures.sheet import figure, png

__all__ = ["city_map", "figure", "png"]

"""The keys under demand.clusters: demand points that stand together while a plan is sought."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from siting import parts
from siting.language import mark
from siting.scenario.layers import Positive, Strict, Word


class Clusters(Strict):
    """How demand points are put together. The plan is sought on the clusters and reported on the points."""

    method: Word = Field(description=mark("clustering part: kmeans, bisecting_kmeans, grid or hdbscan"))
    k: Annotated[int | None, Field(ge=1, le=1_000_000_000)] = Field(
        default=None, description=mark("for kmeans and bisecting_kmeans: number of clusters")
    )
    cell_m: Positive | None = Field(default=None, description=mark("for grid: side of a cell in metres"))
    min_people: Positive | None = Field(
        default=None, description=mark("for hdbscan: fewest people of a cluster of several points")
    )

    @property
    def size(self) -> float:
        """The one number that the method takes."""
        return float(getattr(self, parts.load("clustering", self.method).KEY))

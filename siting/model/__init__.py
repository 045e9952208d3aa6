"""Model: the question in arrays, as strategies read it. No ids, no files, no maps.

    max  sum_r w_r z_r   s.t.  z_r <= sum_k A[r,k] x_k,   0 <= z <= 1,   x binary,   rules(x)

Rows that an existing outlet reaches, rows of weight zero and rows not wanted have left before it is built, unless
the objective or a rule asks for them."""

from siting.model.build import build, labels
from siting.model.city import City
from siting.model.implied import upper_limits
from siting.model.limited import standing_doors
from siting.model.places import Places, limited_rows, places_of
from siting.model.reach import cover_variables, covered, write_cover
from siting.model.types import Labels, Model, Objective, Packing, ReadsRows, Rule

__all__ = [
    "City",
    "Labels",
    "Model",
    "Objective",
    "Packing",
    "Places",
    "ReadsRows",
    "Rule",
    "build",
    "cover_variables",
    "covered",
    "labels",
    "limited_rows",
    "places_of",
    "standing_doors",
    "upper_limits",
    "write_cover",
]

"""Coordinate systems: every layer says its own, and everything is computed in metres of one projected CRS.

A crs is a text: "EPSG:<code>"; "gcj02" (the offset coordinates of AMap and Tencent); "bd09" (Baidu's);
"plane" (metres on a plane with no place on Earth, as in literature instances). Files may also state
theirs as WKT. Longitude and easting always come first. CGCS2000 (EPSG:4490 and its projected zones) and
WGS-84 differ by centimetres and count as the same: PROJ's transformation between them is null."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from siting.errors import InputError, Place
from siting.language import tr
from siting.offsets import bd09_to_wgs84, gcj02_to_wgs84

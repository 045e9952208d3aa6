"""One palette for every map, page and document; its pairs differ in lightness too, for readers who see fewer hues."""

from __future__ import annotations

import colorsys

SHORT, THERE, NEW, LOST = "#cfd3dc", "#7fbfa8", "#ef8a1d", "#7b4fa3"
"""Homes out of reach; in reach today and after; newly in reach; in reach today only."""
EXISTING, OPENS, VACANT = "#2b4b7e", "#c2185b", "#8a8f99"
"""Outlets of today, outlets that open, sites that stay vacant."""
STREET, CIRCLE, INK, ACCENT = "#c3c8d2", "#5f6b7a", "#1c2430", "#0f6b5c"
FIFTHS = ("#f6eff7", "#bdc9e1", "#67a9cf", "#1c9099", "#016c59")
"""From little to much: ColorBrewer's sequential PuBuGn, five classes (C. Brewer, colorbrewer2.org)."""

GOLDEN_ANGLE = 0.618033988749895
BLUES = (0.55, 0.73)
"""Hues that no format has: outlets of today and grades of circles are blue."""


def colour(number: int) -> str:
    """Of a format, "#rrggbb": hues a golden angle apart in three shades, so that neighbours in the list differ."""
    first, last = BLUES
    hue = (last + (0.58 + number * GOLDEN_ANGLE) % 1.0 * (1.0 - last + first)) % 1.0
    lightness = (0.42, 0.55, 0.33)[number % 3]
    red, green, blue = colorsys.hls_to_rgb(hue, lightness, 0.65)
    return "#" + "".join(f"{round(255 * part):02x}" for part in (red, green, blue))

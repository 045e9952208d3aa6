"""What the tests ask of a report's page: opened, drawn, said."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.browser.tab import Tab

READY = "new Promise(done => siting.on('ready', () => requestAnimationFrame(() => setTimeout(done))))"
# A number of all pixels of each sheet of the map (Fowler, Noll and Vo's hash), by the name of its pane.
DRAWN = """Object.fromEntries([...document.querySelectorAll("#map canvas")].map(sheet => {
  const image = sheet.getContext("2d").getImageData(0, 0, sheet.width, sheet.height);
  const pixels = new Uint32Array(image.data.buffer);
  let found = 2166136261;
  for (let i = 0; i < pixels.length; i++) found = Math.imul(found ^ pixels[i], 16777619);
  return [sheet.parentNode.className.match(/sm-(\\w+)-pane/)[1], found];
}))"""
FACTS = """Object.fromEntries([...document.querySelectorAll(".leaflet-popup .sm-facts div")].map(
  fact => [fact.children[0].textContent, fact.children[1].textContent]))"""


def opened(tab: Tab, page: Path, anchor: str = "") -> Tab:
    """The tab, once the page stands in it anew with its map drawn."""
    tab.open("about:blank")  # another anchor alone would load nothing
    tab.open(page.as_uri() + anchor)
    tab.run(READY)
    return tab


def drawn(tab: Tab) -> dict[str, int]:
    """Of each sheet of the map (cells, streets, marks), a number that changes when a pixel does."""
    return dict(tab.run(DRAWN))


def click_place(tab: Tab, page: Path, xy_m: Any, zoom: float = 0) -> str:
    """Opens the page over a place of the plan, clicks there, and returns what the popup says."""
    opened(tab, page, f"#at={xy_m[0]},{xy_m[1]},{zoom}")
    tab.click_at(*tab.middle("#map"))
    return popup(tab)


def popup(tab: Tab) -> str:
    """Text of the popup. Fails where none is open."""
    said = tab.run("(document.querySelector('.leaflet-popup') || {}).innerText || ''")
    assert said, "no popup is open"
    return str(said)


def facts(tab: Tab) -> dict[str, float | str]:
    """Facts of the popup by their word; numbers without thousands' commas and units."""
    return {word: _number(text) for word, text in tab.run(FACTS).items()}


def _number(text: str) -> float | str:
    try:
        return float(text.split()[0].replace(",", "")) if "→" not in text else text
    except ValueError:
        return text


def unfold(tab: Tab) -> None:
    """Opens whatever of the map's controls is folded."""
    tab.run("document.querySelectorAll('#map-controls details').forEach(one => (one.open = true))")


def hold_still(tab: Tab) -> None:
    """Keeps the map's size whatever the controls need: what is drawn changes for other reasons then."""
    tab.run(
        "document.getElementById('map-controls').style.cssText = 'position: fixed; z-index: 9999; right: 0; top: 0'"
    )
    tab.run("new Promise(done => setTimeout(done, 100))")


# Of each element with text of its own: the text, its size, its colour and the grounds under it, from the top.
COLOURS = """[...document.querySelectorAll("body *")].filter(e => e.offsetHeight && !e.closest("svg, #map canvas")
  && [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim())).map(e => {
  const grounds = [];
  for (let up = e; up; up = up.parentElement) grounds.push(getComputedStyle(up).backgroundColor);
  return [e.textContent.trim().slice(0, 40), getComputedStyle(e).color, grounds];
})"""


def contrast(tab: Tab) -> list[tuple[str, float]]:
    """Of each text that is shown, how far its colour stands out from the ground under it (WCAG 2.2, 1 to 21)."""
    found = {}
    for said, ink, grounds in tab.run(COLOURS):
        ground = (255.0, 255.0, 255.0)
        for layer in map(_colour, reversed(grounds)):
            ground = _over(layer, ground)
        light, dark = sorted((_luminance(ground), _luminance(_over(_colour(ink), ground))), reverse=True)
        found[said] = min((light + 0.05) / (dark + 0.05), found.get(said, 21.0))
    return list(found.items())


def _colour(text: str) -> tuple[float, ...]:
    """Red, green, blue and opacity of "rgb(1, 2, 3)" and "rgba(1, 2, 3, 0.5)"."""
    parts = [float(part) for part in text[text.index("(") + 1 : -1].replace("/", ",").split(",")]
    return (*parts[:3], parts[3] if len(parts) > 3 else 1.0)


def _over(layer: tuple[float, ...], ground: tuple[float, ...]) -> tuple[float, ...]:
    return tuple(
        layer[3] * above + (1 - layer[3]) * below for above, below in zip(layer[:3], ground, strict=True)
    )


def _luminance(colour: tuple[float, ...]) -> float:
    parts = [part / 255 for part in colour]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

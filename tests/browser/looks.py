"""What the tests ask of a report's page: opened, drawn, said."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.browser.tab import Tab

READY = "new Promise(done => siting.on('ready', () => requestAnimationFrame(() => setTimeout(done))))"
# A number of all pixels of each sheet of the map (Fowler, Noll and Vo's hash), by the name of its pane.
DRAWN = """Object.fromEntries([...document.querySelectorAll("#map canvas")].map(sheet => {
  const pixels = sheet.getContext("2d").getImageData(0, 0, sheet.width, sheet.height).data;
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

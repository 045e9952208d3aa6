"""Renders plan.gpkg as QGIS shows it, without a window: `python3 docs/pictures/in_qgis.py RUN/plan.gpkg FOLDER`.

Run it with the Python that QGIS comes with (Debian: /usr/bin/python3 and the package python3-qgis). Into FOLDER it puts
city.png (the layers with the styles they open with), near.png (the same, near the most new outlets), and a picture of
each style, `<layer>-<number>.png`. It prints, as JSON, what it drew: styles, their colours, and label characters that
no font of the machine has."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from qgis.core import (
    Qgis,
    QgsApplication,
    QgsFeatureRenderer,
    QgsMapRendererParallelJob,
    QgsMapSettings,
    QgsPalLayerSettings,
    QgsRectangle,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QColor, QFontDatabase, QTextLayout
from qgis.PyQt.QtXml import QDomDocument

# From the top of the map to its ground.
LAYERS = ("new_outlets", "existing_outlets", "links", "demand", "circles")
NEAR_SCALE = 9_000
DPI = 96


def main() -> None:
    """Draws the pictures and tells what is in them."""
    given = _arguments()
    application = QgsApplication([], True)
    application.initQgis()
    for font in given.font:
        QFontDatabase.addApplicationFont(font)
    layers = [_layer(given.plan, name) for name in LAYERS]
    ground = [layer for layer in layers if layer.isSpatial()]
    whole = _extent(ground)
    size = QSize(given.width, max(200, round(given.width * whole.height() / whole.width())))
    _picture(given.folder / "city.png", ground, whole, size)
    _picture(given.folder / "near.png", ground, _near(layers[0], size), size)
    missing = _missing(ground)
    drawn = {layer.name(): _every_style(layer, given.folder, whole, size) for layer in ground}
    print(json.dumps({"version": Qgis.QGIS_VERSION, "styles": drawn, "missing": missing}, ensure_ascii=False))
    sys.stdout.flush()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Renders plan.gpkg as QGIS shows it.")
    parser.add_argument("plan", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--width", type=int, default=1200, help="in pixels")
    parser.add_argument("--font", action="append", default=[], help="a font file for labels, may be repeated")
    return parser.parse_args()


def _layer(plan: Path, name: str) -> QgsVectorLayer:
    """A layer of the plan with the style it opens with; one without shapes is a table, and is not drawn."""
    layer = QgsVectorLayer(f"{plan}|layername={name}", name, "ogr")
    if not layer.isValid():
        sys.exit(f"{plan}: QGIS cannot open the layer {name}")
    layer.loadDefaultStyle()
    return layer


def _extent(layers: list[QgsVectorLayer]) -> QgsRectangle:
    """Everything, with a little room; people who live far out would make the city small, so links do not count."""
    whole = QgsRectangle()
    for layer in layers:
        if layer.featureCount() and layer.name() != "links":
            whole.combineExtentWith(layer.extent())
    if whole.isEmpty():
        whole = whole.buffered(500.0)
    return whole.buffered(0.02 * max(whole.width(), whole.height()))


def _near(outlets: QgsVectorLayer, size: QSize) -> QgsRectangle:
    """A neighbourhood at a scale where every layer shows: around the new outlet with the most others beside it."""
    points = [one.geometry().asPoint() for one in outlets.getFeatures() if not one.geometry().isNull()]
    ground_m = NEAR_SCALE * 0.0254 / DPI
    half = (size.width() * ground_m / 2, size.height() * ground_m / 2)
    boxes = [QgsRectangle(p.x() - half[0], p.y() - half[1], p.x() + half[0], p.y() + half[1]) for p in points]
    if not boxes:
        return QgsRectangle(0, 0, 2 * half[0], 2 * half[1])
    return max(boxes, key=lambda box: sum(box.contains(point) for point in points))


def _picture(path: Path, layers: list[QgsVectorLayer], extent: QgsRectangle, size: QSize) -> None:
    settings = QgsMapSettings()
    settings.setLayers(layers)
    settings.setDestinationCrs(layers[0].crs())
    settings.setBackgroundColor(QColor("white"))
    settings.setOutputSize(size)
    settings.setOutputDpi(DPI)
    settings.setExtent(extent)
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    path.parent.mkdir(parents=True, exist_ok=True)
    job.renderedImage().save(str(path))


def _every_style(
    layer: QgsVectorLayer, folder: Path, whole: QgsRectangle, size: QSize
) -> list[dict[str, Any]]:
    """A picture of the layer alone in each style that the file brings, at any scale, and the colours it speaks of."""
    found = []
    count, ids, names, _, _ = layer.listStylesInDatabase()
    for number in range(count):
        document = QDomDocument()
        document.setContent(layer.getStyleFromDatabase(ids[number])[0])
        layer.importNamedStyle(document)
        layer.setScaleBasedVisibility(False)
        name = f"{layer.name()}-{number}.png"
        _picture(folder / name, [layer], whole, size)
        found.append({"name": names[number], "picture": name, "legend": _legend(layer.renderer())})
    return found


def _legend(renderer: QgsFeatureRenderer) -> list[dict[str, Any]]:
    """What the style tells apart: its label, and the colour of its symbol."""
    return [
        {
            "label": item.label(),
            "colour": item.symbol().color().name(),
            "opacity": item.symbol().opacity(),
        }
        for item in renderer.legendSymbolItems()
    ]


def _missing(layers: list[QgsVectorLayer]) -> list[str]:
    """Characters of labels that no font of this machine can draw; Qt looks through all of them."""
    absent: set[str] = set()
    for layer in layers:
        if not layer.labelsEnabled():
            continue
        settings = layer.labeling().settings()
        for text in {str(feature[settings.fieldName]) for feature in layer.getFeatures()}:
            absent |= {
                letter for letter in set(text) if not letter.isspace() and not _drawn(letter, settings)
            }
    return sorted(absent)


def _drawn(letter: str, settings: QgsPalLayerSettings) -> bool:
    """Whether a font has a glyph for the letter: number 0 is the box that stands for none."""
    layout = QTextLayout(letter, settings.format().font())
    layout.beginLayout()
    layout.createLine()
    layout.endLayout()
    glyphs = [glyph for run in layout.glyphRuns() for glyph in run.glyphIndexes()]
    return bool(glyphs) and 0 not in glyphs


if __name__ == "__main__":
    main()

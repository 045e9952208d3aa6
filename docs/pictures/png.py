"""Pictures small enough for a repository: 256 colours, no larger than they are shown."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from PIL import Image

FOLDER = Path(__file__).resolve().parent
PAPER = (255, 255, 255)


class Missing(Exception):
    """What this machine has not got."""


def needed(*names: str) -> str:
    """Path of the first of these programs. Raises Missing."""
    found = next((path for path in map(shutil.which, names) if path), None)
    if found is None:
        raise Missing(f"no {names[0]} on the path")
    return found


def keep(picture: Path | Image.Image, name: str, width: int = 1400) -> Path:
    """Writes a picture as docs/pictures/NAME.png, at most so wide, with a palette."""
    image = picture if isinstance(picture, Image.Image) else Image.open(picture)
    image = image.convert("RGB")
    if image.width > width:
        image = image.resize((width, round(image.height * width / image.width)), Image.Resampling.LANCZOS)
    path = FOLDER / f"{name}.png"
    image.quantize(256, kmeans=2, dither=Image.Dither.NONE).save(path, optimize=True)
    return path


def beside(pictures: Sequence[Path], gap: int = 24) -> Image.Image:
    """Pictures in a row, on grey, as high as the highest."""
    images = [Image.open(path).convert("RGB") for path in pictures]
    width = sum(image.width for image in images) + gap * (len(images) + 1)
    row = Image.new("RGB", (width, max(image.height for image in images) + 2 * gap), (226, 229, 234))
    x = gap
    for image in images:
        row.paste(image, (x, gap))
        x += image.width + gap
    return row

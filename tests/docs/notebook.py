"""The tutorial notebook, run as a reader runs it, and the page that shows it: `python -m tests.docs.notebook`.

The page docs/tutorials/in-a-notebook.md has the notebook's texts and code, and what it drew and printed the last time
that somebody wrote the page."""

from __future__ import annotations

import base64
import io
import os
import re
import tempfile
import warnings
from html import unescape
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOK = ROOT / "docs" / "tutorials" / "notebook.ipynb"
PAGE = NOTEBOOK.with_name("in-a-notebook.md")
PICTURES = "notebook"
FIRST = """

!!! note
    This page shows [notebook.ipynb](notebook.ipynb) with what it prints; download it to follow by hand."""


def read() -> Any:
    """The notebook as it stands, without outputs."""
    import nbformat

    return nbformat.read(NOTEBOOK, as_version=4)


def executed(place: Path) -> Any:
    """The notebook with its outputs, run beside scenarios/ in a place that looks like the project."""
    from nbclient import NotebookClient

    folder = place / NOTEBOOK.parent.relative_to(ROOT)
    folder.mkdir(parents=True)
    (place / "scenarios").symlink_to(ROOT / "scenarios")
    found = read()
    os.environ.setdefault("PYDEVD_DISABLE_FILE_VALIDATION", "1")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        NotebookClient(found, timeout=120, resources={"metadata": {"path": str(folder)}}).execute()
    return found


def pieces(cell: Any) -> str:
    """A cell as it stands on the page."""
    text = cell.source.rstrip()
    return text if cell.cell_type == "markdown" else f"```py\n{text}\n```"


def write(found: Any, page: Path) -> None:
    """The page, and its pictures beside it."""
    folder = page.with_name(PICTURES)
    folder.mkdir(exist_ok=True)
    for old in folder.glob("*.png"):
        old.unlink()
    parts = []
    for cell in found.cells:
        parts += [pieces(cell), *_outputs(cell, folder)]
    parts[0] += FIRST
    page.write_text("\n\n".join(parts) + "\n", encoding="utf-8")


def _outputs(cell: Any, folder: Path) -> list[str]:
    found = []
    for number, output in enumerate(cell.get("outputs", [])):
        data = output.get("data", {})
        html = data.get("text/html", "")
        if html.startswith("<iframe"):
            found.append("*Here the notebook shows the report.*")
            continue
        picture = re.search(r'src="data:image/png;base64,([^"]+)"', html)
        encoded = data.get("image/png") or (picture and picture[1])
        tables = re.findall(r"<table.*?</table>", html, re.DOTALL)
        if tables:
            found += [_table(tables[0]), *re.findall(r"<p>(.*?)</p>", html, re.DOTALL)]
        elif "image/png" not in data and "text/plain" in data:
            found.append(f"```text\n{data['text/plain']}\n```")
        if encoded:
            name = f"{cell.id}-{number}.png" if number else f"{cell.id}.png"
            _fewer_colours(base64.b64decode(encoded), folder / name)
            found.append(f"![what the cell draws]({PICTURES}/{name})")
    return found


def _table(html: str) -> str:
    """An HTML table in Markdown, its caption above."""
    caption = re.search(r"<caption>(.*?)</caption>", html, re.DOTALL)
    rows = [
        [_text(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)]
        for row in re.findall(r"<tr.*?</tr>", html, re.DOTALL)
    ]
    head, *body = rows
    lines = [head, ["---"] + ["---:"] * (len(head) - 1), *body]
    table = "\n".join("| " + " | ".join(cells) + " |" for cells in lines)
    return f"{caption[1].replace('<br>', '<br>' + chr(10))}\n\n{table}" if caption else table


def _text(cell: str) -> str:
    return unescape(cell).replace("|", "\\|").strip()


def _fewer_colours(data: bytes, path: Path) -> None:
    from PIL import Image

    with Image.open(io.BytesIO(data)) as picture:
        plain = Image.new("RGB", picture.size, "white")
        plain.paste(picture, mask=picture.getchannel("A") if picture.mode == "RGBA" else None)
        few = plain.quantize(128, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
        few.save(path, optimize=True)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        write(executed(Path(place)), PAGE)

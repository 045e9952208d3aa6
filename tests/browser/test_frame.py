"""The report inside a notebook: in its frame the page works, and can do nothing to the notebook around it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from siting.page import render
from siting.page.notebook import Explored
from tests.browser import tab as tabs

AROUND = "<!DOCTYPE html><meta charset='utf-8'><script>var secret = 'the notebook';</script><body>"
REACHES_OUT = "(() => { try { return parent.secret; } catch (error) { return error.name; } })()"


def test_the_report_works_in_a_frame_that_cannot_reach_the_notebook(
    chromium: Any, town: Any, tmp_path: Path
) -> None:
    shown = Explored(render(town), "<b>town</b>", 700)
    cell = tmp_path / "cell.html"
    cell.write_text(AROUND + shown._repr_html_(), encoding="utf-8")
    with tabs.chromium_tab(chromium, width=1200, height=760) as tab:
        tab.open(cell.as_uri())
        frame = tab.page.frames[1]
        frame.wait_for_function("window.siting && window.siting.state && window.siting.state.view")
        before = frame.evaluate("siting.state.view")
        frame.locator("[data-language=zh]").click()
        frame.evaluate("siting.set({view: 'before'})")
        assert before == "change"
        assert frame.evaluate("[document.documentElement.lang, siting.state.view]") == ["zh", "before"]
        assert frame.evaluate(REACHES_OUT) == "SecurityError"
        assert tab.run("[document.title, secret, document.scripts.length].join()") == ",the notebook,1"
        assert tab.faults == []
        assert tab.strangers == []

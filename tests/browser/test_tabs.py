"""What the other tests of this folder rely on: a page that misbehaves is found out, in either browser."""

from __future__ import annotations

from pathlib import Path

from tests.browser.conftest import NewTab

BAD = """<!doctype html><html lang="en"><body>
<button onclick="alert('pressed')">Press</button><input id="name">
<script>
console.error("complaint");
setTimeout(() => { throw new Error("nobody catches this") });
fetch("http://127.0.0.1:8099/somewhere").catch(() => {});
</script></body></html>"""


def test_misbehaviour_is_seen(new_tab: NewTab, tmp_path: Path) -> None:
    path = tmp_path / "bad page.html"
    path.write_text(BAD, encoding="utf-8")
    tab = new_tab(width=400, height=300)
    tab.open(path.as_uri())
    tab.run("new Promise(done => setTimeout(done, 200))")

    assert tab.run("[innerWidth, innerHeight]") == [400, 300]
    assert tab.strangers == ["http://127.0.0.1:8099/somewhere"]
    assert any("complaint" in fault for fault in tab.faults)
    assert any("nobody catches this" in fault for fault in tab.faults)

    tab.click("button")
    tab.run("1")
    assert tab.dialogs == ["pressed"]

    before = tab.picture("#name")
    tab.press("Tab")
    tab.press("x")
    assert tab.run("document.querySelector('#name').value") == "x"
    assert tab.picture("#name") != before

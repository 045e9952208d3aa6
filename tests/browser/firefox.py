"""Firefox as it is installed, driven over WebDriver BiDi, which it speaks itself (w3.org/TR/webdriver-bidi).

Playwright's own way to an unpatched Firefox asks for commands that its long-term release does not have."""

from __future__ import annotations

import base64
import json
import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.browser.tab import Tab

PROGRAMS = ("firefox", "firefox-esr")
WAIT_S = 90
KEYS = {"Tab": "\ue004", "Enter": "\ue007", "Escape": "\ue00c", "Space": " "}
EVENTS = ["log.entryAdded", "network.beforeRequestSent", "browsingContext.userPromptOpened"]
# Whatever is asked for goes to a port where nobody answers; its own start-up pages ask for nothing.
PREFERENCES = {
    "network.proxy.type": 1,
    "network.proxy.http": "127.0.0.1",
    "network.proxy.http_port": 9,
    "network.proxy.ssl": "127.0.0.1",
    "network.proxy.ssl_port": 9,
    "browser.startup.homepage_override.mstone": "ignore",
    "datareporting.policy.dataSubmissionEnabled": False,
    "app.normandy.enabled": False,
}


class Firefox:
    """A running Firefox. Events of a tab are handed to it as they come in between answers."""

    def __init__(self, socket: Any) -> None:
        self.socket = socket
        self.number = 0
        self.tabs: dict[str, FirefoxTab] = {}
        self.ask(
            "session.new", capabilities={"alwaysMatch": {"unhandledPromptBehavior": {"default": "dismiss"}}}
        )
        self.ask("session.subscribe", events=EVENTS)

    def ask(self, method: str, **params: Any) -> Any:
        """Sends a command and waits for its answer. Raises RuntimeError when it is refused."""
        self.number += 1
        self.socket.send(json.dumps({"id": self.number, "method": method, "params": params}))
        while True:
            said = json.loads(self.socket.recv(timeout=WAIT_S))
            if said.get("id") == self.number:
                if said["type"] == "error":
                    raise RuntimeError(f"{method}: {said['error']}: {said['message']}")
                return said["result"]
            if said.get("type") == "event":
                self._note(said["method"], said["params"])

    def _note(self, event: str, params: dict[str, Any]) -> None:
        tab = self.tabs.get(params.get("context") or params.get("source", {}).get("context"))
        if tab is None:
            return
        if event == "network.beforeRequestSent":
            tab.requests.append(params["request"]["url"])
        elif event == "log.entryAdded" and params["level"] == "error":
            tab.faults.append(params["text"])
        elif event == "browsingContext.userPromptOpened":
            tab.dialogs.append(params["message"])


class FirefoxTab(Tab):
    """A tab of it."""

    def __init__(self, firefox: Firefox, width: int, height: int) -> None:
        super().__init__()
        self.firefox = firefox
        self.context = firefox.ask("browsingContext.create", type="tab")["context"]
        firefox.tabs[self.context] = self
        self.ask("browsingContext.setViewport", viewport={"width": width, "height": height})

    def ask(self, method: str, **params: Any) -> Any:
        """A command to this tab."""
        return self.firefox.ask(method, context=self.context, **params)

    def open(self, address: str) -> None:
        self.ask("browsingContext.navigate", url=address, wait="complete")

    def run(self, script: str) -> Any:
        answer = self.firefox.ask(
            "script.evaluate",
            expression=f"(async () => JSON.stringify([await ({script})]))()",
            target={"context": self.context},
            awaitPromise=True,
        )
        if answer["type"] == "exception":
            raise RuntimeError(answer["exceptionDetails"]["text"])
        return json.loads(answer["result"]["value"])[0]

    def click(self, selector: str) -> None:
        self.click_at(*self.middle(selector))

    def click_at(self, x: float, y: float) -> None:
        move = {"type": "pointerMove", "x": round(x), "y": round(y)}
        presses = [{"type": kind, "button": 0} for kind in ("pointerDown", "pointerUp")]
        self._act({"type": "pointer", "id": "mouse", "actions": [move, *presses]})

    def press(self, key: str) -> None:
        value = KEYS.get(key, key)
        self._act(
            {
                "type": "key",
                "id": "keys",
                "actions": [{"type": kind, "value": value} for kind in ("keyDown", "keyUp")],
            }
        )

    def _act(self, source: dict[str, Any]) -> None:
        self.ask("input.performActions", actions=[source])

    def picture(self, selector: str) -> bytes:
        self.middle(selector)
        box = self.run(
            f"""(r => ({{x: r.x, y: r.y, width: r.width, height: r.height}}))(
            document.querySelector({selector!r}).getBoundingClientRect())"""
        )
        shot = self.ask("browsingContext.captureScreenshot", origin="viewport", clip={"type": "box", **box})
        return base64.b64decode(shot["data"])


@contextmanager
def firefox_tab(browser: Firefox, width: int = 1280, height: int = 800) -> Iterator[FirefoxTab]:
    """A fresh tab."""
    tab = FirefoxTab(browser, width, height)
    try:
        yield tab
    finally:
        tab.ask("browsingContext.close")


@contextmanager
def firefox(program: str, profile: Path) -> Iterator[Firefox]:
    """A Firefox of its own, with a fresh profile in the folder, that ends with the block."""
    from websockets.sync.client import connect

    lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in PREFERENCES.items()]
    (profile / "user.js").write_text("\n".join(lines) + "\n", encoding="utf-8")
    arguments = ["--headless", "--remote-debugging-port=0", "--profile", str(profile), "about:blank"]
    log = profile / "said.log"
    with log.open("w") as said:
        running = subprocess.Popen([program, *arguments], stdout=subprocess.DEVNULL, stderr=said)
    try:
        with connect(_address(running, log), max_size=None, compression=None, open_timeout=WAIT_S) as socket:
            yield Firefox(socket)
    finally:
        running.terminate()
        running.wait(WAIT_S)


def _address(running: subprocess.Popen[bytes], log: Path) -> str:
    """Where it listens, once it says so. Raises RuntimeError when it ends before, or takes too long."""
    until = time.monotonic() + WAIT_S
    while time.monotonic() < until and running.poll() is None:
        found = re.search(r"WebDriver BiDi listening on (ws://\S+)", log.read_text(errors="replace"))
        if found:
            return f"{found[1]}/session"
        time.sleep(0.05)
    raise RuntimeError(f"Firefox did not start: {log.read_text(errors='replace')[-500:]}")

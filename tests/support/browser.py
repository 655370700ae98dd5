"""A Chromium without a window, driven by its own protocol (DevTools) over a local socket; it needs no package."""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from websockets.sync.client import ClientConnection, connect

SECONDS = 60
TOFU_SCRIPT = """
(() => {
  const canvas = document.createElement('canvas'); canvas.width = canvas.height = 32;
  const context = canvas.getContext('2d', {willReadFrequently: true});
  context.font = '24px ' + getComputedStyle(document.body).fontFamily;
  const draw = text => {
    context.clearRect(0, 0, 32, 32); context.fillText(text, 2, 26);
    return context.getImageData(0, 0, 32, 32).data.join();
  };
  const boxes = new Set(['\\u{10FFFE}', '\\uFFFE', ''].map(draw));
  const letters = new Set(document.body.innerText.replace(/\\s/gu, ''));
  return [letters.size, [...letters].filter(letter => boxes.has(draw(letter))).join('')];
})()
"""
"""Number of different characters of the page, and those that are drawn as nothing or as the box of a missing glyph."""


class Page:
    """One page of the browser."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket, self._number = socket, 0
        self._send("Page.enable")

    def resize(self, width: int, height: int = 900) -> None:
        self._send("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)

    def open(self, url: str) -> None:
        """Load a page and wait for it."""
        self._send("Page.navigate", url=url)
        self.wait_for_load()

    def wait_for_load(self) -> None:
        """Wait until a navigation has ended."""
        time.sleep(0.3)
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            if self.evaluate("document.readyState") == "complete":
                return
            time.sleep(0.1)
        raise TimeoutError("the page did not load")

    def evaluate(self, script: str) -> Any:
        """Return the value of a script that runs in the page. The page's own policy does not forbid it."""
        answer = self._send("Runtime.evaluate", expression=script, returnByValue=True)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def screenshot(self, path: Path) -> None:
        """Save the whole page as PNG."""
        answer = self._send("Page.captureScreenshot", captureBeyondViewport=True)
        path.write_bytes(base64.b64decode(answer["data"]))

    def _send(self, method: str, **params: Any) -> dict[str, Any]:
        self._number += 1
        self._socket.send(json.dumps({"id": self._number, "method": method, "params": params}))
        while True:
            answer = json.loads(self._socket.recv(timeout=SECONDS))
            if answer.get("id") == self._number:
                assert "error" not in answer, f"{method}: {answer['error']}"
                return dict(answer["result"])


@contextmanager
def chromium(folder: Path) -> Iterator[Page]:
    """Start a browser with its profile in `folder`, and end it. Raises FileNotFoundError if there is none."""
    program = shutil.which("chromium")
    if program is None:
        raise FileNotFoundError("chromium")
    options = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars"]
    options += ["--lang=zh-CN", "--no-first-run", "--disable-background-networking", "--remote-debugging-port=0"]
    with subprocess.Popen(
        [program, *options, f"--user-data-dir={folder}", "about:blank"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            port = _port(folder / "DevToolsActivePort")
            with urlopen(f"http://127.0.0.1:{port}/json", timeout=SECONDS) as answer:
                (address,) = (tab["webSocketDebuggerUrl"] for tab in json.load(answer) if tab["type"] == "page")
            with connect(address, max_size=None, proxy=None) as socket:
                yield Page(socket)
        finally:
            process.terminate()


def _port(file: Path) -> int:
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        if file.is_file() and (lines := file.read_text().splitlines()):
            return int(lines[0])
        time.sleep(0.1)
    raise TimeoutError("the browser did not start")

"""A real browser before a real page before a real API. Screenshots are kept in `.artifacts/page`."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.api.serving import PATIENCE, free_port

ROOT = Path(__file__).parents[2]
SHOTS = ROOT / ".artifacts" / "page"
WIDTHS = {1280: 900, 390: 844}  # of the window → its height, in CSS pixels


@contextlib.contextmanager
def streamlit(folder: Path, api_port: int, port: int = 0) -> Iterator[str]:
    """The page as `translator up` starts it; gives its address once it answers."""
    port = port or free_port()
    environ = {name: value for name, value in os.environ.items() if not name.startswith("TRANSLATOR_")}
    places = [str(ROOT), os.environ.get("PYTHONPATH", "")]
    environ |= {"TRANSLATOR_API_PORT": str(api_port), "HOME": str(folder)}
    environ["PYTHONPATH"] = os.pathsep.join(filter(None, places))
    command = [
        sys.executable,
        "-m",
        "streamlit",
        "run",
        str(ROOT / "ui" / "app.py"),
        "--server.headless",
        "true",
    ]
    command += ["--server.address", "127.0.0.1", "--server.port", str(port), "--logger.level", "warning"]
    with (folder / "page.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, env=environ, stdout=log, stderr=log)
        try:
            until = time.monotonic() + PATIENCE
            while time.monotonic() < until and process.poll() is None:
                with contextlib.suppress(httpx.HTTPError):
                    health = f"http://127.0.0.1:{port}/_stcore/health"
                    if httpx.get(health, timeout=2, verify=False).status_code == 200:
                        break
                time.sleep(0.05)
            else:
                raise AssertionError(f"the page does not start: {(folder / 'page.log').read_text()}")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(20)


@contextlib.contextmanager
def chromium() -> Iterator[Any]:
    """A browser of this machine; skips, with the reason, where there is none."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("THE BROWSER TESTS DID NOT RUN: there is no chromium; apt-get install chromium")
    sync_api = pytest.importorskip(
        "playwright.sync_api", reason="THE BROWSER TESTS DID NOT RUN: no playwright"
    )
    with sync_api.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=["--no-sandbox"])
        try:
            yield browser
        finally:
            browser.close()


def settled(page: Any) -> None:
    """Wait until the script of the page has run and what it sent is drawn."""
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for(timeout=30_000)
    page.wait_for_timeout(250)


def shot(page: Any, name: str) -> None:
    """Keep a picture: `<name>-<width>.png`."""
    settled(page)
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / f"{name}-{page.viewport_size['width']}.png")


def wider_than_the_window(page: Any) -> int:
    """CSS pixels by which the page would have to be scrolled sideways; 0: none."""
    found: int = page.evaluate(
        "(() => { const main = document.querySelector('[data-testid=stMain]');"
        " return Math.max(0, main.scrollWidth - main.clientWidth) })()"
    )
    return found


_FAINT = """() => {
  const parts = c => { const m = c.match(/[\\d.]+/g).map(Number); return [...m.slice(0, 3), m[3] ?? 1] };
  const over = (top, under) => top.slice(0, 3).map((v, i) => v * top[3] + under[i] * (1 - top[3]));
  const channel = v => v / 255 <= .04045 ? v / 255 / 12.92 : ((v / 255 + .055) / 1.055) ** 2.4;
  const light = c => .2126 * channel(c[0]) + .7152 * channel(c[1]) + .0722 * channel(c[2]);
  const behind = e => { const layers = [];
    for (let at = e; at; at = at.parentElement)
      layers.unshift(parts(getComputedStyle(at).backgroundColor));
    return layers.reduce((under, top) => over(top, under), [255, 255, 255]) };
  const faint = [];
  for (const e of document.querySelectorAll('[data-testid=stMain] *, header *')) {
    const box = e.getBoundingClientRect();
    const own = [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
    if (!own || !box.width || !box.height || e.closest('[disabled], style, script')) continue;
    const under = behind(e), words = over(parts(getComputedStyle(e).color), under);
    const [a, b] = [light(words), light(under)].sort((x, y) => y - x);
    const large = parseFloat(getComputedStyle(e).fontSize) >= 24 || e.closest('[data-testid=stIconMaterial]');
    const ratio = (a + .05) / (b + .05);
    if (ratio < (large ? 3 : 4.5)) faint.push(`${ratio.toFixed(2)} ${e.textContent.slice(0, 40)}`);
  }
  return faint }"""


def too_faint(page: Any) -> list[str]:
    """Texts with less contrast than AA of WCAG 2.2 asks for: 4.5; 3 for icons and from 24 px on."""
    found: list[str] = page.evaluate(_FAINT)
    return found

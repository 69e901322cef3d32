# SPDX-License-Identifier: LGPL-2.1-or-later
"""Chromium without a window, driven by WebDriver over loopback; the standard library alone."""
import base64
import json
import os
import shutil
import subprocess
import tempfile
import urllib.error
import urllib.request

CALL_S = 180
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"


def missing():
    """Programs that are not installed."""
    return [name for name in ("chromium", "chromedriver") if shutil.which(name) is None]


class Browser:
    """A browser of its own profile; to be used in a with statement, which ends it."""

    def __init__(self):
        self.profile = tempfile.mkdtemp(prefix="aoi-browser-")
        self.driver = subprocess.Popen(
            ["chromedriver", "--port=0", "--allowed-ips=127.0.0.1"],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
            env={**os.environ, "HOME": self.profile, "DBUS_SESSION_BUS_ADDRESS": "disabled:"})
        self.base, self.measured = None, False
        try:
            self.base = f"http://127.0.0.1:{self._read_port()}/session"
            arguments = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                         "--no-first-run", f"--user-data-dir={self.profile}/data",
                         "--disable-background-networking", "--disable-component-update",
                         # Timers of a page that Chromium takes for hidden may run once a minute only.
                         "--disable-background-timer-throttling", "--disable-renderer-backgrounding",
                         "--disable-backgrounding-occluded-windows",
                         "--disable-features=OptimizationHints,MediaRouter",
                         "--window-size=1280,900"]
            options = {"args": arguments, "binary": shutil.which("chromium")}
            answer = self._call("POST", "", {"capabilities": {"alwaysMatch": {
                "browserName": "chrome", "goog:chromeOptions": options,
                "goog:loggingPrefs": {"browser": "ALL"}}}})
            self.base += "/" + answer["sessionId"]
        except BaseException:
            self.close()
            raise

    def _read_port(self):
        for line in self.driver.stdout:
            if "started successfully on port" in line:
                return int(line.rsplit("port", 1)[1].strip(" .\n"))
        raise RuntimeError("chromedriver ended without a port")

    def _call(self, method, path, data=None):
        body = json.dumps(data if data is not None else {}).encode() if method == "POST" else None
        request = urllib.request.Request(self.base + path, body, {"Content-Type": "application/json"},
                                         method=method)
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=CALL_S) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise RuntimeError(json.load(error)["value"]["message"].splitlines()[0]) from None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        """Ends the browser and its driver."""
        try:
            if self.base:
                self._call("DELETE", "")
        except (OSError, RuntimeError):
            pass
        self.driver.terminate()
        self.driver.wait()
        shutil.rmtree(self.profile, ignore_errors=True)

    def open(self, url):
        self._call("POST", "/url", {"url": url})

    def run(self, script, *arguments):
        """What a function with this body returns in the page."""
        return self._call("POST", "/execute/sync", {"script": script, "args": arguments})

    def run_async(self, script, *arguments):
        """Likewise, when the last argument is called: with what is returned."""
        self._call("POST", "/timeouts", {"script": 1000 * CALL_S})
        return self._call("POST", "/execute/async", {"script": script, "args": arguments})

    def _said(self):
        """What somebody reads there: a notice first, which says why something was not done."""
        return self.run("""const read = css => document.querySelector(css)?.innerText ?? '';
          return (read('.notice') + ' ' + (read('main') || read('body'))).replace(/\\s+/g, ' ').slice(0, 600)""")

    def wait(self, condition, timeout_ms=60000):
        """Waits until an expression in the page is true."""
        script = """const [done, end] = [arguments[0], performance.now() + %d];
          const poll = () => { if (%s) done(true); else if (performance.now() > end) done(false);
            else setTimeout(poll, 20); };
          poll();""" % (timeout_ms, condition)
        self._call("POST", "/timeouts", {"script": timeout_ms + 10000})
        if not self._call("POST", "/execute/async", {"script": script, "args": []}):
            raise AssertionError(f"never came true: {condition}; {self.run('return location.href')} says: {self._said()!r}")

    def find(self, css):
        return self._call("POST", "/element", {"using": "css selector", "value": css})[ELEMENT]

    def click(self, css):
        self._call("POST", f"/element/{self.find(css)}/click")

    def type(self, css, text):
        self._call("POST", f"/element/{self.find(css)}/value", {"text": text})

    def press(self, *keys):
        strokes = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
        self._call("POST", "/actions", {"actions": [{"type": "key", "id": "keys", "actions": strokes}]})

    def chord(self, *keys):
        """Keys that are held down together, such as CONTROL and s."""
        strokes = [{"type": "keyDown", "value": key} for key in keys] + [{"type": "keyUp", "value": key} for key in keys[::-1]]
        self._call("POST", "/actions", {"actions": [{"type": "key", "id": "keys", "actions": strokes}]})

    def drag(self, *points, button=0, pause=0):
        """The mouse goes down at the first point, along the others, and up; in CSS pixels of the window. pause: ms of each move."""
        moves = [{"type": "pointerMove", "duration": pause, "x": round(x), "y": round(y)} for x, y in points]
        self._call("POST", "/actions", {"actions": [{"type": "pointer", "id": "mouse", "parameters": {"pointerType": "mouse"}, "actions": [
            moves[0], {"type": "pointerDown", "button": button}, *moves[1:], {"type": "pointerUp", "button": button}]}]})

    def scroll(self, point, *ways, pause=16):
        """The wheel is turned at a point, so far each time."""
        turns = [{"type": "scroll", "x": round(point[0]), "y": round(point[1]), "deltaX": 0, "deltaY": way, "duration": pause} for way in ways]
        self._call("POST", "/actions", {"actions": [{"type": "wheel", "id": "wheel", "actions": turns}]})

    def upload(self, css, path):
        """Chooses a file in an input."""
        self._call("POST", f"/element/{self.find(css)}/value", {"text": path})

    def back(self):
        self._call("POST", "/back")

    def _command(self, name, **parameters):
        return self._call("POST", "/goog/cdp/execute", {"cmd": name, "params": parameters})

    def set_window(self, width=1280, height=800, scheme="light", ratio=1):
        """Size of the page in CSS pixels, what the user prefers: light or dark, and pixels of the screen for each of CSS."""
        self._command("Emulation.setDeviceMetricsOverride", width=width, height=height,
                      deviceScaleFactor=ratio, mobile=width < 600)
        self._command("Emulation.setEmulatedMedia",
                      features=[{"name": "prefers-color-scheme", "value": scheme}])

    def _metrics(self):
        if not self.measured:
            self._command("Performance.enable", timeDomain="threadTicks")
            self.measured = True
        return {one["name"]: one["value"] for one in self._command("Performance.getMetrics")["metrics"]}

    def script_seconds(self):
        """CPU time that the page's scripts have taken, of their thread."""
        return self._metrics()["ScriptDuration"]

    def memory(self):
        """What the page holds once nothing is left to be collected: nodes, listeners, bytes of its scripts."""
        for _ in range(2):
            self._command("HeapProfiler.collectGarbage")
        metrics = self._metrics()
        return metrics["Nodes"], metrics["JSEventListeners"], metrics["JSHeapUsedSize"]

    def forget(self):
        """What was loaded is loaded anew from now on."""
        self._command("Network.clearBrowserCache")

    def log(self):
        """What the page has logged since the last call: errors, refusals of its policy."""
        return self._call("POST", "/se/log", {"type": "browser"})

    def screenshot(self, path):
        """As PNG, or as JPEG if the name says so."""
        if path.endswith(".jpg"):
            taken = self._command("Page.captureScreenshot", format="jpeg", quality=88)["data"]
        else:
            taken = self._call("GET", "/screenshot")
        with open(path, "wb") as file:
            file.write(base64.b64decode(taken))

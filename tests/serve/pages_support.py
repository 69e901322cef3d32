# SPDX-License-Identifier: LGPL-2.1-or-later
"""What tests of the station's pages have in common: pages of a server in Chromium, and how they are worked with."""
import os
import sys
import tempfile
import traceback

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "tests", "pipelines"))

import browser  # pylint: disable=wrong-import-position
from serving import check, done  # pylint: disable=wrong-import-position

LONG = bool(os.environ.get("AOI_TEST_LONG"))
READY = "document.documentElement.dataset.ready !== undefined"
PLACED = "document.querySelector('.board canvas')?.dataset.place !== undefined"
IDLE = "document.querySelector('.tools').getAttribute('aria-busy') !== 'true'"
LOGIN = "document.querySelector('dialog .login') !== null"
CONTROL, SHIFT, ENTER, ESCAPE, DELETE, TAB = "\ue009", "\ue008", "\ue007", "\ue00c", "\ue017", "\ue004"
LEFT, UP, RIGHT, DOWN = "\ue012", "\ue013", "\ue014", "\ue015"
PAGE = os.path.join(ROOT, "pipelines", "serve", "web", "page")


class Page:
    """A browser with the pages of a station in it."""

    def __init__(self, chromium, server):
        self.browser, self.server = chromium, server

    def open(self, path="/", ready=READY):
        self.browser.open("about:blank")
        self.browser.open(self.server.base + "/#" + path)
        self.browser.wait(ready)

    def edit(self, name, picture=None):
        self.open("/products/" + name, PLACED)
        if picture:
            self.show(picture)

    def show(self, picture):
        """Another picture in the editor."""
        self.browser.upload("#picture-file", picture)
        self.browser.wait(IDLE)
        self.settle()

    def text(self, css):
        return self.browser.run("return document.querySelector(arguments[0])?.textContent ?? null", css)

    def count(self, css):
        return self.browser.run("return document.querySelectorAll(arguments[0]).length", css)

    def points(self, *coords):
        """Where points of the picture are in the window."""
        left, top, x, y, scale = self.browser.run("""const canvas = document.querySelector('.board canvas');
          const frame = canvas.getBoundingClientRect();
          return [frame.left, frame.top, ...canvas.dataset.place.split(' ').map(Number)]""")
        return [(left + (px - x) * scale, top + (py - y) * scale) for px, py in coords]

    def settle(self):
        """Until what was done is drawn."""
        self.browser.run("return new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))")

    def draw(self, x1, y1, x2, y2):
        before = self.count(".rois .roi")
        self.browser.press("d")
        start, end = self.points((x1, y1), (x2, y2))
        self.browser.drag(start, ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2), end)
        self.browser.wait(f"document.querySelectorAll('.rois .roi').length === {before + 1}")

    def reach(self, css):
        """Goes to something by Tab, as one does who has no mouse."""
        for _ in range(120):
            way = self.browser.run("""const [wanted, now] = [document.querySelector(arguments[0]), document.activeElement];
              return wanted === now ? 0 : wanted.compareDocumentPosition(now) & Node.DOCUMENT_POSITION_PRECEDING ? 1 : -1""", css)
            if way == 0:
                return
            if way > 0:
                self.browser.press(TAB)
            else:
                self.browser.chord(SHIFT, TAB)
        raise AssertionError(f"Tab does not reach {css}")

    def fill(self, key, value):
        """A field of the form, by keyboard."""
        self.reach(f".form [data-key='{key}'] :is(input, textarea)")
        self.browser.chord(CONTROL, "a")
        self.browser.press(*str(value), ENTER)

    def choose(self, key, text, letters=None):
        """Likewise, by the letters of what is chosen, or the first of them."""
        css = f".form [data-key='{key}'] select"
        self.reach(css)
        self.browser.press(*(letters or text))
        said = self.browser.run("const select = document.querySelector(arguments[0]); return select.selectedOptions[0].textContent", css)
        check(f"{text} is chosen by {'its letters' if letters is None else letters}", said == text, said)
        self.browser.press(ENTER)

    def focus_canvas(self):
        self.browser.run("document.activeElement.blur(); document.querySelector('.board canvas').focus()")

    def save(self):
        self.browser.chord(CONTROL, "s")
        self.wait_saved()

    def wait_saved(self):
        # While it is saved nothing can be saved either; what was said of it goes away by itself.
        self.browser.wait(f"{IDLE} && document.querySelector('#tool-save').disabled")

    def saved(self, name):
        return self.server.ask("GET", "/v1/products/" + name)

    def quiet(self, name):
        said = [line["message"] for line in self.browser.log() if line["level"] == "SEVERE" and "Failed to load resource" not in line["message"]]
        check(f"{name}: the browser has nothing to say", not said, said)


def judge(server, board, roi, judgement):
    server.ask("POST", f"/v1/boards/{board}/judgements", {"judgements": [{"roi": roi, "judgement": judgement}]})


def run(function, *arguments):
    try:
        function(*arguments)
    except Exception:  # pylint: disable=broad-except
        check(function.__name__.replace("_", " "), False, traceback.format_exc())


def run_pages(work, only):
    """work(chromium, folder, run): run(function, ...) does it unless only names others."""
    if browser.missing():
        print(f"# not done: {' and '.join(browser.missing())} not installed")
        done()

    def run_wanted(function, *arguments):
        if not only or function.__name__ in only:
            run(function, *arguments)

    with tempfile.TemporaryDirectory(prefix="aoi-pages-") as folder, browser.Browser() as chromium:
        chromium.set_window()
        work(chromium, folder, run_wanted)
    done()

#!/usr/bin/python3 -B
# SPDX-License-Identifier: LGPL-2.1-or-later
"""pages.py ROOT DRAW-GUIDE: the station's pages in Chromium. Speaks TAP."""
import json
import os
import re
import subprocess
import sys
import tempfile
import traceback

ROOT, DRAW_GUIDE = map(os.path.abspath, sys.argv[1:3])
sys.path.insert(0, os.path.join(ROOT, "tests", "pipelines"))

import browser  # pylint: disable=wrong-import-position
from board import PICTURE, color_roi, make_product  # pylint: disable=wrong-import-position
from golden_support import compare_roi, drawn, paste, teach  # pylint: disable=wrong-import-position
from keeping import stored, until  # pylint: disable=wrong-import-position
from serving import TOOL, Server, check, done  # pylint: disable=wrong-import-position

READY = "document.documentElement.dataset.ready !== undefined"
PLACED = "document.querySelector('.board canvas')?.dataset.place !== undefined"
CONTROL, SHIFT, ENTER, ESCAPE, DELETE, TAB = "\ue009", "\ue008", "\ue007", "\ue00c", "\ue017", "\ue004"
LEFT, UP, RIGHT, DOWN = "\ue012", "\ue013", "\ue014", "\ue015"
PASSWORD = "correct horse"
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
            self.browser.upload("#picture-file", picture)
            self.browser.wait("document.querySelector('.drop').hidden")

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

    def fill(self, key, value):
        """A field of the form, by keyboard."""
        css = f".form [data-key='{key}'] input, .form [data-key='{key}'] textarea"
        self.browser.run("const input = document.querySelector(arguments[0]); input.focus(); input.select()", css)
        self.browser.press(*str(value), ENTER)

    def choose(self, key, value):
        self.browser.run("""const select = document.querySelector(arguments[0]);
          select.value = [...select.options].find(option => option.value === arguments[1] || option.textContent === arguments[1]).value;
          select.dispatchEvent(new Event('change', { bubbles: true }))""", f".form [data-key='{key}'] select", value)

    def focus_canvas(self):
        self.browser.run("document.activeElement.blur(); document.querySelector('.board canvas').focus()")

    def save(self):
        self.browser.chord(CONTROL, "s")
        self.browser.wait("document.querySelector('.notice.good:not([hidden])') !== null && document.querySelector('#tool-save').disabled")

    def saved(self, name):
        return self.server.ask("GET", "/v1/products/" + name)

    def quiet(self, name):
        said = [line["message"] for line in self.browser.log() if line["level"] == "SEVERE" and "Failed to load resource" not in line["message"]]
        check(f"{name}: the browser has nothing to say", not said, said)


def texts():
    """The catalogues have the same keys, with the same places for values, and all that the modules ask for."""
    found = {}
    for code in ("en", "de"):
        with open(os.path.join(PAGE, f"text-{code}.json"), encoding="utf-8") as file:
            found[code] = json.load(file)
    check("the languages have the same texts", found["en"].keys() == found["de"].keys(), found["en"].keys() ^ found["de"].keys())
    places = {code: {key: sorted(re.findall(r"\{\w+\}", text)) for key, text in said.items()} for code, said in found.items()}
    check("with the same values in them", places["en"] == places["de"])
    asked = set()
    for name in os.listdir(PAGE):
        if name.endswith(".js"):
            with open(os.path.join(PAGE, name), encoding="utf-8") as file:
                asked |= set(re.findall(r"\bt\('([^']+[^.'])'[,)]", file.read()))
    missing = [key for key in asked if key not in found["en"]]
    check("and all that is asked for", len(asked) > 80 and not missing, missing)


def opens(page):
    page.browser.open("about:blank")
    page.open()
    took = page.browser.run("return Number(document.documentElement.dataset.ready)")
    print(f"# the first page is there after {took} ms")
    check("the first page is Live", page.count(".live .big") == 1 and page.count(".bar nav a[aria-current]") == 1)
    page.open("/products")
    page.browser.wait("document.querySelectorAll('tbody tr').length > 0")
    check("products are listed", "square" in page.text("tbody"), page.text("tbody"))
    page.open("/station")
    page.browser.wait("document.querySelectorAll('tbody .badge.pass').length >= 2")
    check("the station says how it is", "0.2" in page.text(".facts"), page.text(".facts"))
    page.open("/nosuch")
    check("what is not there is said to be not there", "nothing" in page.text("main"))
    answer = page.server.ask("GET", "/")
    policy = answer.headers["content-security-policy"]
    check("the policy allows no script but the station's", "script-src 'self'" in policy and "unsafe" not in policy and "http:" not in policy, policy)
    tag = page.server.ask("GET", "/web/main.js").headers["etag"]
    check("a module that is known is not sent again",
          page.server.ask("GET", "/web/main.js", headers={"If-None-Match": tag}).status == 304)
    check("nothing else is served", page.server.ask("GET", "/web/%2e%2e%2fapi%2fapi-schemas.json").status == 404)
    page.quiet("opening")


def five_rois(page, folder):
    """From board.png to a product that passes, by mouse and keyboard."""
    page.open("/products")
    page.browser.click("#new-product")
    page.browser.wait("document.querySelector('dialog input') !== null")
    page.browser.press(*"five", ENTER)
    page.browser.wait(PLACED)
    page.browser.upload("#picture-file", os.path.join(folder, "board.png"))
    page.browser.wait("document.querySelector('.drop').hidden")
    page.settle()
    page.draw(40, 40, 220, 220)
    page.choose("type", "barcode")
    page.draw(310, 50, 550, 110)
    page.choose("type", "ocr")
    page.fill("expected_text", "LOT 4471")
    page.draw(700, 300, 760, 360)
    page.choose("type", "color")
    page.browser.run("""const input = document.querySelector('.form input[type=color]');
      input.value = '#e12823'; input.dispatchEvent(new Event('change', { bubbles: true }))""")
    page.fill("min_pixel_percentage", 30)
    page.focus_canvas()
    page.draw(880, 500, 940, 560)
    page.browser.click(".form .pick")
    page.browser.drag(page.points((910, 530))[0])
    page.browser.wait("document.querySelector('.form .colour').textContent.includes(',')")
    page.choose("color_match", "tolerance")
    page.fill("color_tolerance", 40)
    page.focus_canvas()
    page.browser.chord(CONTROL, "d")
    for _ in range(3):
        page.browser.chord(SHIFT, UP)
    page.settle()
    page.browser.press("t")
    page.browser.wait("document.querySelector('.verdict .badge') !== null")
    said = page.text(".roi-list")
    check("five ROIs pass before anything is saved", page.count(".verdict .badge.pass") == 1 and page.count(".rois .mark.pass") == 5
          and page.saved("five").status == 404, said)
    page.save()
    rois = page.saved("five").json
    check("and are saved as they were drawn", [roi["type"] for roi in rois] == ["barcode", "ocr", "color", "color", "color"]
          and all(abs(found - wanted) <= 1 for found, wanted in zip(rois[0]["coords"], [40, 40, 220, 220]))
          and rois[1]["expected_text"] == "LOT 4471" and rois[2]["expected_color"] == [225, 40, 35], rois)
    page.quiet("five ROIs")


def keyboard_alone(page):
    """ROIs made, moved, resized, turned, copied, undone; nothing but keys."""
    page.edit("keys")
    page.browser.press("n")
    page.browser.wait("document.querySelectorAll('.rois .roi').length === 1")
    page.choose("type", "color")
    page.focus_canvas()
    start = page.browser.run("return [...document.querySelectorAll(\".form [data-key='coords'] input\")].map(input => Number(input.value))")
    page.browser.press(*[RIGHT] * 5, *[UP] * 3)
    page.browser.chord(CONTROL, RIGHT)
    page.browser.chord(CONTROL, SHIFT, DOWN)
    page.browser.press("r")
    moved = page.browser.run("return [...document.querySelectorAll(\".form [data-key='coords'] input\")].map(input => Number(input.value))")
    check("arrow keys move and resize by pixels", moved == [start[0] + 5, start[1] - 3, start[2] + 1, start[3] + 10], (start, moved))
    page.browser.chord(CONTROL, "d")
    page.browser.wait("document.querySelectorAll('.rois .roi').length === 2")
    page.browser.press("k")
    page.browser.press(DELETE)
    page.browser.wait("document.querySelectorAll('.rois .roi').length === 1")
    page.browser.chord(CONTROL, "z")
    page.browser.wait("document.querySelectorAll('.rois .roi').length === 2")
    page.save()
    rois = page.saved("keys").json
    check("and are saved", [roi["idx"] for roi in rois] == [1, 2] and all(roi["rotation"] == 90 for roi in rois)
          and rois[0]["coords"] == [moved[0], moved[1], moved[0] + moved[2], moved[1] + moved[3]], rois)
    for _ in range(12):
        page.browser.chord(CONTROL, "z")
    page.browser.wait("document.querySelectorAll('.rois .roi').length === 0")
    for _ in range(12):
        page.browser.chord(CONTROL, "y")
    page.browser.wait("document.querySelectorAll('.rois .roi').length === 1")
    page.browser.chord(CONTROL, "z")
    page.browser.wait("document.querySelectorAll('.rois .roi').length === 2")
    page.save()
    check("all of it can be undone and done again", page.saved("keys").json == rois, page.saved("keys"))
    page.browser.press("?")
    page.browser.wait("document.querySelector('dialog .keys') !== null")
    page.browser.press(ESCAPE)
    page.browser.wait("document.querySelector('dialog') === null")
    page.quiet("keyboard")


def no_pixel_lost(page, folder):
    """Twenty edits by mouse at 200 % with two pixels of the screen for each of CSS, and back."""
    make_product(page.server, "exact", rois=[color_roi(1, coords=[300, 200, 360, 250])])
    page.browser.set_window(ratio=2)
    try:
        page.edit("exact", os.path.join(folder, "board.png"))
        page.browser.run("document.querySelector('.roi').click()")
        page.browser.press("f", "1")
        page.browser.press("+")
        page.settle()
        place = [300, 200, 360, 250]
        for step in range(20):
            dx, dy = 7 - step % 15, step % 11 - 5
            middle = ((place[0] + place[2]) / 2 + 0.3, (place[1] + place[3]) / 2 + 0.3)
            start, = page.points(middle)
            scale = page.browser.run("return Number(document.querySelector('.board canvas').dataset.place.split(' ')[2])")
            end = (round(start[0]) + round(dx * scale), round(start[1]) + round(dy * scale))
            page.browser.drag(start, (start[0] + 30, start[1] + 30), end)
            place = [place[0] + dx, place[1] + dy, place[2] + dx, place[3] + dy]
            page.settle()
        page.save()
        found = page.saved("exact").json[0]["coords"]
        check("after 20 edits each pixel is where it was put", found == place, (found, place))
        ratio = page.browser.run("const c = document.querySelector('.board canvas'); return c.width / c.clientWidth")
        check("the picture has the screen's pixels", abs(ratio - 2) < 0.02, ratio)
        for _ in range(20):
            page.browser.chord(CONTROL, "z")
        page.save()
        check("and all of it can be taken back", page.saved("exact").json[0]["coords"] == [300, 200, 360, 250])
    finally:
        page.browser.set_window()
    page.quiet("200 %")


def file_survives(page):
    """What nobody changed is byte by byte as it was."""
    text = ('{"description": "old",\n  "my own": {"a": [1.50, 2e3]},\n "rois": [\n   {"idx":1, "type":4,"coords":[20,20,44,44], "color_match":"tolerance",'
            '"expected_color":[200,30,30], "secret":  {"deep": [ ]}, "notes":"keep \\u00e9"},\n   [7, 4, [0, 0, 9, 9], 305, 0.9]\n ],\n "tail": 1.0}\n')
    make_product(page.server, "old")
    with open(os.path.join(page.server.products, "old", "rois_config_old.json"), "w", encoding="utf-8") as file:
        file.write(text)
    page.edit("old")
    page.browser.run("document.querySelector('.roi').click()")
    check("keys that no form has are shown", "secret" in page.text(".form"), page.text(".form"))
    page.focus_canvas()
    page.browser.press(RIGHT)
    page.save()
    check("only what was changed is changed", page.saved("old").content.decode() == text.replace("[20,20,44,44]", "[21,20,45,44]"), page.saved("old"))


def loader_speaks(page):
    """The loader's errors stand at their field."""
    make_product(page.server, "wrong", rois=[color_roi(1), color_roi(2)])
    page.edit("wrong")
    page.browser.run("document.querySelectorAll('.roi')[1].click()")
    page.fill("idx", 1)
    page.browser.wait("document.querySelector('.rois .why.error') !== null")
    page.fill("idx", 2)
    page.fill("color_tolerance", 300)
    page.browser.wait("document.querySelector(\".form [data-key='color_tolerance'] .problem.error\") !== null")
    check("an error stands at its field", "255" in page.text(".form [data-key='color_tolerance'] .problem.error"))
    page.browser.chord(CONTROL, "s")
    page.browser.wait("document.querySelector('.notice.bad:not([hidden])') !== null")
    check("and what does not load is not saved", "color_tolerance" not in page.saved("wrong").content.decode(), page.text(".notice"))
    page.browser.log()


def two_engineers(page):
    make_product(page.server, "both", rois=[color_roi(1), color_roi(2)])
    page.edit("both")
    page.browser.run("document.querySelector('.roi').click()")
    page.fill("color_tolerance", 33)
    answer = page.saved("both")
    rois = answer.json
    rois[0]["color_tolerance"], rois[1]["min_pixel_percentage"] = 44, 77
    page.server.ask("PUT", "/v1/products/both", raw=json.dumps(rois).encode(), headers={"If-Match": answer.headers["etag"]})
    page.browser.chord(CONTROL, "s")
    page.browser.wait("document.querySelector('dialog .changes') !== null")
    said = page.text("dialog")
    check("the second one sees the difference", "33" in said and "44" in said and "77" in said and page.count("tr.both") == 1, said)
    page.browser.click("tr.both input[value=mine]")
    page.browser.click("dialog .choices .main")
    page.browser.wait("document.querySelector('dialog') === null && document.querySelector('#tool-save').disabled")
    rois = page.saved("both").json
    check("and both changes are saved", rois[0]["color_tolerance"] == 33 and rois[1]["min_pixel_percentage"] == 77, rois)
    page.open("/products/both/history")
    page.browser.wait("document.querySelectorAll('.revisions > li').length === 3")
    page.browser.click(".revisions > li:nth-child(3) button")
    page.browser.wait("document.querySelector('dialog') !== null")
    page.browser.press(ENTER)
    page.browser.wait("document.querySelectorAll('.revisions > li').length === 4")
    check("what it was can be restored", page.saved("both").json == [color_roi(1), color_roi(2)])
    page.browser.log()


HOSTILE = "<img src=x onerror=\"window.pwned=1\">'\"&\u202e\u0007<script>window.pwned=1</script>{{7*7}}"


def hostile(page):
    """No text runs or breaks the page."""
    make_product(page.server, "evil", rois={"description": HOSTILE, "rois": [
        {**color_roi(1), "notes": HOSTILE, HOSTILE: {HOSTILE: HOSTILE}}, {"idx": 2, "type": "ocr", "coords": [1, 1, 60, 60], "expected_text": HOSTILE},
        {"idx": 3, "type": HOSTILE[:60], "coords": [1, 1, 60, 60]}]})
    odd = "a b'\"<b>%41&"
    make_product(page.server, odd)
    page.open("/products")
    page.browser.wait("document.querySelectorAll('tbody tr').length > 1")
    check("texts of products are texts", HOSTILE.split("\u202e")[0] in page.text("tbody") and page.count("tbody img, tbody script, tbody b") == 0)
    page.browser.run("[...document.querySelectorAll('a.name')].find(link => link.textContent === arguments[0]).click()", odd)
    page.browser.wait(PLACED)
    check("a product of an odd name is edited", page.text(".tools h1") == odd, page.text(".tools h1"))
    page.edit("evil")
    for number in range(3):
        page.browser.run("document.querySelectorAll('.roi')[arguments[0]].click()", number)
        page.settle()
    page.browser.wait("document.querySelector('.why.error') !== null")
    left = page.browser.run("""return [typeof window.pwned, document.querySelectorAll('main img, main script, iframe').length,
      [...document.querySelectorAll('*')].flatMap(n => [...n.attributes]).filter(a => a.name.startsWith('on')).length,
      document.documentElement.scrollWidth <= innerWidth]""")
    check("nothing runs, and the page holds together", left == ["undefined", 0, 0, True], left)
    said = page.browser.run("""try { document.body.innerHTML = '<img src=x onerror="window.pwned=1">'; return 'taken'; } catch { return 'refused'; }""")
    check("markup from texts is refused by the browser itself", said == "refused", said)
    page.browser.log()


def live(page):
    page.open("/live")
    session = page.server.session("square")
    page.server.put(session, "board.png", PICTURE)
    page.server.ask("POST", f"/api/session/{session}/inspect", {"image_filename": "board.png"})
    page.browser.wait("document.querySelector('.big.pass') !== null")
    check("a board is shown as it is inspected", "PASS" in page.text(".big") and "square" in page.text(".big"), page.text(".big"))
    height = page.browser.run("return document.querySelector('.big .word').getBoundingClientRect().height")
    check("its verdict is large", height > 150, height)
    make_product(page.server, "blue", expected=(0, 0, 250))
    session = page.server.session("blue")
    page.server.put(session, "board.png", PICTURE)
    page.server.ask("POST", f"/api/session/{session}/inspect", {"image_filename": "board.png"})
    page.browser.wait("document.querySelector('.big.fail') !== null")
    check("a failed one says so by word and sign", "FAIL" in page.text(".big") and page.text(".big .sign") == "\u2715", page.text(".big"))
    check("boards are counted", page.count(".last tbody tr") == 2, page.text(".last"))
    os.rename(page.server.shared, page.server.shared + "-gone")
    page.browser.wait("document.querySelector('.ill:not([hidden])') !== null")
    check("what is ill is said", "shared" in page.text(".ill"), page.text(".ill"))
    os.rename(page.server.shared + "-gone", page.server.shared)
    page.browser.wait("document.querySelector('.ill').hidden")
    page.browser.log()


def restart(page):
    """The server goes and comes back on its port: each page goes on by itself."""
    make_product(page.server, "stay", rois=[color_roi(1)])
    page.edit("stay")
    page.browser.run("document.querySelector('.roi').click()")
    page.fill("color_tolerance", 21)
    page.server.stop()
    page.server.process.stdout.close()
    page.browser.chord(CONTROL, "s")
    page.browser.wait("!document.querySelector('.offline').hidden")
    check("a station that is gone is said to be gone", "does not answer" in page.text(".offline"))
    page.server.options = (*page.server.options, "--listen", f"127.0.0.1:{page.server.port}")
    page.server.start()
    page.browser.wait("document.querySelector('.offline').hidden")
    page.save()
    check("what was edited is still there, and saved", page.saved("stay").json[0]["color_tolerance"] == 21, page.saved("stay"))
    page.open("/live")
    page.server.stop()
    page.server.process.stdout.close()
    page.server.start()
    session = page.server.session("square")
    page.server.put(session, "board.png", PICTURE)
    page.server.ask("POST", f"/api/session/{session}/inspect", {"image_filename": "board.png"})
    page.browser.wait("document.querySelector('.big.pass .when time') !== null")
    check("boards are shown again", True)
    page.browser.log()


def roles(chromium):
    """Where there are users one logs in; who may not change cannot."""
    with Server() as server:
        state = os.path.join(server.folder, "state")
        server.stop()
        server.process.stdout.close()
        for name, role in (("anna", "admin"), ("otto", "operator")):
            subprocess.run([TOOL, "serve", "user", "add", name, "--role", role, "--state", state], input=PASSWORD + "\n",
                           capture_output=True, text=True, check=True)
        server.start()
        make_product(server, "guarded")
        page = Page(chromium, server)

        def log_in(name, password):
            chromium.run("document.querySelector('dialog .wrong').textContent = ''; for (const input of document.querySelectorAll('dialog input')) input.value = ''")
            chromium.type("dialog input[name=name]", name)
            chromium.type("dialog input[name=password]", password + ENTER)

        page.open("/products/guarded", "document.querySelector('dialog .login') !== null")
        log_in("otto", "wrong")
        chromium.wait("document.querySelector('dialog .wrong').textContent !== ''")
        log_in("otto", PASSWORD)
        chromium.wait(PLACED)
        check("an operator sees a product, but cannot change it", page.count("#tool-save") == 0 and page.count("#tool-draw") == 0)
        chromium.run("document.querySelector('.roi').click()")
        check("nor by the form", chromium.run("return [...document.querySelectorAll('.form input, .form select')].every(input => input.matches(':disabled'))"))
        chromium.run("[...document.querySelectorAll('.person button')][0].click()")
        chromium.wait("document.querySelector('dialog .login') !== null")
        log_in("anna", PASSWORD)
        chromium.wait("document.querySelector('#tool-save') !== null")
        chromium.wait(PLACED)
        chromium.run("document.querySelector('.roi').click()")
        page.fill("color_tolerance", 12)
        server.stop()
        server.process.stdout.close()
        server.options = (*server.options, "--listen", f"127.0.0.1:{server.port}")
        server.start()
        page.browser.chord(CONTROL, "s")
        chromium.wait("document.querySelector('dialog .login') !== null || document.querySelector('.notice.bad:not([hidden])') !== null")
        chromium.wait("document.querySelector('.offline').hidden")
        if not page.count("dialog .login"):
            page.browser.chord(CONTROL, "s")
            chromium.wait("document.querySelector('dialog .login') !== null")
        log_in("anna", PASSWORD)
        chromium.wait("document.querySelector('#tool-save').disabled && document.querySelector('.notice.good:not([hidden])') !== null")
        answer = open(os.path.join(server.products, "guarded", "rois_config_guarded.json"), encoding="utf-8").read()
        check("after a restart one logs in again, and what was to be saved is saved", "12" in answer, answer)
        page.open("/station")
        chromium.wait("document.querySelectorAll('.scroll tbody tr').length > 0")
        check("the admin sees who changed what", "guarded" in page.text(".scroll tbody"), page.text(".scroll tbody"))
        chromium.log()


def verify(chromium, folder):
    """Failed boards are judged by one key each, and judged anew."""
    with Server("--store", os.path.join(folder, "boards.db")) as server:
        make_product(server, "blue", expected=(0, 0, 250))
        session = server.session("blue")
        for _ in range(2):
            server.put(session, "board.png", PICTURE)
            server.ask("POST", f"/api/session/{session}/inspect", {"image_filename": "board.png"})
        until(lambda: stored(server) == 2)
        page = Page(chromium, server)
        page.open("/verify")
        chromium.wait("document.querySelector('.verify .count')?.textContent.startsWith('2')")
        check("a failed ROI is shown with its reason", "ROI 1" in page.text(".failed") and page.text(".verify .facts") != "")
        page.browser.press("f")
        chromium.wait("document.querySelector('.verify .count')?.textContent.startsWith('1')")
        page.browser.press(ENTER)
        chromium.wait("!document.querySelector('.verify .empty').hidden")

        def judged():
            boards = server.ask("GET", "/v1/boards").json["boards"]
            return [server.ask("GET", "/v1/boards/" + board["id"]).json["rois"][0]["judgement"] for board in boards[::-1]]

        check("one key judges a board", judged() == ["false-call", "defect"], judged())
        page.browser.press("u")
        chromium.wait("!document.querySelector('.work').hidden")
        page.browser.press("f")
        chromium.wait("document.querySelector('.work').hidden")
        check("and another one judges it anew", judged() == ["false-call", "false-call"], judged())
        page.quiet("verify")


def judge(server, board, roi, judgement):
    server.ask("POST", f"/v1/boards/{board}/judgements", {"judgements": [{"roi": roi, "judgement": judgement}]})


def statistics(chromium, folder):
    """Each figure leads to its boards; what is shown stands in the address."""
    with Server("--store", os.path.join(folder, "figures.db")) as server:
        hostile = '<img src=x onerror="window.pwned=1">'
        make_product(server, "square")
        make_product(server, "blue", rois=[color_roi(1), color_roi(2, expected=(0, 0, 250))])
        boards = []
        for product in ("square", "blue", "blue"):
            session = server.session(product)
            server.put(session, "board.png", PICTURE)
            boards.append(server.ask("POST", f"/api/session/{session}/inspect", {"image_filename": "board.png", "device_barcodes": {"1": hostile}}).json["aoi"]["id"])
        until(lambda: stored(server) == 3)
        judge(server, boards[1], 2, "false-call")
        page = Page(chromium, server)
        page.open("/statistics", "document.querySelectorAll('.total .figure').length === 4 && document.querySelectorAll('tbody tr').length > 0")
        said = page.text(".totals")
        check("yield and the rate of false calls are told", "33.3" in said and "1 of 3 boards" in said and "50.0" in said and "1 of 2 failed ROIs" in said, said)
        check("boards are drawn by time", page.count(".plot .column.passed") == 1 and page.count(".plot .column.failed") == 1)
        check("ROIs that fail most come first", page.text("tbody tr").startswith("blue2"), page.text("tbody"))
        chromium.run("document.querySelector('tbody tr a').click()")
        chromium.wait("document.querySelectorAll('.boards tbody tr').length > 0")
        check("a figure leads to its boards", page.count(".boards tbody tr") == 2 and "roi=2" in chromium.run("return location.hash"), page.text(".boards tbody"))
        chromium.back()
        chromium.wait("document.querySelectorAll('.ways a').length === 9")
        for way in ("reason", "drift", "hour", "shift", "device", "product", "station", "code"):
            page.open("/statistics?by=" + way, "document.querySelector('.statistics section[aria-label] tbody tr, .statistics .empty') !== null")
            check(f"there are rows by {way}", page.count(".statistics tbody tr") > 0, page.text(".statistics"))
        page.open("/statistics?product=square", "document.querySelectorAll('.total .figure').length === 4")
        check("a product can be chosen", "1 of 1 boards" in page.text(".totals"), page.text(".totals"))
        page.open("/statistics/boards?judgement=false-call", "document.querySelectorAll('.boards tbody tr').length > 0")
        check("and false calls", page.count(".boards tbody tr") == 1)
        chromium.run("document.querySelector('.boards tbody a.name').click()")
        chromium.wait("document.querySelector('.board-page') !== null")
        said = page.text(".board-page")
        check("a board is shown with its ROIs and judgements", boards[1] in said and "ROI 2" in said and "False call" in said and hostile in said, said)
        check("no text of a board runs", chromium.run("return window.pwned === undefined && document.querySelectorAll('main img').length === 0"))
        page.quiet("statistics")


def teaching(chromium, folder):
    """A false call is taught and taken back; what a person judged a defect is not taught."""
    with Server("--store", os.path.join(folder, "taught.db"), "--archive", os.path.join(folder, "taught")) as server:
        make_product(server, "g", rois=[color_roi(), compare_roi()])
        teach(server, "g", drawn(1))
        session = server.session("g")
        boards = []
        for seed in (2, 3):
            server.put(session, "board.png", paste(drawn(seed)))
            boards.append(server.ask("POST", f"/api/session/{session}/inspect", {"image_filename": "board.png"}).json["aoi"]["id"])
        until(lambda: stored(server) == 2 and len(server.ask("GET", "/v1/archive?product=g").json["records"]) == 2)
        judge(server, boards[0], 2, "false-call")
        judge(server, boards[1], 2, "defect")

        def goldens():
            return len(server.ask("GET", "/v1/products/g/rois/2/goldens").json["goldens"])

        page = Page(chromium, server)
        page.open("/teach/g", "document.querySelector('tbody a.name') !== null")
        chromium.run("document.querySelector('tbody a.name').click()")
        chromium.wait("document.querySelector('.teach-try') !== null")
        check("a false call is a candidate, a defect is none", page.count(".teach-try") == 1 and page.count(".golden img") == 2)
        chromium.click(".teach-try")
        chromium.wait("document.querySelector('.report .level') !== null")
        check("what would pass now is shown before", page.count(".passing .crop") == 1 and goldens() == 1, page.text(".trial"))
        risky = page.count(".level.doubtful") == 1
        chromium.click("#teach-save")
        if risky:
            chromium.wait("document.querySelector('#teach-force') !== null")
            check("what may weaken the product is decided twice", goldens() == 1)
            chromium.type("dialog textarea", "second supplier")
            chromium.click("#teach-force")
        chromium.wait("document.querySelector('.trial').hidden")
        check("then it is taught", goldens() == 2)
        page.browser.press("u")
        chromium.wait("document.querySelector('#teach-undo').hidden")
        check("one key takes it back", goldens() == 1)
        page.open(f"/teach/g/2?board={boards[1]}", "document.querySelector('.named .teach-try') !== null")
        chromium.click(".named .teach-try")
        chromium.wait("document.querySelector('.report .level') !== null")
        check("a defect is not taught", page.count(".level.refused") == 1 and page.count("#teach-save") == 0 and page.count(".crop.danger") == 1 and goldens() == 1, page.text(".trial"))
        page.browser.press(ESCAPE)
        chromium.wait("document.querySelector('.trial').hidden")
        page.quiet("teaching")


def first_golden(page, folder):
    """A new ROI that compares has what the picture shows as its golden."""
    page.edit("first", os.path.join(folder, "board.png"))
    page.settle()
    page.draw(310, 50, 550, 110)
    page.choose("type", "compare")
    page.focus_canvas()
    page.save()
    page.browser.wait("document.querySelector('.notice.good').textContent.includes('golden')")
    found = page.server.ask("GET", "/v1/products/first/rois/1/goldens").json["goldens"]
    check("a new ROI has its first golden of the picture", len(found) == 1, found)
    asked = page.browser.run("return performance.getEntriesByType('resource').map(entry => entry.name).filter(name => name.includes('/v1/frames/'))")
    check("what is looked at comes in tiles", any("/tile/" in name for name in asked) and not any("/picture" in name for name in asked), asked)
    page.browser.press("t")
    page.browser.wait("document.querySelector('.verdict .badge') !== null")
    check("and passes on it", page.count(".rois .mark.pass") == 1, page.text(".roi-list"))
    page.quiet("first golden")


def german(page):
    page.open("/products")
    page.browser.run("localStorage.setItem('aoi.language', 'de')")
    page.open("/products")
    check("the pages speak German", page.text("h1") == "Produkte" and page.browser.run("return document.documentElement.lang") == "de")
    page.browser.run("localStorage.setItem('aoi.language', 'en')")


def run(function, *arguments):
    try:
        function(*arguments)
    except Exception:  # pylint: disable=broad-except
        check(function.__name__.replace("_", " "), False, traceback.format_exc())


def main():
    run(texts)
    if browser.missing():
        print(f"# not done: {' and '.join(browser.missing())} not installed")
        done()
    with tempfile.TemporaryDirectory(prefix="aoi-pages-") as folder, browser.Browser() as chromium:
        subprocess.run([DRAW_GUIDE, folder], check=True, stdout=subprocess.DEVNULL)
        chromium.set_window()
        with Server() as server:
            make_product(server, "square")
            page = Page(chromium, server)
            only = sys.argv[3:]
            for function in (opens, five_rois, first_golden, keyboard_alone, no_pixel_lost, file_survives, loader_speaks, two_engineers, hostile, german, live, restart):
                if only and function.__name__ not in only:
                    continue
                run(function, page, *[folder] * (function in (five_rois, first_golden, no_pixel_lost)))
        for function in (verify, statistics, teaching):
            if not only or function.__name__ in only:
                run(function, chromium, folder)
        if not only or "roles" in only:
            run(roles, chromium)
    done()


main()
